"""Sessions and infusions across changes of clocks, against pytz, which has zone files and arithmetic of its own."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
import pytz
from calendars import laid, session_case

from calciplug.calendar.clocks import begins

# Zone, and the nights in which its clocks change: written here from the rules of both unions, not looked up.
NIGHTS = [
    ("Europe/Paris", date(2026, 3, 29)), ("Europe/Paris", date(2026, 10, 25)),
    ("Europe/Paris", date(2027, 3, 28)), ("Europe/Paris", date(2027, 10, 31)),
    ("America/New_York", date(2026, 3, 8)), ("America/New_York", date(2026, 11, 1)),
    ("America/New_York", date(2027, 3, 14)), ("America/New_York", date(2027, 11, 7)),
]  # fmt: skip
CLOCKS = [("01:30", 240), ("02:30", 240), ("22:00", 480), ("06:30", 240)]
INFUSION = 90


def oracle(day: date, clock: str, zone: str) -> datetime:
    """The moment in UTC at which a session begins, by pytz and the rule of RFC 5545."""
    own = pytz.timezone(zone)
    naive = datetime.combine(day, time.fromisoformat(clock))
    try:
        return own.localize(naive, is_dst=None).astimezone(pytz.utc)
    except pytz.AmbiguousTimeError:
        return own.localize(naive, is_dst=True).astimezone(pytz.utc)  # the first of the two
    except pytz.NonExistentTimeError:
        return own.localize(naive, is_dst=False).astimezone(pytz.utc)  # the offset before the gap


def shown(moment: datetime, zone: str) -> str:
    return moment.astimezone(pytz.timezone(zone)).isoformat()


@pytest.mark.parametrize(("clock", "minutes"), CLOCKS)
@pytest.mark.parametrize(("zone", "night"), NIGHTS)
def test_every_moment_is_the_one_of_pytz(zone: str, night: date, clock: str, minutes: int) -> None:
    """Begin, end and infusion of a session a day, a week on either side of the change, to the second and the offset."""
    start = night - timedelta(days=7)
    calendar = laid(session_case(7, minutes, 7, INFUSION), start=start, weeks=2, zone=zone, at=clock)

    expected = []
    for index in range(14):
        begin = oracle(start + timedelta(days=index), clock, zone)
        end = begin + timedelta(minutes=minutes)
        expected.append(("session", shown(begin, zone), shown(end, zone)))
        expected.append(("infusion", shown(end - timedelta(minutes=INFUSION), zone), shown(end, zone)))
    found = [(item.kind, item.start.isoformat(), item.end.isoformat()) for item in calendar.entries]
    assert sorted(found, key=lambda row: (datetime.fromisoformat(row[1]), row[0])) == sorted(
        expected, key=lambda row: (datetime.fromisoformat(row[1]), row[0])
    )


def test_the_oracle_meets_every_kind_of_night() -> None:
    """The cases above hold times that do not exist and times that come twice: else they would prove little."""
    kinds = set()
    for zone, night in NIGHTS:
        for clock, _ in CLOCKS:
            try:
                pytz.timezone(zone).localize(datetime.combine(night, time.fromisoformat(clock)), is_dst=None)
            except pytz.InvalidTimeError as error:
                kinds.add((type(error).__name__, zone))
    assert kinds == {
        ("NonExistentTimeError", "Europe/Paris"), ("AmbiguousTimeError", "Europe/Paris"),
        ("NonExistentTimeError", "America/New_York"), ("AmbiguousTimeError", "America/New_York"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("day", "clock", "zone", "moment", "note"),
    [
        ("2026-03-29", "02:30", "Europe/Paris", "2026-03-29T03:30:00+02:00",
         "the clocks skip 02:30 on 2026-03-29: it begins at 03:30"),
        ("2026-10-25", "02:30", "Europe/Paris", "2026-10-25T02:30:00+02:00",
         "02:30 comes twice on 2026-10-25: the first is meant, at offset +02:00"),
        ("2026-10-25", "03:00", "Europe/Paris", "2026-10-25T03:00:00+01:00", None),
        ("2026-03-29", "03:00", "Europe/Paris", "2026-03-29T03:00:00+02:00", None),
        ("2026-11-01", "01:30", "America/New_York", "2026-11-01T01:30:00-04:00",
         "01:30 comes twice on 2026-11-01: the first is meant, at offset -04:00"),
        # Half an hour, in the south, where the seasons are the other way round.
        ("2026-10-04", "02:15", "Australia/Lord_Howe", "2026-10-04T02:45:00+11:00",
         "the clocks skip 02:15 on 2026-10-04: it begins at 02:45"),
        # A whole day that Samoa left out in 2011.
        ("2011-12-30", "08:00", "Pacific/Apia", "2011-12-31T08:00:00+14:00",
         "the clocks skip 08:00 on 2011-12-30: it begins at 08:00"),
    ],
)  # fmt: skip
def test_a_time_that_is_skipped_or_comes_twice_is_named(
    day: str, clock: str, zone: str, moment: str, note: str | None
) -> None:
    """The moment and the note, worked out by hand from the offsets of each zone."""
    found, said = begins(date.fromisoformat(day), time.fromisoformat(clock), zone)

    assert (found.isoformat(), said) == (moment, note)


def test_nothing_that_lays_a_calendar_reads_a_clock() -> None:
    """The day on which it is asked for cannot matter: no name of a clock or of the environment stands in the code."""
    package = Path(__file__).resolve().parents[2] / "calciplug"
    sources = [
        *package.glob("calendar/*.py"),
        *package.glob("codec/calendar_*.py"),
        package / "report/calendar_table.py",
    ]

    assert len(sources) > 15
    for source in sources:
        assert not re.search(
            r"\b(now|today|utcnow|localtime|environ|getenv|monotonic|random)\(", source.read_text("utf-8")
        )


def test_a_note_stands_at_the_entry_and_among_the_notes() -> None:
    calendar = laid(session_case(7, doses=None), start=date(2026, 3, 23), at="02:30")
    noted = [item for item in calendar.entries if item.note is not None]

    assert [item.day for item in noted] == [date(2026, 3, 29)]
    assert "Dialysis session: the clocks skip 02:30 on 2026-03-29: it begins at 03:30." in calendar.notes


def test_differences_of_moments_are_elapsed_time() -> None:
    """Two moments of one `zoneinfo` zone would be subtracted by their clocks, an hour wrong in such a night."""
    calendar = laid(session_case(7, 480, None), start=date(2026, 3, 28), at="22:00", weeks=1)
    first = calendar.entries[0]

    assert (first.start.isoformat(), first.end.isoformat()) == (
        "2026-03-28T22:00:00+01:00",
        "2026-03-29T07:00:00+02:00",
    )
    assert first.end - first.start == timedelta(hours=8)
