"""iCalendar: read back by vobject, entry by entry as the JSON has it; the zone by dateutil, against pytz."""

from __future__ import annotations

import io
import json
import re
from datetime import UTC, date, datetime, timedelta

import pytest
import pytz
import vobject
from calendars import dwell_case, follow_up, laid, session_case
from dateutil.tz import tzical

from calciplug.codec import calendar_ics, write_calendar, write_ics
from calciplug.codec.calendar_zone import observances
from calciplug.errors import CalciplugError
from calciplug.model.amount import Amount
from calciplug.model.plan import Due

STEP = Amount(path="thiosulfate.dose", stored=25.0, kind="thiosulfate_dose", form="pentahydrate")
FOLLOW_UPS = [
    follow_up(due=Due(on="session")),
    follow_up(
        "step", key="up", title="double; or not, 50 %", detail="line\ntwo", path="thiosulfate.dose", to=STEP,
        due=Due(on="dose", numbers=(2,)),
    ),
    follow_up("review", key="r", title="look at the whole", due=Due(on="day", after=84 * 1440.0)),
    follow_up(key="day", due=Due(on="day", numbers=(2,))),
]  # fmt: skip


def calendars():
    hd, pd = session_case(4, 480, 3), dwell_case(night=(35, 2, None), day=(7, 14, 3))
    four, keys = ("mon", "tue", "thu", "sat"), {"night": "21:00", "day": "07:00"}
    for zone, first in (
        ("Europe/Paris", "2026-03-23"),
        ("Europe/Paris", "2026-10-19"),
        ("America/New_York", "2027-11-01"),
    ):
        start = date.fromisoformat(first)
        yield laid(hd, FOLLOW_UPS, start=start, zone=zone, weekdays=four, at="22:00")
        yield laid(hd, FOLLOW_UPS, start=start, zone=zone, weekdays=("mon", "tue", "thu", "sun"), at="01:30")
        yield laid(pd, FOLLOW_UPS, start=start, zone=zone, exchanges=keys)
    yield laid(hd, FOLLOW_UPS, zone="UTC", weekdays=four, at="22:00")


def in_utc(value):
    """What vobject read, as a day or as a moment in UTC."""
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value.isoformat()


def of_event(event):
    own = event.contents
    return (
        own["categories"][0].value[0],
        in_utc(event.dtstart.value),
        in_utc(event.dtend.value) if "dtend" in own else None,
        event.summary.value,
        "status" in own and event.status.value == "TENTATIVE",
    )


def of_row(row):
    moments = [datetime.fromisoformat(row[key]).astimezone(UTC).isoformat() for key in ("start", "end") if key in row]
    begin, end = [*moments, None, None][:2]
    waits = row["state"] == "conditional"
    return row["kind"], begin or row["day"], end, f"{'conditional: ' if waits else ''}{row['title']}", waits


@pytest.mark.parametrize("index", range(10))
def test_another_parser_reads_what_the_json_says(index: int) -> None:
    """Kind, begin and end in UTC, title and state of every entry; times are read by the zone that the file brings."""
    calendar = list(calendars())[index]
    document = json.loads(write_calendar(calendar))
    read = vobject.readOne(write_ics(calendar).decode())

    assert [of_event(event) for event in read.vevent_list] == [
        of_row(row) for row in document["entries"] + document["later"]
    ]
    assert len(read.vevent_list) > 10


def test_there_are_as_many_calendars_as_are_tried() -> None:
    assert len(list(calendars())) == 10


@pytest.mark.parametrize(
    "zone",
    [
        "Europe/Paris",
        "America/New_York",
        "Australia/Lord_Howe",
        "Asia/Kolkata",
        "America/Santiago",
        "America/Sao_Paulo",
    ],
)
def test_the_zone_of_a_file_is_the_zone(zone: str) -> None:
    """Every quarter of an hour that the clocks show in two years, by dateutil out of the file and by pytz."""
    start = date(2026, 1, 12)
    ics = write_ics(
        laid(
            session_case(7, doses=None),
            [follow_up(due=Due(on="day", numbers=(700,)))],
            start=start,
            zone=zone,
            at="06:30",
        )
    )
    text = ics.decode().split("BEGIN:VTIMEZONE")[1].split("END:VTIMEZONE")[0]
    own = tzical(io.StringIO(f"BEGIN:VCALENDAR\r\nBEGIN:VTIMEZONE{text}END:VTIMEZONE\r\nEND:VCALENDAR\r\n")).get()

    clock, other = datetime(2026, 1, 1, 12), pytz.timezone(zone)  # noqa: DTZ001  # what the clocks show
    seen = 0
    while clock.year < 2028:
        try:
            expected = other.localize(clock, is_dst=None).utcoffset()
        except pytz.AmbiguousTimeError:
            expected = max(other.localize(clock, is_dst=own).utcoffset() for own in (True, False))  # the first
        except pytz.NonExistentTimeError:
            expected = None
        if expected is not None:
            assert clock.replace(tzinfo=own).utcoffset() == expected, clock
            seen += 1
        clock += timedelta(minutes=15)
    assert seen > 69_000


def test_a_change_is_told_by_the_clocks_before_it() -> None:
    """RFC 5545, 3.6.5. The library's own generator tells the spring by the clocks after it, an hour late."""
    found = [
        (item.begins.isoformat(), item.offset.total_seconds() / 3600, item.name, item.standard)
        for item in observances("Europe/Paris", 2026, 2026)
    ]

    assert found == [
        ("2025-12-31T01:00:00", 1, "CET", True),
        ("2026-03-29T02:00:00", 2, "CEST", False),
        ("2026-10-25T03:00:00", 1, "CET", True),
    ]


def test_a_time_that_comes_a_second_time_is_written_in_utc() -> None:
    """From 23:00 for four hours: the end is the second 02:00, which local time cannot name."""
    ics = write_ics(laid(session_case(7, 240, None), start=date(2026, 10, 24), at="23:00")).decode()

    assert "DTSTART:20261024T210000Z\r\nDTEND:20261025T010000Z\r\n" in ics
    assert ics.count("DTSTART;TZID=Europe/Paris:") == 6


def test_it_names_no_person_rings_no_bell_and_reads_no_clock() -> None:
    ics = write_ics(next(calendars())).decode()
    stamps = set(re.findall(r"^DTSTAMP:(.*)\r$", ics, re.MULTILINE))

    assert stamps == {"20260112T060000Z"}  # as_of, 07:00 at +01:00
    assert not re.search("VALARM|ORGANIZER|ATTENDEE|LAST-MODIFIED|CREATED", ics)
    assert all(len(line.encode()) <= 75 for line in ics.split("\r\n"))
    assert ics.count("CLASS:PRIVATE") == ics.count("BEGIN:VEVENT")


def test_identifiers_are_stable_and_differ() -> None:
    """Alike for the same case, also where days move around it; all different within a file; others for another case."""

    def names(document, **times):
        ics = write_ics(laid(document, FOLLOW_UPS, at="22:00", **times)).decode()
        return re.findall(r"^UID:(.*)\r$", ics, re.MULTILINE)

    once, again = (names(session_case(7)) for _ in range(2))
    assert once == again
    assert len(set(once)) == len(once)
    assert set(once) & set(names(session_case(7), start=date(2026, 1, 13)))
    assert not set(once) & set(names(session_case(7, 180)))


def test_without_the_library_there_is_one_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr(calendar_ics, "import_module", gone)

    with pytest.raises(CalciplugError, match=r"icalendar, which is not installed: pip install 'calciplug\[calendar\]'"):
        write_ics(next(calendars()))
