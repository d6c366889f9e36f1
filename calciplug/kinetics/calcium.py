"""Calcium that a session gives or takes: an interval, because three of its parameters are never known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from calciplug.kinetics import _demand
from calciplug.kinetics._numeric import maximum, minimum
from calciplug.kinetics.dialyser import diffusive_clearance, flux
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
    _demand.positive(_SESSION.id, diffusible_calcium=diffusible_calcium, donnan=donnan)
    _demand.holds(_SESSION.id, donnan <= 1, "donnan: must not be above 1 for a cation")
    removed = flux(
        diffusive_clearance=diffusive_clearance,
        blood_water_flow=blood_water_flow,
        ultrafiltration_rate=ultrafiltration_rate,
        blood_concentration=donnan * diffusible_calcium,
        dialysate_concentration=dialysate_calcium,
    )
    return -removed * session


def calcium_gained_interval(
    *,
    ionised_calcium: Number,
    complexed_low: Number,
    complexed_high: Number,
    mass_transfer_low: Number,
    mass_transfer_high: Number,
    donnan_low: Number,
    donnan_high: Number,
    dialysate_calcium: Number,
    blood_water_flow: Number,
    dialysate_flow: Number,
    ultrafiltration_rate: Number,
    session: Number,
) -> tuple[Number, Number]:
    """Lowest and highest calcium that the patient may gain in a session, over the bounds of what is not known.

    Gain falls with the calcium that plasma offers, and is monotone in the mass-transfer area at each offer, so both
    ends lie at corners.

    Args:
        ionised_calcium: in plasma, mmol/L (float or array, broadcast).
        complexed_low: least complexed calcium, as a share of the ionised (float or array, broadcast).
        complexed_high: most complexed calcium, as a share of the ionised (float or array, broadcast).
        mass_transfer_low: lowest KoA of calcium, L/min (float or array, broadcast).
        mass_transfer_high: highest KoA of calcium, L/min (float or array, broadcast).
        donnan_low: lowest share of diffusible calcium that diffuses (float or array, broadcast).
        donnan_high: highest share of diffusible calcium that diffuses (float or array, broadcast).
        dialysate_calcium: mmol/L (float or array, broadcast).
        blood_water_flow: of plasma water, L/min (float or array, broadcast).
        dialysate_flow: L/min (float or array, broadcast).
        ultrafiltration_rate: L/min (float or array, broadcast).
        session: min (float or array, broadcast).

    Returns:
        mmol into the patient, lowest and highest.

    Raises:
        KineticsError: an argument is out of its range, or a lower bound exceeds its upper one.

    Source: sternby-2005, gotch-calcium.
    """
    _demand.positive(_SESSION.id, ionised_calcium=ionised_calcium, donnan_low=donnan_low)
    _demand.not_negative(_SESSION.id, complexed_low=complexed_low, mass_transfer_low=mass_transfer_low)
    _demand.finite(
        _SESSION.id, complexed_high=complexed_high, mass_transfer_high=mass_transfer_high, donnan_high=donnan_high
    )
    _demand.holds(_SESSION.id, complexed_low <= complexed_high, "complexed_low: must not exceed complexed_high")
    _demand.holds(
        _SESSION.id, mass_transfer_low <= mass_transfer_high, "mass_transfer_low: must not exceed mass_transfer_high"
    )
    _demand.holds(_SESSION.id, donnan_low <= donnan_high, "donnan_low: must not exceed donnan_high")

    _demand.holds(_SESSION.id, donnan_high <= 1, "donnan_high: must not be above 1 for a cation")

    def gained(area: Number, complexed: Number, donnan: Number) -> Number:
        return calcium_gained(
            diffusible_calcium=ionised_calcium * (1 + complexed),
            dialysate_calcium=dialysate_calcium,
            diffusive_clearance=diffusive_clearance(
                mass_transfer_area=area, blood_water_flow=blood_water_flow, dialysate_flow=dialysate_flow
            ),
            blood_water_flow=blood_water_flow,
            ultrafiltration_rate=ultrafiltration_rate,
            session=session,
            donnan=donnan,
        )

    lowest = [gained(area, complexed_high, donnan_high) for area in (mass_transfer_low, mass_transfer_high)]
    highest = [gained(area, complexed_low, donnan_low) for area in (mass_transfer_low, mass_transfer_high)]
    return minimum(*lowest), maximum(*highest)
