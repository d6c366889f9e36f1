"""Thiosulfate over a period that repeats: what stays from one dose to the next is carried over exactly.

Dialysis on or off, infusing or not: between two breakpoints nothing changes, and one compartment has a closed form.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import attrs

from calciplug.kinetics import _demand
from calciplug.kinetics._numeric import expm1, maximum, minimum
from calciplug.kinetics.segments import step
from calciplug.kinetics.timeline import segments

if TYPE_CHECKING:
    from collections.abc import Sequence

    from calciplug.kinetics._numeric import Number

MODEL: Final = "thiosulfate.week"


@attrs.frozen(kw_only=True)
class WeekOfThiosulfate:
    """One period in the steady state that it repeats; floats or arrays.

    Attributes:
        removed: by dialysis (mmol in the period).
        eliminated: by everything else (mmol in the period).
        exposure: area under the concentration over the period (mmol*min/L).
        average: concentration (mmol/L).
        highest: concentration (mmol/L).
        lowest: concentration (mmol/L).
    """

    removed: Number
    eliminated: Number
    exposure: Number
    average: Number
    highest: Number
    lowest: Number


def thiosulfate_week(
    *,
    dose: Number,
    infusion: Number,
    infusion_starts: Sequence[Number],
    session: Number,
    session_starts: Sequence[Number],
    elimination: Number,
    dialysis: Number,
    volume: Number,
    generation: Number = 0.0,
    period: float = 10080.0,
) -> WeekOfThiosulfate:
    """What repeated doses come to in the end: removal, exposure and concentrations over one period of the steady state.

    Exact for one compartment and constant rates. Infusions may begin before, cross or follow a session, overlap, or
    wrap around the end of the period. `removed + eliminated` is what came in. Peak and trough depend on there being one
    compartment, which is not known; the exposure hardly does.

    Args:
        dose: thiosulfate of each infusion (mmol); float or array, broadcast, as all the others but *period*.
        infusion: duration of each (min), 0 for a bolus.
        infusion_starts: of each (min in the period), each a float or an array; none if nothing is given.
        session: duration of each session (min); not used if there is none.
        session_starts: of each (min in the period); empty without dialysis. Sessions may not overlap.
        elimination: clearance off dialysis over volume (1/min).
        dialysis: dialyser clearance over volume (1/min).
        volume: of distribution (L).
        generation: of the body itself (mmol/min).
        period: that repeats (min).

    Raises:
        KineticsError: an argument is not finite or below zero, *volume* or *period* is not above zero, a duration is
            longer than the period, sessions overlap, or nothing ever leaves.

    Source: calciplug-exposure-model (own closed form, checked against an ODE).
    """
    _demand.positive(MODEL, volume=volume)
    _demand.not_negative(MODEL, dose=dose, elimination=elimination, dialysis=dialysis, generation=generation)
    parts = segments(
        MODEL,
        infusion=infusion,
        infusion_starts=infusion_starts,
        session=session,
        session_starts=session_starts,
        period=period,
    )
    steps, alone, exponent = _steps(parts, dose, generation, elimination, dialysis)
    _demand.holds(MODEL, exponent < 0, "elimination and dialysis: nothing ever leaves, so that no state repeats")
    area, on_dialysis, highest, lowest = _through(alone / -expm1(exponent), steps)
    return WeekOfThiosulfate(
        removed=dialysis * on_dialysis,
        eliminated=elimination * area,
        exposure=area / volume,
        average=area / volume / period,
        highest=highest / volume,
        lowest=lowest / volume,
    )


def _steps(
    parts: list[tuple[Any, Any, Any]], dose: Number, generation: Number, elimination: Number, dialysis: Number
) -> tuple[list[tuple[Any, ...]], Any, Any]:
    # Each segment's factors, what a period leaves that begins with nothing, and the exponent of its whole decay.
    steps = []
    # Every session is as the last: most of a week's exponents are asked for again.
    known: dict[Any, tuple[Any, Any, Any]] = {}
    alone: Any = 0.0
    exponent: Any = 0.0
    for minutes, share, on in parts:
        change = -(elimination + dialysis * on) * minutes
        added = dose * share + generation * minutes
        if isinstance(change, float):
            if change not in known:
                known[change] = step(change)
            left, mean, later = known[change]
        else:
            left, mean, later = step(change)
        alone, exponent = alone * left + added * mean, exponent + change
        steps.append((minutes, on, added, left, mean, later))
    return steps, alone, exponent


def _through(amount: Any, steps: list[tuple[Any, ...]]) -> tuple[Any, Any, Any, Any]:
    # Integral of the amount over the period and over its sessions, highest and lowest amount.
    whole: Any = 0.0
    on_dialysis: Any = 0.0
    highest = lowest = amount
    higher, lower = (max, min) if isinstance(amount, float) else (maximum, minimum)
    for minutes, on, added, left, mean, later in steps:
        area = minutes * (amount * mean + added * later)
        whole, on_dialysis = whole + area, on_dialysis + on * area
        amount = amount * left + added * mean
        # Within a segment the amount only rises or only falls.
        highest, lowest = higher(highest, amount), lower(lowest, amount)
    return whole, on_dialysis, highest, lowest
