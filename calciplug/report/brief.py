"""One outcome on one page: what changes, what is withheld, what has to be acknowledged; reasons are elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from calciplug.report.changes import moves
from calciplug.report.findings import withheld
from calciplug.report.layout import Line, heading, listed, paragraph, printed, table
from calciplug.report.problems import refused
from calciplug.report.sheet import about, headline
from calciplug.report.silent import unevaluated
from calciplug.report.words import OVERRIDES, SEVERITIES, natural, title

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from calciplug.model.case import Case

_TEXT = " " * 11
# What has to be drawn up and set beside the dose itself.
_INFUSION = ("thiosulfate.volume", "thiosulfate.start", "thiosulfate.weekly_total")
_WHOLE = "Reasons, values, predictions and sources stand in the whole sheet: the same command without --brief."


def brief(
    document: Mapping[str, Any], case: Case | None = None, *, name: str = "the input", colour: bool = False
) -> str:
    """The outcome *document* in short; arguments as for `sheet`."""
    if document["problems"]:
        return printed(refused(document, name), colour=colour)
    lines = [
        *headline(document),
        *about(document, case),
        *_changes(document),
        *withheld(document),
        *_findings(document),
        *_silent(document),
        *_evidence(document),
        Line(""),
        *paragraph(_WHOLE, ""),
        Line(f"input {document['input_hash']}"),
    ]
    return printed(lines, colour=colour)


def _changes(document: Mapping[str, Any]) -> list[Line]:
    if document["prescription"] is None:
        return []
    rows = [[title(item["path"]), _who(item), moves(item)] for item in document["changes"]]
    note = "before → after" if rows else "no value differs from the one in force"
    infusion = [[title(item["path"]), item["shown"]] for item in document["computed"] if item["path"] in _INFUSION]
    lines = [*heading("Proposed prescription", note), *table(rows, caps=(32, 16))]
    return lines + ([Line("  With it:"), *table(infusion, caps=(40,))] if infusion else [])


def _who(item: Mapping[str, Any]) -> str:
    return "as ordered" if item["origin"] == "order" else str(item.get("rule", "order refused"))


def _findings(document: Mapping[str, Any]) -> list[Line]:
    grave = [item for item in document["findings"] if item["severity"] != "info"]
    lines = heading("Findings") if document["findings"] else []
    for item in grave:
        word = SEVERITIES[item["severity"]]
        first, *rest = [row for text in _told(item) for row in paragraph(text, _TEXT)]
        lines += [Line(f"  {word:<9}{first.text.strip()}", word, word), *rest]
    noted = sorted({item["code"] for item in document["findings"] if item["severity"] == "info"}, key=natural)
    return lines + (paragraph(f"{', '.join(noted)}.", "  NOTE     ", _TEXT) if noted else [])


def _told(item: Mapping[str, Any]) -> Iterator[str]:
    state = "" if item["state"] == "open" else f" ({item['state'].upper()})"
    yield f"{item['code']}  {item['summary']}{state}"
    if "refuses" in item:
        yield f"Refused: {title(item['refuses']['path'])} {item['refuses']['shown']}."
    offered = [f"{title(own['path'])} {own['shown']}" for own in item.get("alternative", ())]
    if offered:
        yield f"Instead: {'; '.join(offered)}."
    if "overridden_by" in item:
        yield f"Overridden by {item['overridden_by']}"
    elif "may_override" in item:
        yield f"Override: {OVERRIDES[item['may_override']]}."


def _silent(document: Mapping[str, Any]) -> list[Line]:
    count = unevaluated(document)
    if not count:
        return []
    rules = sorted({item["rule"] for item in document["silent"] if item["cause"] in ("missing", "stale")}, key=natural)
    return [*heading("Not evaluated", "calciplug why-not says which values would change that"),
            *paragraph(f"{listed(rules)}.", "  ")]  # fmt: skip


def _evidence(document: Mapping[str, Any]) -> list[Line]:
    lines = heading("Evidence") if document["evidence"] else []
    for item in document["evidence"]:
        lines += paragraph(f"{item['about']}: {item['text']} Grade: {item['grade']}.", "  ")
    return lines
