"""What ultrafiltration adds to diffusion; `dialyser` has it for callers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from calciplug.kinetics import _demand
from calciplug.kinetics.models import model

if TYPE_CHECKING:
    from calciplug.kinetics._numeric import Number

_CONVECTION: Final = model("dialyser.convection")
_FLUX: Final = model("dialyser.two-sided-flux")


def with_convection(*, clearance: Number, blood_water_flow: Number, ultrafiltration_rate: Number) -> Number:
    """Clearance with ultrafiltration: diffusion, and convection of what diffusion leaves.

    Args:
        clearance: by diffusion, L/min of blood water (float or array, broadcast).
        blood_water_flow: L/min (float or array, broadcast).
        ultrafiltration_rate: L/min (float or array, broadcast).

    Returns:
        L/min. Known to hold up to 0.1 L/min of ultrafiltration, where it is up to 4 % low.

    Raises:
        KineticsError: an argument is negative, or clearance or ultrafiltration exceeds the blood water flow.

    Source: peer-eureca, compared with a dialyser solved along its length.
    """
    _whole(_CONVECTION.id, blood_water_flow, ultrafiltration_rate, clearance=clearance)
    return clearance + (1 - clearance / blood_water_flow) * ultrafiltration_rate


def flux(
    *,
    diffusive_clearance: Number,
    blood_water_flow: Number,
    ultrafiltration_rate: Number,
    blood_concentration: Number,
    dialysate_concentration: Number,
) -> Number:
    """What is removed from the blood per minute when the dialysate holds the solute too.

    Args:
        diffusive_clearance: without ultrafiltration, L/min (float or array, broadcast).
        blood_water_flow: L/min (float or array, broadcast).
        ultrafiltration_rate: L/min (float or array, broadcast).
        blood_concentration: that diffuses, in blood water, mmol/L (float or array, broadcast); for an ion the
            plasma water value times its Donnan factor.
        dialysate_concentration: in fresh dialysate, mmol/L (float or array, broadcast).

    Returns:
        mmol/min, above zero out of the blood. Without a gradient it is exactly what ultrafiltration carries.

    Raises:
        KineticsError: an argument is negative, or clearance or ultrafiltration exceeds the blood water flow.

    Source: sternby-2005 (part of the formula), compared with a dialyser solved along its length.
    """
    diffused = left_to_diffuse(diffusive_clearance, blood_water_flow, ultrafiltration_rate)
    _demand.not_negative(
        _FLUX.id, blood_concentration=blood_concentration, dialysate_concentration=dialysate_concentration
    )
    return moved(diffused, ultrafiltration_rate, blood_concentration, dialysate_concentration)


def left_to_diffuse(diffusive_clearance: Number, blood_water_flow: Number, ultrafiltration_rate: Number) -> Number:
    """The clearance (L/min) by which a gradient moves a solute beside ultrafiltration; arguments as of `flux`.

    Raises:
        KineticsError: as `flux`, for these three.
    """
    _whole(_FLUX.id, blood_water_flow, ultrafiltration_rate, diffusive_clearance=diffusive_clearance)
    return diffusive_clearance * (1 - ultrafiltration_rate / blood_water_flow)


def moved(diffused: Number, ultrafiltration_rate: Number, blood: Number, dialysate: Number) -> Number:
    """What `flux` is, of what `left_to_diffuse` gave and of two concentrations; arguments are not checked here."""
    return diffused * (blood - dialysate) + ultrafiltration_rate * blood


def _whole(identifier: str, blood_water_flow: Number, ultrafiltration_rate: Number, **clearance: Number) -> None:
    _demand.positive(identifier, blood_water_flow=blood_water_flow)
    _demand.not_negative(identifier, **clearance, ultrafiltration_rate=ultrafiltration_rate)
    for name, value in clearance.items():
        _demand.holds(identifier, value <= blood_water_flow, f"{name}: must not exceed the blood water flow")
    filtered_all = "ultrafiltration_rate: must be below the blood water flow"
    _demand.holds(identifier, ultrafiltration_rate < blood_water_flow, filtered_all)
