"""A day of peritoneal exchanges that repeats: what it removes, and the weekly Kt/V that it comes to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import attrs

from calciplug.kinetics import _demand
from calciplug.kinetics._exchange import MODEL, Exchange, check_body, empty
from calciplug.kinetics._numeric import maximum
from calciplug.kinetics.segments import periodic

if TYPE_CHECKING:
    from collections.abc import Sequence

    from calciplug.kinetics._numeric import Number
    from calciplug.kinetics.segments import Pair

_DAY: Final = 1440.0
_WEEK: Final = 10080.0
# By how much exchanges may outlast a day for rounding alone (min).
_ROUNDING: Final = 1e-6


@attrs.frozen(kw_only=True)
class PeritonealDay:
    """A day of exchanges in the steady state that it repeats; floats or arrays.

    Attributes:
        removed: by the peritoneum in the day (mmol).
        renal: by the kidneys in the day (mmol).
        average: plasma concentration (mmol/L).
        kt_v: weekly Kt/V of both: a week's removal over the average concentration and the volume.
    """

    removed: Number
    renal: Number
    average: Number
    kt_v: Number


def peritoneal_day(
    *,
    mass_transfer: Number,
    fills: Sequence[Number],
    exchanges: Sequence[Number],
    net_ultrafiltrations: Sequence[Number],
    dead_volume: Number,
    dead_time: Number,
    body_volume: Number,
    residual_clearance: Number = 0.0,
    generation: Number = 1.0,
    grows: bool = True,
    steps: int = 8,
) -> PeritonealDay:
    """A day of exchanges that repeats: removal, average concentration and weekly Kt/V.

    Args:
        mass_transfer: mass transfer area coefficient (L/min), explicit for every solute and patient; float or array,
            broadcast, as all the others.
        fills: volume that runs in at each exchange (L).
        exchanges: minutes of each, *dead_time* included; the rest of the day is dry.
        net_ultrafiltrations: of each (L), below zero if fluid is absorbed.
        dead_volume: that every drain leaves (L).
        dead_time: of each exchange in which nothing crosses, while fluid runs out and in (min).
        body_volume: of the solute (L).
        residual_clearance: of the kidneys (L/min), on the same basis as the concentrations: a urea clearance of plasma
            over 1.08 where they are of plasma water.
        generation: of the body (mmol/min); Kt/V does not depend on it.
        grows: whether ultrafiltration adds to the dialysate; False as in the peer program, some 6 % lower in its cases.
        steps: in which the growth of the dialysate is followed; each is exact for the volume at its middle.

    Returns:
        The steady state.

    Raises:
        KineticsError: as `dwell`; or exchanges are none, differ in count, end in *dead_time* or are longer than a day.

    Source: peer-pd-simulator.
    """
    check_body(body_volume, residual_clearance, generation)
    _demand.not_negative(MODEL, dead_time=dead_time)
    count = len(exchanges)
    alike = count > 0 and len(fills) == count == len(net_ultrafiltrations)
    _demand.holds(MODEL, alike, "fills, exchanges, net_ultrafiltrations: none, or differ in count")
    dry: Any = _DAY - sum(exchanges)
    _demand.holds(MODEL, dry >= -_ROUNDING, "exchanges: longer than a day in all")
    body = body_volume, residual_clearance, generation
    each = [
        Exchange(mass_transfer, fill, uf, minutes - dead_time, dead_volume, steps, grows=grows)
        for fill, uf, minutes in zip(fills, net_ultrafiltrations, exchanges, strict=True)
    ]

    def day(state: Pair) -> tuple[Pair, Any, Any]:
        removed: Any = 0.0
        area: Any = 0.0
        for exchange in each:
            state, moved, own = exchange.rest(exchange.mixed(state), body)
            state, waited = empty(state, dead_time, body)
            removed, area = removed + moved, area + own + waited
        state, waited = empty(state, maximum(dry, 0.0), body)
        return state, removed, area + waited

    _, removed, area = day(periodic(lambda state: day(state)[0]))
    renal = residual_clearance * area
    kt_v = (removed + renal) * (_WEEK / area) / body_volume
    return PeritonealDay(removed=removed, renal=renal, average=area / _DAY, kt_v=kt_v)
