"""Thiosulfate of a week of sessions: what dialysis removes of it, and how long the patient is exposed to how much."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from calciplug.kinetics import thiosulfate
from calciplug.kinetics._demand import holds
from calciplug.kinetics._numeric import every
from calciplug.kinetics.outlook.corners import by_schedule
from calciplug.kinetics.schedule import session_starts
from calciplug.kinetics.thiosulfate_salt import thiosulfate_amount
from calciplug.kinetics.thiosulfate_week import MODEL, thiosulfate_week

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from calciplug.kinetics._numeric import Number
    from calciplug.kinetics.thiosulfate_week import WeekOfThiosulfate

_WEEK: Final = 10080.0
_BEFORE: Final = "_before"


def thiosulfate_removed(**arguments: Any) -> Number:
    """Share of the week's doses that dialysis removes, from 0 to 1; arguments as `thiosulfate_exposure`."""
    share: Number = _of_a_week(lambda week, given, _: week.removed / given, **arguments)
    return share


def thiosulfate_exposure(**arguments: Any) -> Number:
    """Area under the thiosulfate concentration over a week (mmol*min/L), in the steady state of the schedule.

    Args:
        arguments: `dose` (g of pentahydrate in one session), `infusion` (min), `start` (min from the start of
            the session), `session` (min), `count` and `doses` (sessions, and sessions with a dose, a week), `weekdays`
            (0 for Monday), `weight` (kg), `clearance` and `dialysis_clearance` (L/min/kg), `half_life` (off dialysis,
            min); floats or arrays.

    Raises:
        KineticsError: an argument is out of its domain, doses are no whole or half number, or there are more of them
            than sessions.

    Source: farese-2011 for the clearances that are given; one compartment is this project's simplification.
    """
    area: Number = _of_a_week(lambda week, _, weeks: week.exposure / weeks, **arguments)
    return area


def exposure_ratio(
    *, weight: Number, clearance: Number, dialysis_clearance: Number, half_life: Number, **schedules: Any
) -> Number:
    """How many times the exposure of one schedule another one gives, in the same patient.

    Args:
        weight: kg (float or array, as all others).
        clearance: off dialysis (L/min/kg).
        dialysis_clearance: of the dialyser (L/min/kg).
        half_life: off dialysis (min).
        schedules: the other arguments of `thiosulfate_exposure`, and each once more with `_before` at its end.

    Raises:
        KineticsError: an argument is out of its domain, or there are more doses than sessions.

    Source: as `thiosulfate_exposure`.
    """
    patient = {
        "weight": weight, "clearance": clearance, "dialysis_clearance": dialysis_clearance, "half_life": half_life
    }  # fmt: skip
    before = {name.removesuffix(_BEFORE): own for name, own in schedules.items() if name.endswith(_BEFORE)}
    after = {name: own for name, own in schedules.items() if not name.endswith(_BEFORE)}
    return thiosulfate_exposure(**after, **patient) / thiosulfate_exposure(**before, **patient)


def _of_a_week(
    pick: Callable[[WeekOfThiosulfate, Number, float], Number],
    *,
    dose: Number,
    infusion: Number,
    start: Number,
    session: Number,
    count: Number,
    doses: Number,
    weekdays: Sequence[int],
    weight: Number,
    clearance: Number,
    dialysis_clearance: Number,
    half_life: Number,
) -> Any:
    """What *pick* takes of the week, the amount given in what repeats, and the number of weeks that that is."""
    holds(MODEL, every(doses <= count), "doses: no more than there are sessions")
    holds(MODEL, every(doses > 0), "doses: must be above zero")
    holds(MODEL, every(2 * doses % 1 == 0), "doses: must be a whole or half number, as what repeats is a fortnight")
    volume = thiosulfate.volume_of(clearance=clearance * weight, half_life=half_life)

    def week(at: float, given: float, *, dose: Number, start: Number, **of: Any) -> Any:
        starts, period, _ = session_starts(at, weekdays)
        if not float(given * period / _WEEK).is_integer():
            starts, period = (*starts, *(one + period for one in starts)), 2 * period
        infusions = round(given * period / _WEEK)
        # As evenly over the sessions as whole sessions allow.
        begun = [starts[i * len(starts) // infusions] + start for i in range(infusions)]
        found = thiosulfate_week(dose=dose, infusion_starts=begun, session_starts=starts, period=period, **of)
        return pick(found, dose * infusions, period / _WEEK)

    return by_schedule(
        (count, doses), week,
        dose=thiosulfate_amount(grams=dose, form="pentahydrate"), infusion=infusion, start=start,
        session=session, elimination=clearance * weight / volume, dialysis=dialysis_clearance * weight / volume,
        volume=volume,
    )  # fmt: skip
