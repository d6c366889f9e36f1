"""When the sessions of a week start: known days, assumed days, fortnights, refusals."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calciplug.errors import KineticsError
from calciplug.kinetics.schedule import session_starts


def days(count, *weekdays):
    """The days on which the sessions fall."""
    return [start / 1440 for start in session_starts(count, weekdays)[0]]


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (1, [0]),
        (2, [0, 3]),
        (3, [0, 2, 4]),
        (4, [0, 1, 3, 5]),
        (5, [0, 1, 2, 4, 5]),
        (6, [0, 1, 2, 3, 4, 5]),
        (7, [0, 1, 2, 3, 4, 5, 6]),
        (3.5, [0, 2, 4, 6, 8, 10, 12]),
        (0.5, [0]),
        (2.5, [0, 2, 5, 8, 11]),
    ],
)
def test_assumed_days(count, expected):
    """As evenly as whole days allow, by hand from floor(7 i / count); a half takes a fortnight."""
    starts, period, assumed = session_starts(count)
    assert [start / 1440 for start in starts] == expected
    assert period == (20160.0 if count % 1 else 10080.0)
    assert assumed is True


def test_known_days():
    """Days that are as many as the sessions are taken, in order; others are not."""
    assert session_starts(3, (5, 1, 3)) == ((1440.0, 4320.0, 7200.0), 10080.0, False)
    assert session_starts(3, (1, 3)) == ((0.0, 2880.0, 5760.0), 10080.0, True)
    assert session_starts(3.5, (0, 2, 4))[2] is True


@given(st.integers(1, 14))
def test_evenly(halves):
    """No two sessions on one day, all within the period, and no gap over two days longer or shorter than another."""
    starts, period, _ = session_starts(halves / 2)
    gaps = [b - a for a, b in pairwise((*starts, starts[0] + period))]
    assert len(starts) == halves / 2 * period / 10080
    assert all(gap >= 1440 for gap in gaps)
    assert max(gaps) - min(gaps) <= 1440
    assert all(type(start) is float for start in starts)


@pytest.mark.parametrize("count", [0, -1, 7.5, 8, 2.25, float("nan"), float("inf")])
def test_counts_that_are_refused(count):
    """No sessions, more than one a day, quarters and what is no number."""
    with pytest.raises(KineticsError, match=r"^schedule\.whole-days: count = .* whole or half number above 0"):
        session_starts(count)


@pytest.mark.parametrize("weekdays", [(0, 2, 2), (0, 2, 7), (-1, 2, 4), (0, 1.5, 4)])
def test_days_that_are_refused(weekdays):
    """A day twice, and what is no day of a week."""
    with pytest.raises(KineticsError, match=r"weekdays = \[.*\]: must be different days, 0 \(Monday\) to 6"):
        session_starts(3, weekdays)
