"""Whether days and times of day are what a calendar can be laid from; a type checker cannot tell all of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from calciplug.calendar.clocks import WEEK

if TYPE_CHECKING:
    from collections.abc import Iterator

    from calciplug.model.calendar import Times


def misshapen(times: Times) -> Iterator[str]:
    """What in *times* is of another type than it says; nothing else can be asked of it then."""
    given: Any = times
    if not isinstance(given.weeks, int) or isinstance(given.weeks, bool):
        yield f"the number of weeks is {_shown(given.weeks)}, and no whole number"
    # A moment is a day to Python, and cannot be compared with one.
    if not isinstance(given.start, date) or isinstance(given.start, datetime):
        yield f"the first day is {_shown(given.start)}, and no datetime.date"
    if not isinstance(given.zone, str):
        yield f"the zone is {_shown(given.zone)}, and no name such as Europe/Paris"
    if given.at is not None and not isinstance(given.at, time):
        yield f"the time of day is {_shown(given.at)}, and no datetime.time"
    if not isinstance(given.exchanges, Mapping):
        yield f"the times of day of exchanges are {_shown(given.exchanges)}, and no mapping of keys to them"
    else:
        for key, clock in given.exchanges.items():
            if not isinstance(key, str) or not isinstance(clock, time):
                yield f"the time of day of exchange {key} is {_shown(clock)}, and no datetime.time"
    days = given.weekdays
    # A text is a collection of letters.
    if days is not None and (
        isinstance(days, str) or not isinstance(days, Collection) or any(not isinstance(day, str) for day in days)
    ):
        yield f"the weekdays are {_shown(days)}, and no tuple of names out of {', '.join(WEEK)}"


def _shown(found: object) -> str:
    return f"{type(found).__name__} {found!r:.60}"
