"""A calendar as text: week by week what happens when, then what waits, what is measured, what comes later, and why."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from calciplug.report.asked import by_rules, undated
from calciplug.report.layout import Line, heading, paragraph, printed, table
from calciplug.report.prediction_table import made_by
from calciplug.report.sources import Sources
from calciplug.report.words import MODALITIES, SEVERITIES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_LAID: Final = ("session", "infusion", "dwell")
_DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_WEEK: Final = 7


def calendar_sheet(document: Mapping[str, Any], *, colour: bool = False) -> str:
    """The calendar *document* as text, 100 columns wide.

    Args:
        document: obeys `schemas/calendar.json`.
        colour: bring out the headings and the words of severity.
    """
    sources = Sources()
    lines = paragraph(document["statement"])
    lines += [Line(""), *table(list(_about(document)), 0), *_state(document)]
    lines += _weeks(document)
    lines += by_rules(document, sources)
    lines += undated(document, sources)
    lines += _notes(document)
    lines += sources.lines()
    return printed([*lines, *made_by(document)], colour=colour)


def _about(document: Mapping[str, Any]) -> Iterator[list[str]]:
    protocol = document["protocol"]
    yield ["Case", document["case_id"]]
    yield ["Modality", MODALITIES.get(document["modality"], document["modality"])]
    yield ["As of", document["as_of"]]
    yield ["Zone", f"{document['zone']}; every time is on its clocks"]
    yield ["Protocol", f"{protocol['name']} {protocol['version']}"]


def _state(document: Mapping[str, Any]) -> Iterator[Line]:
    """The outcome in one line, and one for each of the gravest things that it found."""
    worst = next((own for own in ("block", "hold", "warning") if _of(document, own)), None)
    word = SEVERITIES[worst] if worst is not None else "OK"
    yield Line("")
    first, *more = paragraph(f"{document['status']}; the sheet of `calciplug adjust` says why", f"{word:<8} ")
    yield from (Line(first.text, word, word), *more)
    for item in () if worst is None else _of(document, worst):
        first, *more = paragraph(f"{item['code']}  {item['summary']}", f"  {word:<8} ")
        yield from (Line(first.text, word, word), *more)


def _of(document: Mapping[str, Any], severity: str) -> list[Mapping[str, Any]]:
    rows: list[Mapping[str, Any]] = document["findings"]
    return [item for item in rows if item["severity"] == severity and item["state"] == "open"]


def _weeks(document: Mapping[str, Any]) -> Iterator[Line]:
    start = date.fromisoformat(document["start"])
    rows = [item for item in document["entries"] if item["kind"] in _LAID]
    for detail in dict.fromkeys(item["detail"] for item in rows if item["kind"] == "session"):
        yield from (*heading("Every session", "as proposed"), *paragraph(detail, "  "))
    for key, detail in dict.fromkeys((item["exchange"], item["detail"]) for item in rows if item["kind"] == "dwell"):
        yield from (*heading(f"Every dwell {key}", "as proposed"), *paragraph(detail, "  "))
    for index in range(document["weeks"]):
        first = start + timedelta(days=_WEEK * index)
        then = first + timedelta(days=_WEEK)
        # What runs past the last midnight belongs to the last week.
        end = "9" if index + 1 == document["weeks"] else then.isoformat()
        own = [item for item in rows if first.isoformat() <= item["day"] < end]
        yield from heading(f"Week {index + 1}", f"{first} to {then - timedelta(days=1)}")
        yield from table([_row(item) for item in own]) if own else paragraph("nothing in this week", "  ")


def _row(item: Mapping[str, Any]) -> list[str]:
    note = f" ({item['note']})" if "note" in item else ""
    volume = f", {item['volume']['shown']} of product" if "volume" in item else ""
    dose = f", thiosulfate {item['dose']['shown']}" if item["kind"] == "dwell" and "dose" in item else ""
    return [named(item["day"]), span(item), f"{item['title']}{dose}{volume}{note}"]


def named(day: str) -> str:
    """*day* with its weekday: `Mon 2026-01-12`."""
    return f"{_DAYS[date.fromisoformat(day).weekday()]} {day}"


def span(item: Mapping[str, Any]) -> str:
    """From when to when: the offset once where it does not change, and the day of the end where that is another one."""
    if "start" not in item:
        return "no time of day"
    start = datetime.fromisoformat(item["start"])
    if "end" not in item:
        return f"{start:%H:%M} {item['start'][-6:]}"
    end = datetime.fromisoformat(item["end"])
    first = f"{start:%H:%M}" if start.utcoffset() == end.utcoffset() else f"{start:%H:%M} {item['start'][-6:]}"
    day = "" if start.date() == end.date() else f" {_DAYS[end.weekday()]}"
    return f"{first} \u2013 {end:%H:%M}{day} {item['end'][-6:]}"


def _notes(document: Mapping[str, Any]) -> Iterator[Line]:
    if document["notes"]:
        yield from heading("Notes")
        for note in document["notes"]:
            yield from paragraph(note, "  - ", "    ")
