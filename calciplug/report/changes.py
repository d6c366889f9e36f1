"""What is proposed: each field before and after, who asked for it and why; then what stays and what follows."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from calciplug import units
from calciplug.model.field import field
from calciplug.report.clock import infusion_begins
from calciplug.report.findings import announcement, values_read
from calciplug.report.layout import Line, heading, paragraph, table
from calciplug.report.understood import in_sheet_order
from calciplug.report.words import title

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from calciplug.model.case import Case
    from calciplug.report.sources import Sources

_TITLES = 40
_TEXT = " " * 6


def proposed(document: Mapping[str, Any], sources: Sources, case: Case | None) -> list[Line]:
    """The whole prescription that is proposed: what changes first, then what stays, then what follows from it."""
    if document["prescription"] is None:
        return []
    changes = sorted(document["changes"], key=lambda item: in_sheet_order(item["path"]))
    note = "before \u2192 after" if changes else "no value differs from the one in force"
    lines = heading("Proposed prescription", note)
    for item in changes:
        lines += _change(item, document, sources)
    lines += [Line("")] if lines[-1].text else []
    lines += _unchanged(document, {item["path"] for item in changes})
    return lines + _computed(document, case)


def moves(item: Mapping[str, Any]) -> str:
    """What becomes of one value: before and after, and the order where it is withheld."""
    before, after = item["in_force"]["shown"] if "in_force" in item else "none", _after(item)
    moved = f"{before} \u2192 {after}" if before != after else f"{after}, as in force"
    return moved + (f"  (ordered: {item['ordered']['shown']})" if "after" not in item and "ordered" in item else "")


def _after(item: Mapping[str, Any]) -> str:
    if "after" in item:
        return str(item["after"]["shown"])
    return "stopped" if _stopped(item) else "NO VALUE TODAY"


def _stopped(item: Mapping[str, Any]) -> bool:
    return "after" not in item and item["origin"] == "order"


def _change(item: Mapping[str, Any], document: Mapping[str, Any], sources: Sources) -> Iterator[Line]:
    after, moved = _after(item), moves(item) + ("  (as ordered)" if item["origin"] == "order" else "")
    style = "heading" if "after" in item or _stopped(item) else "HOLD"
    for row in table([[title(item["path"]), moved]], caps=(_TITLES,), least=_TITLES):
        yield Line(row.text, after if after in row.text else "", style)
    if item["origin"] == "order" or "after" not in item:
        return
    yield from paragraph(" ".join(filter(None, (_ordered(item), _who(item, sources), _why(item)))), _TEXT)
    found = announcement(item, document)
    read = [*values_read(found)] if found is not None else []
    read += [f"Disputed: {', '.join(found['disputes'])}."] if found is not None and found["disputes"] else []
    yield from paragraph(" ".join(read), _TEXT) if read else []
    yield Line("")


def _ordered(item: Mapping[str, Any]) -> str:
    return f"Ordered: {item['ordered']['shown']}." if "ordered" in item else ""


def _who(item: Mapping[str, Any], sources: Sources) -> str:
    if "rule" not in item:
        return "The order was refused:"
    basis = sources.basis(item["citations"], item["policy"])
    return f"{item['origin']}, {item['rule']}{f' ({basis})' if basis else ''}:"


def _why(item: Mapping[str, Any]) -> str:
    reason = str(item["reason"])
    return reason if reason.endswith((".", "?", "!")) else f"{reason}."


def _unchanged(document: Mapping[str, Any], changed: set[str]) -> list[Line]:
    leaves = dict(_leaves(document["prescription"], ""))
    kept = sorted((path for path in leaves if path not in changed), key=in_sheet_order)
    if not kept:
        return []
    rows = [[title(path), _shown(path, leaves[path])] for path in kept]
    return [Line("  As in force:"), *table(rows, caps=(_TITLES,), least=_TITLES)]


def _leaves(node: Mapping[str, Any], path: str) -> Iterator[tuple[str, Any]]:
    for key, item in node.items():
        own = f"{path}.{key}" if path else key
        if isinstance(item, dict) and "unit" not in item:
            yield from _leaves(item, own)
        else:
            yield own, item


def _shown(path: str, item: Any) -> str:
    declared = field(path)
    if isinstance(item, dict) and declared is not None:
        value = units.read(Decimal(str(item["value"])), item["unit"], declared.kind, item.get("form"))
        return units.text(value, declared.kind, item.get("form"))
    return ", ".join(item) if isinstance(item, list) else str(item)


def _computed(document: Mapping[str, Any], case: Case | None) -> list[Line]:
    rows = []
    begins = infusion_begins(document, case) if case is not None else None
    paths = {item["path"] for item in document["computed"]}
    for item in document["computed"]:
        if item["path"] == "thiosulfate.weekly" and "thiosulfate.weekly_total" in paths and _one_route(document):
            continue
        text = item["shown"]
        if item["path"] == "thiosulfate.start":
            text = f"{text} into the session{f': {begins}' if begins else ''}"
        rows.append([title(item["path"]), text])
    return [Line(""), Line("  Computed from it:"), *table(rows, caps=(_TITLES,), least=_TITLES)] if rows else []


def _one_route(document: Mapping[str, Any]) -> bool:
    """Whether the total over routes only repeats the intravenous grams."""
    shown = {item["path"]: item["shown"] for item in document["computed"]}
    return shown.get("thiosulfate.weekly") == shown.get("thiosulfate.weekly_total")
