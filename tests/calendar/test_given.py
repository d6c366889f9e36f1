"""What is no day and no time of day is refused by name, all of it at once, also where a type checker is content."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time
from typing import Any

import attrs
import pytest
from calendars import HOST, PROTOCOL, session_case

from calciplug import CalendarError, Times, plan, read_case

CASE = read_case(json.dumps(session_case()).encode())

MOMENT = datetime(2026, 1, 12, 8, tzinfo=UTC)
GOOD = Times(weeks=1, start=date(2026, 1, 12), zone="Europe/Paris", at=time(8), weekdays=("mon", "wed", "fri"))
# Every one is accepted by Python, and the first three by a type checker as well.
WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "a moment for a day": ({"start": MOMENT.replace(tzinfo=None)}, "the first day is datetime datetime.datetime(2026"),
    "a moment with a zone": ({"start": MOMENT}, "the first day is datetime"),
    "a truth for a number": ({"weeks": True}, "the number of weeks is bool True, and no whole number"),
    "half a week": ({"weeks": 1.5}, "the number of weeks is float 1.5"),
    "a number in letters": ({"weeks": "4"}, "the number of weeks is str '4'"),
    "a day in letters": ({"start": "2026-01-12"}, "the first day is str '2026-01-12', and no datetime.date"),
    "no day": ({"start": None}, "the first day is NoneType None"),
    "no zone": ({"zone": None}, "the zone is NoneType None"),
    "a time in letters": ({"at": "08:00"}, "the time of day is str '08:00', and no datetime.time"),
    "a moment for a time": ({"at": MOMENT}, "the time of day is datetime"),
    "times in a list": ({"exchanges": [time(8)]}, "the times of day of exchanges are list"),
    "a time of an exchange in letters": ({"exchanges": {"night": "21:00"}}, "time of day of exchange night is str"),
    "weekdays in one text": ({"weekdays": "mon,wed,fri"}, "the weekdays are str 'mon,wed,fri', and no tuple of names"),
    "weekdays in numbers": ({"weekdays": (0, 2, 4)}, "the weekdays are tuple (0, 2, 4)"),
}


@pytest.mark.parametrize(("changes", "said"), WRONG.values(), ids=WRONG)
def test_what_is_of_another_type_is_refused_by_name(changes: dict[str, Any], said: str) -> None:
    """An error of ours that says what was found; never one of Python's own from somewhere inside."""
    with pytest.raises(CalendarError) as caught:
        plan(CASE, HOST, PROTOCOL, attrs.evolve(GOOD, **changes))

    (problem,) = caught.value.problems
    assert said in problem
    assert not caught.value.held


def test_all_of_it_is_told_at_once() -> None:
    """A program mends what it gave in one go."""
    wrong = attrs.evolve(GOOD, weeks="4", start="2026-01-12", at="08:00")  # type: ignore[arg-type]  # that is the test
    with pytest.raises(CalendarError) as caught:
        plan(CASE, HOST, PROTOCOL, wrong)

    assert [text.split(" is ")[0] for text in caught.value.problems] == [
        "the number of weeks",
        "the first day",
        "the time of day",
    ]


def test_the_times_of_these_tests_are_good() -> None:
    """Otherwise everything above could be refused for another reason; a list of weekdays serves as well."""
    assert plan(CASE, HOST, PROTOCOL, GOOD).entries
    assert plan(CASE, HOST, PROTOCOL, attrs.evolve(GOOD, weekdays=["mon", "wed", "fri"])).entries
