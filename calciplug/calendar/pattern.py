"""Days that repeat: weekdays, or every second day and so on; and which of them carry thiosulfate."""

from __future__ import annotations

from datetime import timedelta
from itertools import combinations
from typing import TYPE_CHECKING, Final

import attrs

from calciplug.calendar.clocks import DAYS, WEEK

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

# Frequencies come out of units by division: every third day is 2.3333 a week.
_CLOSE: Final = 1e-4
# Two weeks of days, which halves a week need: all choices among so many are looked at, which more would make slow.
_PLACES: Final = 14


@attrs.frozen
class Pattern:
    """Days that repeat.

    Attributes:
        first: day that offsets and periods are counted from.
        period: days after which it repeats.
        offsets: days of one period, from 0, sorted.
    """

    first: date
    period: int
    offsets: tuple[int, ...]

    def days(self, since: date, until: date) -> Iterator[date]:
        """Its days from *since* on and before *until*, in order."""
        day = since
        while day < until:
            if (day - self.first).days % self.period in self.offsets:
                yield day
            day += timedelta(days=1)


def weekly(weekdays: Sequence[str], start: date) -> Pattern:
    """These weekdays, counted from the Monday on or before *start*."""
    monday = start - timedelta(days=start.weekday())
    return Pattern(monday, DAYS, tuple(sorted(WEEK.index(day) for day in weekdays)))


def every(days: int, start: date) -> Pattern:
    """Every so many days from *start* on."""
    return Pattern(start, days, (0,))


def whole(number: float) -> int | None:
    """*number* as a whole one, or None where it is none."""
    near = round(number)
    return near if abs(number - near) <= _CLOSE * max(1, near) else None


def carrying(pattern: Pattern, per_week: float, start: date) -> Pattern | None:
    """The days of *pattern* that carry thiosulfate, as evenly apart as its days allow.

    Args:
        pattern: days that could carry it.
        per_week: how many of them do, over a calendar week.
        start: where periods longer than a week begin; those of a week begin on Monday.

    Returns:
        None where no whole number of days, one at least, is as many within the periods that hold fourteen of its
        days, or there are not so many days.
    """
    for times in range(1, _PLACES // len(pattern.offsets) + 1):
        period = pattern.period * times
        doses = whole(per_week * period / DAYS)
        if doses is None or doses == 0:
            continue
        first = pattern.first if times == 1 else start
        places = tuple((day - first).days for day in pattern.days(first, first + timedelta(days=period)))
        return Pattern(first, period, spread(places, period, doses)) if doses <= len(places) else None
    return None


def spread(places: Sequence[int], period: int, doses: int) -> tuple[int, ...]:
    """Which of *places* to take, so that the shortest interval is as long as can be, then the next shortest, and so on.

    Args:
        places: days of a cycle, sorted, from 0.
        period: its length in days.
        doses: how many to take, from 1 to as many as there are places.

    Returns:
        Of choices that are alike the one with the earliest days.
    """
    # Combinations come in order, and `max` keeps the first of those that are alike.
    return max(combinations(places, doses), key=lambda chosen: sorted(intervals(chosen, period)))


def intervals(chosen: Sequence[int], period: int) -> list[int]:
    """Days from each of *chosen* to the next, the last to the first of the next cycle."""
    following = (*chosen[1:], chosen[0] + period)
    return [then - now for now, then in zip(chosen, following, strict=True)]
