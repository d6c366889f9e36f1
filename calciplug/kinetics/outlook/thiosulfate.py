"""Thiosulfate of a week of sessions: what dialysis removes of it, and how long the patient is exposed to how much."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, Any, Final

from calciplug.kinetics._demand import holds, positive
from calciplug.kinetics._numeric import every, maximum, minimum
from calciplug.kinetics.outlook.corners import by_schedule, interval
from calciplug.kinetics.outlook.disposition import disposition
from calciplug.kinetics.outlook.dosed_week import dosed_week
from calciplug.kinetics.thiosulfate_salt import thiosulfate_amount
from calciplug.kinetics.thiosulfate_week import MODEL

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from calciplug.kinetics._numeric import Number
    from calciplug.kinetics.thiosulfate_week import WeekOfThiosulfate

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
            (0 for Monday), and those of `disposition`; floats or arrays.

    Raises:
        KineticsError: an argument is out of its domain, doses are no whole or half number, or there are more of them
            than sessions.

    Source: calciplug-exposure-model; one compartment is this project's simplification.
    """
    area: Number = _of_a_week(lambda week, _, weeks: week.exposure / weeks, **arguments)
    return area


def exposure_ratio(
    *,
    weight: Number,
    distribution_volume: Number,
    half_life: Number,
    dialysis_clearance: Number,
    flow: Number | None = None,
    flow_before: Number | None = None,
    **schedules: Any,
) -> Number:
    """How many times the exposure of one schedule another one gives, in the same patient.

    Args:
        weight: see `disposition`, also for the next ones.
        distribution_volume: L/kg.
        half_life: min.
        dialysis_clearance: L/min/kg.
        flow: L/min, or None.
        flow_before: the same under the other schedule.
        schedules: the other arguments of `thiosulfate_exposure`, and each once more with `_before` at its end.

    Raises:
        KineticsError: an argument is out of its domain, or there are more doses than sessions.

    Source: as `thiosulfate_exposure`.
    """
    patient = {
        "weight": weight, "distribution_volume": distribution_volume, "half_life": half_life,
        "dialysis_clearance": dialysis_clearance,
    }  # fmt: skip
    before = {name.removesuffix(_BEFORE): own for name, own in schedules.items() if name.endswith(_BEFORE)}
    after = {name: own for name, own in schedules.items() if not name.endswith(_BEFORE)}
    now = thiosulfate_exposure(**after, **patient, flow=flow)
    return now / thiosulfate_exposure(**before, **patient, flow=flow_before)


def exposure_interval(*, dialysis_clearance: Any, weight: Any, **others: Any) -> tuple[Any, Any]:
    """The `interval` of `exposure_ratio`, which turns where a flow begins to bound one side's clearance.

    So it is also asked there; between those clearances the ratio has corners to trust.

    Args:
        dialysis_clearance: L/min/kg; a pair where it is uncertain, as all others.
        weight: kg.
        others: of `exposure_ratio`.

    Raises:
        KineticsError: as `exposure_ratio`.
    """
    points = _ends(dialysis_clearance)
    low, high = points[0], points[-1]
    for kilograms in _ends(weight):
        positive(MODEL, weight=kilograms)
        for flow in (*_ends(others.get("flow")), *_ends(others.get("flow_before"))):
            turn = low if flow is None else minimum(maximum(flow / kilograms, low), high)
            if not (isinstance(turn, float) and turn in points):
                points = (*points, turn)
    found = [interval(exposure_ratio, dialysis_clearance=one, weight=weight, **others) for one in points]
    return reduce(minimum, [least for least, _ in found]), reduce(maximum, [most for _, most in found])


def _ends(value: Any) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else (value,)


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
    **patient: Any,
) -> Any:
    """What *pick* takes of the week, the amount given in what repeats, and the number of weeks that that is."""
    holds(MODEL, every(doses <= count), "doses: no more than there are sessions")
    holds(MODEL, every(doses > 0), "doses: must be above zero")
    holds(MODEL, every(2 * doses % 1 == 0), "doses: must be a whole or half number, as what repeats is a fortnight")

    days = tuple(weekdays)

    def week(at: float, given: float, **of: Any) -> Any:
        return pick(*dosed_week(at, given, days, **of))

    return by_schedule(
        (count, doses), week,
        dose=thiosulfate_amount(grams=dose, form="pentahydrate"), infusion=infusion, start=start,
        session=session, **disposition(**patient),
    )  # fmt: skip
