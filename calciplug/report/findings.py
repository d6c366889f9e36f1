"""What the prescriber has to know, the gravest first, and the disputes between sources behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from calciplug.report.layout import Line, counted, heading, paragraph, wrap
from calciplug.report.words import LADDER, OVERRIDES, SEVERITIES, age, title

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from calciplug.report.sources import Sources

_TEXT = " " * 11
_ANNOUNCED = ("path", "code", "detail", "severity", "state")


def withheld(document: Mapping[str, Any]) -> list[Line]:
    """Sections that have no value today, and why."""
    if not document["withheld"]:
        return []
    lines = heading("Withheld", "no value for today; the value in force does not stand in for it")
    for item in document["withheld"]:
        name = title(item["section"])
        rows = wrap(f"{name}: {item['why']} ({', '.join(item['by'])})", "  HOLD     ", _TEXT)
        lines += [Line(rows[0], "HOLD", "HOLD"), *(Line(row) for row in rows[1:])]
    return lines


def tally(document: Mapping[str, Any]) -> str:
    """How many findings of each severity: `1 HOLD, 2 CAUTION`."""
    words = [SEVERITIES[item["severity"]] for item in document["findings"]]
    return ", ".join(f"{words.count(word)} {word}" for word in LADDER if word in words)


def announcement(change: Mapping[str, Any], document: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The finding that does no more than announce *change*; it is told there, and not a second time."""
    told = (change["path"], change.get("rule"), change["reason"], "info", "open")
    rows: list[Mapping[str, Any]] = document["findings"]
    return next((row for row in rows if told == tuple(row.get(key) for key in _ANNOUNCED)), None)


def findings(document: Mapping[str, Any], sources: Sources) -> list[Line]:
    """Every finding but those that only announce a change."""
    told = [announcement(change, document) for change in document["changes"]]
    left = [item for item in document["findings"] if not any(item is other for other in told)]
    count = len(document["findings"]) - len(left)
    note = f"; {counted(count, 'NOTE', 'NOTE')} told above with the change it made" if count else ""
    lines = heading("Findings", f"{tally(document) or 'none'}{note}")
    for index, item in enumerate(left):
        lines += [Line("")] if index else []
        lines += _finding(item, sources)
    return lines


def _finding(item: Mapping[str, Any], sources: Sources) -> Iterator[Line]:
    word = SEVERITIES[item["severity"]]
    state = "" if item["state"] == "open" else f" ({item['state'].upper()})"
    rows = wrap(f"{item['code']}  {item['summary']}{state}", f"  {word:<9}", _TEXT)
    yield Line(rows[0], word, word)
    yield from (Line(row) for row in rows[1:])
    yield from (line for text in _told(item, sources) for line in paragraph(text, _TEXT))


def _told(item: Mapping[str, Any], sources: Sources) -> Iterator[str]:
    if "refuses" in item:
        yield f"Refused: {title(item['refuses']['path'])} {item['refuses']['shown']}.{_instead(item)}"
    if item["detail"] != item["summary"]:
        yield item["detail"]
    if "overridden_by" in item:
        yield f"Overridden by {item['overridden_by']}"
    elif "may_override" in item:
        yield f"Override: {OVERRIDES[item['may_override']]}."
    yield from values_read(item)
    basis = sources.basis(item["citations"], item["policy"])
    disputed = f"disputed: {', '.join(item['disputes'])}" if item["disputes"] else ""
    yield "; ".join(filter(None, (item.get("plugin", "calciplug itself"), basis, disputed)))


def _instead(item: Mapping[str, Any]) -> str:
    offered = [f"{title(own['path'])} {own['shown']}" for own in item.get("alternative", ())]
    return f" Instead: {'; '.join(offered)}." if offered else ""


def values_read(item: Mapping[str, Any]) -> Iterator[str]:
    """The values that *item* rests on, with their ages; for a NOTE only those that have one."""
    shown = [own for own in item["read"] if item["severity"] != "info" or "age_minutes" in own]
    if shown:
        yield f"Read: {'; '.join(_read(own) for own in shown)}."


def values_used(item: Mapping[str, Any]) -> Iterator[str]:
    """Every value that the prediction *item* rests on, with its age where it has one."""
    if item["read"]:
        yield f"Used: {'; '.join(_read(own) for own in item['read'])}."


def _read(item: Mapping[str, Any]) -> str:
    old = f", {age(item['age_minutes'])}" if "age_minutes" in item else ""
    return f"{title(item['path'])} {item['shown']}{old}{', STALE' if item['stale'] else ''}"


def disputes(document: Mapping[str, Any]) -> list[Line]:
    """The disputes that the outcome touches: title and every side, with the design of the strongest study behind it."""
    rows = document["disputes"]
    if not rows:
        return []
    note = f"sources contradict each other; for those of each side: calciplug evidence show {rows[0]['id']}"
    return [*heading("Disputes", note), *(line for row in rows for line in _dispute(row))]


def _dispute(row: Mapping[str, Any]) -> Iterator[Line]:
    yield from paragraph(row["title"], f"  {row['id']:<5} ")
    for side in row["sides"]:
        yield from paragraph(f"{side['claim']} ({side['design'].replace('-', ' ')})", "        - ")
