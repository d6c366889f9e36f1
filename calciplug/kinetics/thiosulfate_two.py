"""Thiosulfate over a period that repeats, in two compartments: a scenario for the long half-life that some quote.

No published set of two-compartment parameters was found, so that the exchange is an argument without a default.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from calciplug.kinetics import _demand
from calciplug.kinetics._numeric import log1p, maximum, minimum, sqrt, where
from calciplug.kinetics.segments import periodic, two_compartments
from calciplug.kinetics.thiosulfate_week import WeekOfThiosulfate
from calciplug.kinetics.timeline import segments

if TYPE_CHECKING:
    from collections.abc import Sequence

    from calciplug.kinetics._numeric import Number
    from calciplug.kinetics.segments import Matrix, Pair

MODEL: Final = "thiosulfate.two-compartments"


def thiosulfate_week_two(
    *,
    dose: Number,
    infusion: Number,
    infusion_starts: Sequence[Number],
    session: Number,
    session_starts: Sequence[Number],
    elimination: Number,
    dialysis: Number,
    outward: Number,
    back: Number,
    volume: Number,
    generation: Number = 0.0,
    period: float = 10080.0,
) -> WeekOfThiosulfate:
    """As `thiosulfate_week`, with a second compartment that takes up and gives back.

    Concentrations and exposure are of the first, into which is infused and from which both clearances remove. The
    exposure off dialysis is the same as in one compartment; what dialysis removes, peak and trough are not.

    Args:
        dose: thiosulfate of each infusion (mmol); float or array, broadcast, as all the others but *period*.
        infusion: duration of each (min), 0 for a bolus.
        infusion_starts: of each (min in the period).
        session: duration of each session (min).
        session_starts: of each (min in the period); empty without dialysis. Sessions may not overlap.
        elimination: clearance off dialysis over the first volume (1/min).
        dialysis: dialyser clearance over the first volume (1/min).
        outward: from the first compartment to the second (1/min), not below zero.
        back: from the second compartment to the first (1/min), above zero.
        volume: first volume (L).
        generation: of the body itself (mmol/min), into the first.
        period: that repeats (min).

    Raises:
        KineticsError: as `thiosulfate_week`, or *back* is not above zero.

    Source: calciplug-exposure-model (own algebra, checked against an ODE).
    """
    _demand.positive(MODEL, volume=volume, back=back)
    _demand.not_negative(
        MODEL, dose=dose, elimination=elimination, dialysis=dialysis, outward=outward, generation=generation
    )
    parts = segments(
        MODEL,
        infusion=infusion,
        infusion_starts=infusion_starts,
        session=session,
        session_starts=session_starts,
        period=period,
    )
    steps = [
        (minutes, on, (-(elimination + dialysis * on + outward), back, outward, -back), *_inflow(dose * share, minutes))
        for minutes, share, on in parts
    ]
    steps = [(m, on, matrix, even + generation, bolus) for m, on, matrix, even, bolus in steps]
    start = periodic(lambda state: _after(state, steps))
    _, area, on_dialysis, highest, lowest = _through(start, steps)
    return WeekOfThiosulfate(
        removed=dialysis * on_dialysis,
        eliminated=elimination * area,
        exposure=area / volume,
        average=area / volume / period,
        highest=highest / volume,
        lowest=lowest / volume,
    )


def _inflow(amount: Any, minutes: Any) -> tuple[Any, Any]:
    # Per minute over the segment, or at once in a segment of no length.
    lasts = minutes > 0
    return where(lasts, amount / where(lasts, minutes, 1.0), 0.0), where(lasts, 0.0, amount)


def _after(state: Pair, steps: list[tuple[Any, ...]]) -> Pair:
    for minutes, _, matrix, even, bolus in steps:
        at_once = state[0] + bolus, state[1]
        state, _ = two_compartments(state=at_once, matrix=matrix, source=(even, 0.0), minutes=minutes)
    return state


def _through(state: Pair, steps: list[tuple[Any, ...]]) -> tuple[Pair, Any, Any, Any, Any]:
    whole: Any = 0.0
    on_dialysis: Any = 0.0
    highest = lowest = state[0]
    for minutes, on, matrix, even, bolus in steps:
        state = state[0] + bolus, state[1]
        turn = _turn(state, matrix, (even, 0.0), minutes)
        (between, _), _ = two_compartments(state=state, matrix=matrix, source=(even, 0.0), minutes=turn)
        highest, lowest = maximum(highest, maximum(state[0], between)), minimum(lowest, between)
        state, (area, _) = two_compartments(state=state, matrix=matrix, source=(even, 0.0), minutes=minutes)
        whole, on_dialysis = whole + area, on_dialysis + on * area
        highest, lowest = maximum(highest, state[0]), minimum(lowest, state[0])
    return state, whole, on_dialysis, highest, lowest


def _turn(state: Pair, matrix: Matrix, source: Pair, minutes: Any) -> Any:
    # The minute at which the first compartment stops rising or falling, if it does within the segment; else its end.
    # Its slope is a sum of two exponentials, so that it is zero at one time at most.
    own, inward, outward, other = matrix
    gap = sqrt((own - other) ** 2 + 4 * inward * outward)
    high = (own + other + gap) / 2
    slope = own * state[0] + inward * state[1] + source[0], outward * state[0] + other * state[1] + source[1]
    bend = (own - high) * slope[0] + inward * slope[1]
    ratio: Any = where(bend != 0, gap * slope[0] / where(bend != 0, bend, 1.0), 0.0)
    turns = (ratio > -1) & (ratio < 0) & (gap > 0)
    at = -log1p(where(turns, ratio, 0.0)) / where(turns, gap, 1.0)
    return where(turns, minimum(at, minutes), minutes)
