"""Values that are too old by the time a calendar begins: named with their own limits, and no others."""

from __future__ import annotations

import json
from datetime import date, time

import pytest
from calendars import laid, session_case

from calciplug import Times, plan, read_case, shipped_protocol
from calciplug.model.answers import ReadValue
from calciplug.testing import host_of, patched
from calciplug.testing.cases import base

DAY = 24 * 60.0


def read(path: str = "labs.sodium", age: float | None = 30.0, *, stale: bool = False) -> ReadValue:
    """A value that a rule read; half an hour before the case unless told otherwise."""
    return ReadValue(path=path, value=1.0, kind=None, age=age, stale=stale)


def told(calendar) -> list[str]:
    """The notes that say that something will be older than its limit."""
    return [note for note in calendar.notes if "older than" in note]


@pytest.mark.parametrize(
    ("value", "clock", "found"),
    [
        # Sodium of 06:30 on 12 January may be seven days old: until 06:30 on the 19th.
        (read(), "06:30", ""),
        (read(), "06:31", "7 days: serum sodium before dialysis"),
        # QTc may be 30 days old: of 20 December, 22 days and 22 hours before the case, until 19 January.
        (read("labs.qtc", 22 * DAY + 22 * 60), "08:59", ""),
        (read("labs.qtc", 22 * DAY + 22 * 60), "09:01", "30 days: QTc"),
        # What was old when the case was adjusted is told by the outcome.
        (read(stale=True), "22:00", ""),
        # A weight has no limit, and what is no measurement has no age.
        (read("patient.dry_weight"), "22:00", ""),
        (read("labs.sodium", None), "22:00", ""),
        (read("history.thiosulfate", None), "22:00", ""),
    ],
)
def test_a_value_is_old_after_its_own_limit(value: ReadValue, clock: str, found: str) -> None:
    """A week from Monday 12 January at 07:00; what counts is the moment at which the first session begins."""
    notes = told(laid(session_case(7), read=[value], start=date(2026, 1, 19), at=clock))

    assert [f"({found})" in note for note in notes] == ([True] if found else [])


def test_values_are_named_once_by_their_limits() -> None:
    """Eight weeks later, whoever read them and in whatever order."""
    values = [read(f"labs.{name}") for name in ("qtc", "sodium", "potassium", "sodium", "pth")]
    [note] = told(laid(session_case(7), read=values, start=date(2026, 3, 9), at="08:00"))

    assert note == (
        "By 2026-03-09 08:00, when the first of what is laid begins, values that rules read will be older than their "
        "limits (7 days: serum potassium, serum sodium before dialysis; 30 days: QTc). Measure them again and adjust "
        "the case anew before that."
    )


def test_what_let_a_rule_be_silent_counts_as_well() -> None:
    """S-10 to S-13 have nothing to say of sodium 138 and QTc 430, and so a dose stands: it rests on both."""
    case = read_case(json.dumps(patched(base("hd"), {})).encode())
    times = Times(
        weeks=1, start=date(2026, 3, 9), zone="Europe/Paris", at=time(8), weekdays=("mon", "wed", "fri")
    )  # fmt: skip
    calendar = plan(case, host_of(("thiosulfate_safety",)), shipped_protocol(), times)
    [note] = told(calendar)

    assert "serum sodium before dialysis" in note
    assert "30 days: " in note
    assert "QTc" in note.split("30 days: ")[1]
    assert not {item.code for item in calendar.programme.outcome.findings} & {"S-10", "S-13"}
