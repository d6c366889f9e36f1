"""Diffusion along a counter-current dialyser; `dialyser` has it for callers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from calciplug.kinetics import _demand
from calciplug.kinetics._numeric import inverse_phi1, log1p, minimum, where
from calciplug.kinetics.models import model

if TYPE_CHECKING:
    from calciplug.kinetics._numeric import Number

_MICHAELS: Final = model("dialyser.michaels")


def diffusive_clearance(*, mass_transfer_area: Number, blood_water_flow: Number, dialysate_flow: Number) -> Number:
    """Clearance by diffusion of a counter-current dialyser without ultrafiltration, from the flow of blood water.

    Args:
        mass_transfer_area: KoA, L/min (float or array, broadcast).
        blood_water_flow: L/min of the water that carries the solute (float or array, broadcast).
        dialysate_flow: L/min of fresh dialysate (float or array, broadcast).

    Returns:
        L/min of that same water; divide by the water in plasma for a clearance of plasma. Access recirculation
        is not in it.

    Raises:
        KineticsError: a flow is not above zero, or the mass-transfer area is negative.

    Source: michaels-1966, memory only; seen in the code of peer-eureca and matched by the sheet of peer-dialsim.
    """
    _demand.not_negative(_MICHAELS.id, mass_transfer_area=mass_transfer_area)
    _demand.positive(_MICHAELS.id, blood_water_flow=blood_water_flow, dialysate_flow=dialysate_flow)
    units = mass_transfer_area / blood_water_flow
    # Michaels' quotient written as two resistances in a row, the flow's and the membrane's: equal flows need no case of
    # their own, nothing overflows, and what cancels between them is as nothing beside the flow's.
    clearance: Number = mass_transfer_area / (units + inverse_phi1(units - mass_transfer_area / dialysate_flow))
    return clearance


def mass_transfer_area(*, clearance: Number, blood_water_flow: Number, dialysate_flow: Number) -> Number:
    """Mass-transfer area coefficient that gives a diffusive clearance: the inverse of `diffusive_clearance`.

    Args:
        clearance: by diffusion, L/min of blood water (float or array, broadcast).
        blood_water_flow: L/min (float or array, broadcast).
        dialysate_flow: L/min (float or array, broadcast).

    Returns:
        KoA, L/min. Near the lower of the two flows it depends on the last digits of the clearance.

    Raises:
        KineticsError: a flow is not above zero, or the clearance is negative or not below both flows.

    Source: michaels-1966, memory only; seen in the code of peer-eureca.
    """
    _demand.not_negative(_MICHAELS.id, clearance=clearance)
    _demand.positive(_MICHAELS.id, blood_water_flow=blood_water_flow, dialysate_flow=dialysate_flow)
    lower = minimum(blood_water_flow, dialysate_flow)
    _demand.holds(_MICHAELS.id, clearance < lower, "clearance: must be below both the blood and the dialysate flow")
    cleared = clearance / (blood_water_flow - clearance)
    excess = cleared * (1 - blood_water_flow / dialysate_flow)
    level = excess == 0
    curve = where(level, 1.0, log1p(excess) / where(level, 1.0, excess))
    area: Number = blood_water_flow * cleared * curve
    return area
