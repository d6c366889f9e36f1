"""When in the week the sessions start: on the days that are known, or spread as evenly as whole days allow."""

from __future__ import annotations

import math
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from calciplug.errors import KineticsError

if TYPE_CHECKING:
    from collections.abc import Sequence

MODEL: Final = "schedule.whole-days"
_DAY: Final = 1440.0
_WEEK: Final = 7


def session_starts(count: float, weekdays: Sequence[int] = ()) -> tuple[tuple[float, ...], float, bool]:
    """When the sessions of a repeating week or fortnight start.

    Args:
        count: sessions a week: a whole number or a half of one, above 0 and at most 7.
        weekdays: days on which sessions are known to be, 0 for Monday; only used where they are as many as the
            sessions. A half has no week of its own, so its days are always assumed.

    Returns:
        Starts (min from the first midnight, ascending), length of what repeats (min: a week, or a fortnight for a
        half), and whether the days had to be assumed: session i is then on day floor(7 i / count), as
        Monday-Wednesday-Friday for three.

    Raises:
        KineticsError: *count* is no whole or half number up to one session a day, or *weekdays* are no days of a week
            or name one twice.

    Source: memory only; a convention of this package for a patient whose days are not recorded.
    """
    return _starts(count, tuple(weekdays))


# Schedules are few, and each is asked for at every corner of what is uncertain.
@lru_cache(maxsize=256)
def _starts(count: float, weekdays: tuple[int, ...]) -> tuple[tuple[float, ...], float, bool]:
    if not (math.isfinite(count) and 0 < count <= _WEEK and float(2 * count).is_integer()):
        raise KineticsError(MODEL, f"count = {count:g}: must be a whole or half number above 0 and at most {_WEEK}")
    days = sorted(weekdays)
    if any(day not in range(_WEEK) for day in days) or any(a == b for a, b in pairwise(days)):
        raise KineticsError(MODEL, f"weekdays = {list(weekdays)}: must be different days, 0 (Monday) to {_WEEK - 1}")
    weeks = 1 if float(count).is_integer() else 2
    sessions = round(count * weeks)
    known = weeks == 1 and len(days) == sessions
    if not known:
        days = [i * _WEEK * weeks // sessions for i in range(sessions)]
    return tuple(day * _DAY for day in days), weeks * _WEEK * _DAY, not known
