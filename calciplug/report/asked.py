"""What rules ask for in a calendar: steps that wait, checks, reviews; each once, with all its days."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from calciplug.report.layout import Line, heading, paragraph
from calciplug.report.words import natural, title

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from calciplug.report.sources import Sources

_SECTIONS: Final = (
    ("step", "Steps that wait", "each only when its condition holds, and adjusted anew; none of them is given here"),
    ("check", "Checks", "before the session, dwell or infusion at that time"),
    ("review", "Reviews", ""),
)
_TEXT: Final = "      "


def by_rules(document: Mapping[str, Any], sources: Sources) -> Iterator[Line]:
    """What rules ask for within the weeks, and after them."""
    for kind, name, note in _SECTIONS:
        rows = [item for item in document["entries"] if item["kind"] == kind]
        if rows:
            yield from heading(name, note)
            yield from _grouped(rows, sources)
    if document["later"]:
        yield from heading("Later", "after the last week")
        yield from _grouped(document["later"], sources)


def undated(document: Mapping[str, Any], sources: Sources) -> Iterator[Line]:
    """What rules ask for and what has no day here, and rules that had nothing to ask for want of a value."""
    if document["undated"]:
        yield from heading("Without a day")
        for item in document["undated"]:
            yield from paragraph(f"{item['title']}: {item['why']}", "  ", _TEXT)
            yield from _basis(item, sources)
    wanting = [item for item in document["silent"] if "path" in item]
    if wanting:
        yield from heading("Not asked", "a rule without its values asks for nothing here")
        groups: dict[str, set[str]] = {}
        for item in wanting:
            groups.setdefault(f"{title(item['path'])} {item['cause']}", set()).add(item["rule"])
        for what, rules in groups.items():
            yield from paragraph(f"{what}: {', '.join(sorted(rules, key=natural))}", "  ", _TEXT)


def _grouped(rows: list[Mapping[str, Any]], sources: Sources) -> Iterator[Line]:
    """Alike but for their time: told once, with every time."""
    groups: dict[str, list[Mapping[str, Any]]] = {}
    for item in rows:
        alike = {key: value for key, value in item.items() if key not in ("day", "start")}
        groups.setdefault(repr(alike), []).append(item)
    for own in groups.values():
        first = own[0]
        when = ", ".join(f"{item['day']} {item['start'][11:16]}" if "start" in item else item["day"] for item in own)
        yield from paragraph(f"{when}: {first['title']}", "  ", _TEXT)
        if "to" in first:
            yield from paragraph(f"To {title(first['to']['path'])} {first['to']['shown']}.", _TEXT)
        if first["checks"]:
            yield from paragraph(f"To measure: {', '.join(_check(item) for item in first['checks'])}.", _TEXT)
        for item in first["asked"]:
            yield from _basis(item, sources)


def _check(item: Mapping[str, Any]) -> str:
    return f"{title(item['path'])} (LOINC {item['loinc']})" if "loinc" in item else title(item["path"])


def _basis(item: Mapping[str, Any], sources: Sources) -> Iterator[Line]:
    basis = sources.basis(item["citations"], item["policy"])
    detail = f": {item['detail']}" if item["detail"] else ""
    yield from paragraph(f"{item['plugin']}, {item['rule']}{f' ({basis})' if basis else ''}{detail}", _TEXT)
