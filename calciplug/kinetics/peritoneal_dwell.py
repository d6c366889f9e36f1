"""A dwell as two compartments, body and dialysate; `peritoneal_day` has a day of exchanges that repeats.

Solute crosses by diffusion and with the water (Villarroel's and Popovich's mean concentration). The ultrafiltration is
given, as measured: nothing here predicts it. Any one unit of concentration does; the body is one volume that does not
change, since what is drained is drunk.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from calciplug.kinetics import _demand
from calciplug.kinetics._exchange import MODEL, Exchange, check_body

if TYPE_CHECKING:
    from calciplug.kinetics._numeric import Number


@attrs.frozen(kw_only=True)
class Dwell:
    """What a dwell leaves; floats or arrays.

    Attributes:
        plasma: concentration at its end.
        dialysate: concentration at its end.
        moved: from the body into the dialysate, net (concentration unit times litres).
        average: of the plasma concentration over the dwell.
    """

    plasma: Number
    dialysate: Number
    moved: Number
    average: Number


def dwell(
    *,
    plasma: Number,
    initial: Number,
    mass_transfer: Number,
    fill: Number,
    net_ultrafiltration: Number,
    dwell: Number,
    dead_volume: Number,
    body_volume: Number,
    residual_clearance: Number = 0.0,
    generation: Number = 0.0,
    steps: int = 8,
) -> Dwell:
    """Body and dialysate at the end of one dwell.

    Args:
        plasma: concentration at the beginning (mmol/L); float or array, broadcast, as all the others.
        initial: concentration of the dialysate at the beginning, mixed with what was left of the last (mmol/L).
        mass_transfer: mass transfer area coefficient (L/min), explicit for every solute and patient.
        fill: volume that runs in (L).
        net_ultrafiltration: over the dwell (L), evenly; below zero if fluid is absorbed.
        dwell: minutes with fluid at rest.
        dead_volume: that was left of the last exchange (L).
        body_volume: of the solute (L).
        residual_clearance: of the kidneys (L/min).
        generation: of the body (mmol/min).
        steps: in which the growth of the dialysate is followed; each is exact for the volume at its middle.

    Raises:
        KineticsError: a volume, the coefficient or *dwell* is not above zero, another is below zero or not finite, or
            more is absorbed than there is.

    Source: peer-pd-simulator.
    """
    check_body(body_volume, residual_clearance, generation)
    _demand.not_negative(MODEL, plasma=plasma, initial=initial)
    body = body_volume, residual_clearance, generation
    exchange = Exchange(mass_transfer, fill, net_ultrafiltration, dwell, dead_volume, steps, grows=True)
    state, moved, area = exchange.rest((plasma, initial), body)
    return Dwell(plasma=state[0], dialysate=state[1], moved=moved, average=area / dwell)
