"""A what-if as text: what was typed, and what differs between the case as it is and with the edits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from calciplug.report.compared import compared_findings, compared_rules
from calciplug.report.layout import Line, heading, paragraph, printed, table
from calciplug.report.understood import in_sheet_order
from calciplug.report.words import age, title

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_TITLES = 40
NOTE = "as it is → with the edits"


def comparison_sheet(document: Mapping[str, Any], *, colour: bool = False) -> str:
    """The comparison *document* as text, 100 columns wide.

    Args:
        document: obeys `schemas/comparison.json`.
        colour: bring out the headings and the words of severity.
    """
    apart = document["differences"]
    lines = [*paragraph(document["statement"]), Line("")]
    lines += table([["Case", document["case_id"]], ["As of", document["as_of"]]], indent=0)
    lines += _edits(document)
    lines += heading("Outcome", NOTE)
    lines += _status(document)
    lines += _leaves("Proposed prescription", apart["prescription"])
    lines += _leaves("Computed from it", apart["computed"])
    lines += _withheld(apart["withheld"])
    lines += compared_findings(apart["findings"])
    lines += compared_rules(apart["rules"])
    lines += _predictions(apart["predictions"])
    inputs = [["as it is", document["before"]["input_hash"]], ["edited", document["after"]["input_hash"]]]
    return printed([*lines, *heading("Inputs"), *table(inputs)], colour=colour)


def _edits(document: Mapping[str, Any]) -> Iterator[Line]:
    yield from heading("Edits", "typed, not measured; a value of the prescription is typed as an order")
    rows = [
        [title(item["path"]), f"{_held(item, 'before', 'not there')} → {_held(item, 'after', 'taken away')}"]
        for item in document["edits"]
    ]
    yield from table(rows, caps=(_TITLES,), least=_TITLES)
    yield from _samples(document["edits"])


def _samples(edits: list[Mapping[str, Any]]) -> Iterator[Line]:
    """What a typed laboratory value is beside those of the case, and which ones no rule would look at."""
    typed = [item for item in edits if item["path"].startswith("labs.") and "after" in item]
    if any("before" in item for item in typed):
        yield from paragraph("A laboratory value is one more, newest sample; earlier ones stay beside it.", "  ")
    for item in typed:
        if item["after"].get("timing") == "post-dialysis":
            yield from paragraph(f"{title(item['path'])}: no rule reads a sample after dialysis.", "  ")


def _held(item: Mapping[str, Any], key: str, none: str) -> str:
    own = item.get(key)
    if own is None:
        return none
    tags = [own[name] for name in ("timing", "assay") if name in own]
    # What was typed was never taken: it has no age.
    old = [age(own["age_minutes"])] if "age_minutes" in own and key == "before" else []
    return ", ".join([own["shown"], *tags, *old])


def _status(document: Mapping[str, Any]) -> Iterator[Line]:
    before, after = document["before"]["status"], document["after"]["status"]
    yield Line(f"  {before} → {after}" if before != after else f"  {after}, both")
    for key, name in (("before", "as it is"), ("after", "with the edits")):
        if document[key]["status"] == "rejected":
            faults = [item["summary"] for item in document[key]["findings"]]
            yield from paragraph(f"{name}: {'; '.join(faults)}; no prescription is proposed", "  STOP  ")
    if not any(document["differences"].values()):
        yield from paragraph(
            "Nothing differs: status, prescription, what is withheld, findings, silent rules and predictions are the "
            "same. Ages and the wording of details were not compared.",
            "  ",
        )


def _leaves(name: str, items: list[Mapping[str, Any]]) -> Iterator[Line]:
    if items:
        yield from heading(name, f"only what differs; {NOTE}")
        rows = [
            [title(item["path"]), f"{_shown(item, 'before')} → {_shown(item, 'after')}"]
            for item in sorted(items, key=lambda item: in_sheet_order(item["path"]))
        ]
        yield from table(rows, caps=(_TITLES,), least=_TITLES)


def _shown(item: Mapping[str, Any], key: str) -> str:
    return str(item[key]["shown"]) if key in item else "no value"


def _withheld(items: list[Mapping[str, Any]]) -> Iterator[Line]:
    if items:
        yield from heading("Withheld")
    for item in items:
        own = item.get("after") or item["before"]
        how = "no longer withheld; it was" if "after" not in item else "withheld" if "before" not in item else "still"
        text = f"{title(item['section'])}: {how}: {own['why']} ({', '.join(own['by'])})"
        yield from paragraph(text, "  ", "      ")


def _predictions(items: list[Mapping[str, Any]]) -> Iterator[Line]:
    if items:
        yield from heading("Predicted effect", "a model, not a measurement; of the proposed prescription")
    for item in items:
        about = f"{item['title']}, {title(item['path'])}" if "path" in item else item["title"]
        flags = [item[key]["flags"] if key in item else [] for key in ("before", "after")]
        # What limits both alike is told where each prediction is, in the two outcomes.
        apart = flags[0] != flags[1]
        moved = " → ".join(_predicted(item.get(key), flags=apart) for key in ("before", "after"))
        yield from table([[about, moved]], caps=(_TITLES,), least=_TITLES)


def _predicted(own: Mapping[str, Any] | None, *, flags: bool) -> str:
    if own is None:
        return "none"
    limits = f" [{', '.join(own['flags'])}]" if flags and own["flags"] else ""
    return f"{own['proposed']['shown'] if 'proposed' in own else 'none'}{limits}"
