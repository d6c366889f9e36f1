"""What holds for every calendar of sessions and every day of peritoneal dialysis."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, time, timedelta
from itertools import combinations, pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from calendars import dwell_case, follow_up, laid, refusal, session_case
from hypothesis import given, settings
from hypothesis import strategies as st

from calciplug.calendar.clocks import WEEK
from calciplug.calendar.pattern import spread
from calciplug.codec.times import zones
from calciplug.model.plan import Due

often = settings(max_examples=50 * int(os.environ.get("CALCIPLUG_EXAMPLES", "1")), deadline=None, derandomize=True)
# The base cases are of 12 January 2026, and no calendar begins before its case.
DATES = st.dates(date(2026, 1, 12), date(2035, 12, 31))
ZONES = st.sampled_from(
    ["Europe/Paris", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "America/Santiago", "UTC"]
)
CLOCKS = st.times().map(lambda item: f"{item:%H:%M}")


def sessions(calendar):
    return [item for item in calendar.entries if item.kind == "session"]


@pytest.mark.slow
@often
@given(
    days=st.sets(st.sampled_from(WEEK), min_size=1).map(sorted), start=DATES, zone=ZONES, at=CLOCKS,
    weeks=st.integers(1, 4), minutes=st.integers(60, 720), share=st.floats(0, 1), run=st.integers(10, 720),
)  # fmt: skip
def test_sessions(*, days, start, zone, at, weeks, minutes, share, run) -> None:
    """As many as proposed, on their days, sorted, as long as proposed, none over another; infusions end with theirs."""
    count, run = len(days), min(run, minutes)
    doses = 1 + int(share * (count - 1))
    calendar = laid(
        session_case(count, minutes, doses, run), weekdays=tuple(days), start=start, zone=zone, at=at, weeks=weeks
    )
    own = sessions(calendar)
    infusions = [item for item in calendar.entries if item.kind == "infusion"]

    assert len(own) == count * weeks
    assert len(infusions) == doses * weeks
    assert all(item.end - item.start == timedelta(minutes=minutes) for item in own)
    assert all(one.end <= two.start for one, two in pairwise(own))
    assert [item.start for item in calendar.entries] == sorted(item.start for item in calendar.entries)
    carrying = [item for item in own if item.thiosulfate]
    assert [item.end for item in infusions] == [item.end for item in carrying]
    assert all(item.end - item.start == timedelta(minutes=run) for item in infusions)
    assert {WEEK[item.day.weekday()] for item in own} <= set(days) or any(item.note for item in own)
    assert all(start <= item.day < start + timedelta(days=7 * weeks + 1) for item in own)
    assert all(item.day == item.start.date() for item in calendar.entries)


@pytest.mark.slow
@often
@given(places=st.sets(st.integers(0, 13), min_size=1).map(sorted), share=st.floats(0, 1))
def test_the_spread_is_the_best_there_is(places, share) -> None:
    """Against all choices, measured by another measure: how many pairs of doses are closer than each number of days."""
    doses = 1 + int(share * (len(places) - 1))
    chosen = spread(tuple(places), 14, doses)

    def shortfalls(choice):
        ring = [*choice, choice[0] + 14]
        gaps = [two - one for one, two in pairwise(ring)]
        # Fewest gaps of one day; of those alike fewest of two days; and so on: the shortest gaps are as few as can be.
        return [sum(gap == days for gap in gaps) for days in range(1, 15)]

    best = min(shortfalls(choice) for choice in combinations(places, doses))
    assert shortfalls(chosen) == best
    assert chosen == next(choice for choice in combinations(places, doses) if shortfalls(choice) == best)


@pytest.mark.slow
@often
@given(
    night=st.integers(1, 5), hours=st.sampled_from([1, 1.5, 2]), day=st.integers(1, 20), at=st.integers(0, 23),
    later=st.integers(0, 120), start=DATES, zone=ZONES, doses=st.integers(1, 7),
)  # fmt: skip
def test_dwells(*, night, hours, day, at, later, start, zone, doses) -> None:
    """Refused where the day is too short; else none over another, and each as long as proposed unless it says so."""
    total = night * hours * 60
    begin = (at * 60 + int(total) + later) % 1440
    keys = {"night": f"{at:02}:00", "day": f"{begin // 60:02}:{begin % 60:02}"}
    document = dwell_case(night=(night * 7, hours, None), day=(7, day, doses))
    problems = refusal(document, exchanges=keys, start=start, zone=zone, weeks=2)

    assert bool(problems) == (total + later + day * 60 > 1440)
    if problems:
        return
    entries = laid(document, exchanges=keys, start=start, zone=zone, weeks=2).entries
    assert len(entries) == 14 * (night + 1)
    assert sum(item.dose is not None for item in entries) == 2 * doses
    assert all(one.end <= two.start for one, two in pairwise(entries))
    for item in entries:
        whole = timedelta(hours=day if item.exchange == "day" else hours)
        assert item.end - item.start == whole or "shorter" in (item.note or "")


@pytest.mark.slow
@often
@given(start=DATES, zone=ZONES, weeks=st.integers(1, 6), doses=st.sampled_from([0.5, 1, 1.5, 2, 2.5, 3, 3.5]))
def test_a_longer_calendar_begins_like_a_shorter_one(start, zone, weeks, doses) -> None:
    """Also where doses fall every second week."""
    document = session_case(3.5, 240, doses)
    short, long = (laid(document, start=start, zone=zone, weeks=own, at="22:00").entries for own in (weeks, weeks + 2))

    assert long[: len(short)] == short
    assert len([item for item in short if item.kind == "session"]) == -(-7 * weeks // 2)
    over = laid(document, start=start, zone=zone, weeks=4, at="22:00").entries
    assert sum(item.kind == "infusion" for item in over) == 4 * doses


@pytest.mark.slow
@often
@given(
    since=st.integers(0, 400 * 1440), after=st.integers(0, 400 * 1440), begins=st.integers(0, 300), zone=ZONES,
    at=CLOCKS, every=st.one_of(st.none(), st.integers(1440, 60 * 1440)), times=st.integers(1, 5),
)  # fmt: skip
def test_what_counts_from_before_the_plan(*, since, after, begins, zone, at, every, times) -> None:
    """Its day is that of the clocks, whatever the start; what is overdue is due at the first place, and counts on."""
    start = date(2026, 1, 12) + timedelta(days=begins)
    moment = datetime(2026, 1, 12, 6, tzinfo=UTC) - timedelta(minutes=since)
    wall = moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None) + timedelta(minutes=after)
    again = {"every": every, "times": times} if every else {}
    due = Due(on="day", after=float(after), since=float(since), **again)
    calendar = laid(session_case(7), [follow_up(due=due)], start=start, zone=zone, at=at)
    found = [item.day for item in (*calendar.entries, *calendar.later) if item.asked]

    assert found[0] == max(start, wall.date())
    assert len(found) == (times if every else 1)
    if every:
        begun = wall if wall.date() >= start else datetime.combine(start, time())
        assert found == [(begun + timedelta(minutes=every * index)).date() for index in range(times)]


def test_the_zones_that_are_drawn_exist() -> None:
    assert {"Australia/Lord_Howe", "America/Santiago", "UTC"} <= zones() & (available_timezones() | {"UTC"})
