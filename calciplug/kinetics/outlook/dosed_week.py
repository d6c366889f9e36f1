"""The week, or fortnight, that sessions with thiosulfate in some of them make."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from calciplug.kinetics._numeric import are_floats
from calciplug.kinetics.schedule import session_starts
from calciplug.kinetics.thiosulfate_week import thiosulfate_week

if TYPE_CHECKING:
    from calciplug.kinetics._numeric import Number
    from calciplug.kinetics.thiosulfate_week import WeekOfThiosulfate

_WEEK: Final = 10080.0
# The weeks of a few sheets.
_KEPT: Final = 128


def dosed_week(
    count: float, doses: float, weekdays: tuple[int, ...], **of: Any
) -> tuple[WeekOfThiosulfate, Number, float]:
    """The steady state of a schedule, the amount given in what repeats, and the number of weeks that that is.

    Args:
        count: sessions a week.
        doses: sessions with a dose, a week; a whole or half number.
        weekdays: days of the sessions; see `session_starts`.
        of: `dose` (mmol), `start` (min from the start of a session), and the other arguments of `thiosulfate_week` but
            the starts; floats or arrays.

    Raises:
        KineticsError: as `session_starts` and `thiosulfate_week`.
    """
    one = _known_week if are_floats(*of.values()) else _week
    return one(count, doses, weekdays, **of)


def _week(
    count: float, doses: float, weekdays: tuple[int, ...], *, dose: Number, start: Number, **of: Any
) -> tuple[WeekOfThiosulfate, Number, float]:
    starts, period, _ = session_starts(count, weekdays)
    if not float(doses * period / _WEEK).is_integer():
        starts, period = (*starts, *(one + period for one in starts)), 2 * period
    infusions = round(doses * period / _WEEK)
    # As evenly over the sessions as whole sessions allow.
    begun = [starts[i * len(starts) // infusions] + start for i in range(infusions)]
    found = thiosulfate_week(dose=dose, infusion_starts=begun, session_starts=starts, period=period, **of)
    return found, dose * infusions, period / _WEEK


# A week of floats is the same whoever asks: the share removed and the exposure are of the same weeks of one patient.
_known_week = lru_cache(maxsize=_KEPT)(_week)
