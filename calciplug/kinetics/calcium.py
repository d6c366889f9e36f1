"""Calcium that a session gives or takes; `outlook` makes an interval of it, as parts of it are never known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from calciplug.kinetics import _demand
from calciplug.kinetics.dialyser import flux
from calciplug.kinetics.models import model

if TYPE_CHECKING:
    from calciplug.kinetics._numeric import Number

_SESSION: Final = model("calcium.session")


def calcium_gained(
    *,
    diffusible_calcium: Number,
    dialysate_calcium: Number,
    diffusive_clearance: Number,
    blood_water_flow: Number,
    ultrafiltration_rate: Number,
    session: Number,
    donnan: Number,
) -> Number:
    """Calcium that the patient gains in a session, at a constant diffusible calcium.

    Plasma calcium cannot be predicted from it: bone gives and takes about as much as the dialyser moves.

    Args:
        diffusible_calcium: ionised and complexed, mmol/L (float or array, broadcast).
        dialysate_calcium: mmol/L (float or array, broadcast).
        diffusive_clearance: of calcium without ultrafiltration, L/min (float or array, broadcast).
        blood_water_flow: of plasma water, L/min (float or array, broadcast).
        ultrafiltration_rate: L/min (float or array, broadcast).
        session: min (float or array, broadcast).
        donnan: calcium that diffuses, as a share of *diffusible_calcium* (float or array, broadcast).

    Returns:
        mmol into the patient; below zero where the session takes calcium.

    Raises:
        KineticsError: an argument is out of its range.

    Source: sternby-2005, gotch-calcium.
    """
    _demand.not_negative(_SESSION.id, session=session, dialysate_calcium=dialysate_calcium)
    removed = flux(
        diffusive_clearance=diffusive_clearance,
        blood_water_flow=blood_water_flow,
        ultrafiltration_rate=ultrafiltration_rate,
        blood_concentration=diffusing(diffusible_calcium=diffusible_calcium, donnan=donnan),
        dialysate_concentration=dialysate_calcium,
    )
    return -removed * session


def diffusing(*, diffusible_calcium: Number, donnan: Number) -> Number:
    """Calcium in plasma water that diffuses (mmol/L); arguments and errors as of `calcium_gained`."""
    _demand.positive(_SESSION.id, diffusible_calcium=diffusible_calcium, donnan=donnan)
    _demand.holds(_SESSION.id, donnan <= 1, "donnan: must not be above 1 for a cation")
    return donnan * diffusible_calcium
