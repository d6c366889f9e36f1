"""A calendar as an iCalendar file (RFC 5545), for any calendar program: no clock, no name of a person, no alarm."""

from __future__ import annotations

import hashlib
from collections import Counter
from datetime import UTC, datetime
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from calciplug.codec.calendar_writer import calendar_document
from calciplug.codec.calendar_zone import observances
from calciplug.codec.schema import demand
from calciplug.codec.times import clocks
from calciplug.errors import CalciplugError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from calciplug.model.calendar import Calendar

PRODUCT: Final = "-//calciplug//calendar 1//EN"


def icalendar() -> Any:
    """The library that writes iCalendar.

    Raises:
        CalciplugError: it is not installed.
    """
    try:
        return import_module("icalendar")
    except ImportError:
        what = "an iCalendar file needs the package icalendar, which is not installed"
        raise CalciplugError(f"{what}: pip install 'calciplug[calendar]'") from None


def write_ics(calendar: Calendar) -> bytes:
    """*calendar* as an iCalendar file.

    Raises:
        CalciplugError: `icalendar` is not installed, or the calendar breaks its schema, which is our bug.
    """
    library = icalendar()
    document = calendar_document(calendar)
    demand("calendar", document)
    file = library.Calendar()
    file.add("prodid", PRODUCT)
    file.add("version", "2.0")
    file.add("method", "PUBLISH")
    file.add("x-wr-calname", library.vText(f"calciplug {document['case_id']}"))
    file.add("x-wr-timezone", library.vText(document["zone"]))
    file.add("x-wr-caldesc", library.vText("\n".join(_about(document))))
    rows = [*document["entries"], *document["later"]]
    if rows and document["zone"] != "UTC":
        file.add_component(_zone(library, document, rows))
    seen: Counter[tuple[str, str]] = Counter()
    for row in rows:
        place = row["day"], row["kind"]
        seen[place] += 1
        file.add_component(_event(library, document, row, seen[place]))
    written: bytes = file.to_ical()
    return written


def _about(document: Mapping[str, Any]) -> Iterator[str]:
    """What holds for the whole: what it is, and whatever has no day."""
    yield document["statement"]
    yield f"Case {document['case_id']}, as of {document['as_of']}: {document['status']}."
    yield from (f"{item['code']}: {item['summary']}" for item in document["findings"] if item["state"] == "open")
    yield from document["notes"]
    yield from (f"Without a day: {item['title']} ({item['rule']}): {item['why']}." for item in document["undated"])


def _event(library: Any, document: Mapping[str, Any], row: Mapping[str, Any], number: int) -> Any:
    event = library.Event()
    # The same input has the same identifiers, so that a file which is read again replaces and does not double.
    name = f"{document['input_hash']} {row['day']} {row['kind']} {number}"
    event.add("uid", f"{hashlib.sha256(name.encode()).hexdigest()[:32]}@calciplug")
    event.add("dtstamp", datetime.fromisoformat(document["as_of"]).astimezone(UTC))
    for key, moment in _moments(row, document["zone"]):
        event.add(key, moment)
    # Few programs show that an event is tentative.
    event.add("summary", f"conditional: {row['title']}" if row["state"] == "conditional" else row["title"])
    event.add("description", "\n".join(_told(row, document)))
    event.add("categories", [row["kind"]])
    event.add("class", "PRIVATE")
    event.add("transp", "OPAQUE" if "end" in row else "TRANSPARENT")
    if row["state"] == "conditional":
        event.add("status", "TENTATIVE")
    return event


def _moments(row: Mapping[str, Any], zone: str) -> Iterator[tuple[str, Any]]:
    """Begin and end on the clocks of *zone*; in UTC where the clocks show one of them for a second time.

    iCalendar reads such a time as the first of the two, so that it has no other way to name the second.
    """
    if "start" not in row:
        yield "dtstart", datetime.fromisoformat(row["day"]).date()
        return
    moments = [
        (name, datetime.fromisoformat(row[key])) for name, key in (("dtstart", "start"), ("dtend", "end")) if key in row
    ]
    shown = [(name, moment.astimezone(clocks(zone))) for name, moment in moments]
    second = any(moment.fold for _, moment in shown)
    yield from ((name, moment.astimezone(UTC)) for name, moment in shown) if second else shown


def _told(row: Mapping[str, Any], document: Mapping[str, Any]) -> Iterator[str]:
    if row["state"] == "conditional":
        yield "Waits for its condition; not given."
    if row["detail"]:
        yield row["detail"]
    if "to" in row:
        yield f"To: {row['to']['shown']}"
    if "volume" in row:
        yield f"Volume of product: {row['volume']['shown']}"
    for item in row["checks"]:
        loinc = f" (LOINC {item['loinc']})" if "loinc" in item else ""
        yield f"To measure: {item.get('title', item['path'])}{loinc}"
    for item in row["asked"]:
        basis = "policy" if item["policy"] else ", ".join(item["citations"])
        own = "" if item["detail"] in ("", row["detail"]) else f": {item['detail']}"
        yield f"Asked for by {item['plugin']}, {item['rule']} ({basis}){own}"
    if "note" in row:
        yield row["note"]
    yield document["statement"]


def _zone(library: Any, document: Mapping[str, Any], rows: list[Mapping[str, Any]]) -> Any:
    """The zone's changes of clocks in the years of *rows*, so that no program needs to know the zone."""
    zone = library.Timezone()
    zone.add("tzid", document["zone"])
    years = [int(row["day"][:4]) for row in rows]
    for item in observances(document["zone"], min(years), max(years)):
        own = library.TimezoneStandard() if item.standard else library.TimezoneDaylight()
        own.add("dtstart", item.begins)
        own.add("tzoffsetfrom", item.before)
        own.add("tzoffsetto", item.offset)
        own.add("tzname", item.name)
        zone.add_component(own)
    return zone
