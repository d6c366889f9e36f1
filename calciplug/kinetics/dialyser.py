"""What a dialyser clears, and what it takes out of the blood when the dialysate holds the solute too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from calciplug.kinetics import _demand
from calciplug.kinetics._convection import flux, with_convection
from calciplug.kinetics._michaels import diffusive_clearance, mass_transfer_area
from calciplug.kinetics._numeric import minimum
from calciplug.kinetics.models import model

if TYPE_CHECKING:
    from calciplug.kinetics._numeric import Number

__all__ = [
    "CELL_WATER",
    "PLASMA_WATER",
    "blood_water_flow",
    "diffusive_clearance",
    "flux",
    "haemodiafiltration_clearance",
    "in_vivo_mass_transfer_area",
    "mass_transfer_area",
    "with_convection",
]

_WATER: Final = model("dialyser.water-flow")
_IN_VITRO: Final = model("dialyser.in-vitro")
_CONVECTION: Final = model("dialyser.convection")

# For callers that have no better value of their own: never a default of a function.
PLASMA_WATER: Final = _WATER.constant("plasma_water")
CELL_WATER: Final = _WATER.constant("cell_water")


def blood_water_flow(*, blood_flow: Number, hematocrit: Number, plasma_water: Number, cell_water: Number) -> Number:
    """Flow of the water that carries a solute to the dialyser, in plasma and in cells.

    Args:
        blood_flow: L/min of whole blood (float or array, broadcast).
        hematocrit: share of cells in blood, 0 to below 1 (float or array, broadcast).
        plasma_water: share of water in plasma, such as `PLASMA_WATER` (float or array, broadcast).
        cell_water: share of cells that the solute leaves in passing, such as `CELL_WATER` for urea and 0 for
            creatinine, phosphate and ions (float or array, broadcast).

    Returns:
        L/min.

    Raises:
        KineticsError: blood flow or plasma water is not above zero, or a share does not lie between 0 and 1.

    Source: peer-dialsim and solute-solver-2009.
    """
    _demand.positive(_WATER.id, blood_flow=blood_flow, plasma_water=plasma_water)
    _demand.not_negative(_WATER.id, hematocrit=hematocrit, cell_water=cell_water)
    _demand.holds(_WATER.id, hematocrit < 1, "hematocrit: must be below 1; it is a share, not percent")
    _demand.holds(_WATER.id, plasma_water <= 1, "plasma_water: must not be above 1; it is a share")
    _demand.holds(_WATER.id, cell_water <= 1, "cell_water: must not be above 1; it is a share")
    return blood_flow * (plasma_water * (1 - hematocrit) + cell_water * hematocrit)


def in_vivo_mass_transfer_area(*, in_vitro: Number, dialysate_flow: Number) -> Number:
    """Mass-transfer area coefficient for urea that remains in a patient of what the maker measured.

    Args:
        in_vitro: KoA of the maker, L/min (float or array, broadcast).
        dialysate_flow: L/min (float or array, broadcast); above the reference flow nothing more is gained.

    Returns:
        KoA, L/min. Known to hold for dialysate flows of 0.3 to 0.8 L/min.

    Raises:
        KineticsError: an argument is not above zero.

    Source: peer-eureca; the publication behind it was not seen.
    """
    _demand.positive(_IN_VITRO.id, in_vitro=in_vitro, dialysate_flow=dialysate_flow)
    k, millilitres = _IN_VITRO.constant, 1000.0
    below = minimum(dialysate_flow * millilitres - k("reference_flow"), 0.0) / k("span")
    area: Number = k("share") * in_vitro * (1 + k("slope") * below)
    return area


def haemodiafiltration_clearance(
    *,
    mass_transfer_area: Number,
    blood_water_flow: Number,
    dialysate_flow: Number,
    ultrafiltration_rate: Number,
    pre_dilution: Number = 0.0,
    post_dilution: Number = 0.0,
) -> Number:
    """Clearance with ultrafiltration and with substitution before or after the dialyser.

    Args:
        mass_transfer_area: KoA, L/min (float or array, broadcast).
        blood_water_flow: L/min (float or array, broadcast).
        dialysate_flow: L/min that passes the dialyser, without what is taken for substitution (float or array,
            broadcast).
        ultrafiltration_rate: net, L/min (float or array, broadcast).
        pre_dilution: substitution before the dialyser, L/min (float or array, broadcast).
        post_dilution: substitution after the dialyser, L/min (float or array, broadcast).

    Returns:
        L/min of the blood water that comes from the patient. Known to hold up to 0.1 L/min filtered in all.

    Raises:
        KineticsError: a flow is out of its range, or more is filtered than flows in.

    Source: peer-eureca, compared with a dialyser solved along its length.
    """
    _demand.positive(_CONVECTION.id, blood_water_flow=blood_water_flow)
    _demand.not_negative(
        _CONVECTION.id,
        ultrafiltration_rate=ultrafiltration_rate,
        pre_dilution=pre_dilution,
        post_dilution=post_dilution,
    )
    inflow = blood_water_flow + pre_dilution
    diffusion = diffusive_clearance(
        mass_transfer_area=mass_transfer_area, blood_water_flow=inflow, dialysate_flow=dialysate_flow
    )
    filtered = ultrafiltration_rate + pre_dilution + post_dilution
    total = with_convection(clearance=diffusion, blood_water_flow=inflow, ultrafiltration_rate=filtered)
    return total * (blood_water_flow / inflow)
