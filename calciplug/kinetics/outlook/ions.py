"""Sodium and calcium that a session moves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from calciplug.kinetics import calcium, sodium
from calciplug.kinetics.dialyser import diffusive_clearance

if TYPE_CHECKING:
    from calciplug.kinetics._numeric import Number


def sodium_removed(
    *,
    plasma_sodium: Number,
    direct: bool,
    dialysate_sodium: Number,
    mass_transfer_area: Number,
    blood_flow: Number,
    hematocrit: Number,
    plasma_water: Number,
    dialysate_flow: Number,
    ultrafiltration_rate: Number,
    session: Number,
    donnan: Number,
) -> Number:
    """Sodium that a session removes (mmol); negative where the patient gains.

    Args:
        plasma_sodium: before the session (mmol/L; float or array, as all others).
        direct: whether a direct electrode measured it, in plasma water.
        dialysate_sodium: mmol/L.
        mass_transfer_area: of the dialyser for sodium (L/min).
        blood_flow: L/min.
        hematocrit: as a fraction.
        plasma_water: as a fraction of plasma.
        dialysate_flow: L/min.
        ultrafiltration_rate: L/min.
        session: min.
        donnan: ratio of sodium in dialysate to sodium in plasma water where nothing moves.

    Raises:
        KineticsError: an argument is out of its domain.

    Source: sternby-2005.
    """
    water = plasma_water_flow(blood_flow, hematocrit, plasma_water)
    clearance = diffusive_clearance(
        mass_transfer_area=mass_transfer_area, blood_water_flow=water, dialysate_flow=dialysate_flow
    )
    return sodium.sodium_removed(
        plasma_sodium=plasma_sodium, dialysate_sodium=dialysate_sodium, diffusive_clearance=clearance,
        blood_water_flow=water, ultrafiltration_rate=ultrafiltration_rate, session=session, donnan=donnan,
        plasma_water=plasma_water, direct=direct,
    )  # fmt: skip


def calcium_gained(
    *,
    ionised_calcium: Number,
    complexed: Number,
    dialysate_calcium: Number,
    mass_transfer_area: Number,
    blood_flow: Number,
    hematocrit: Number,
    plasma_water: Number,
    dialysate_flow: Number,
    ultrafiltration_rate: Number,
    session: Number,
    donnan: Number,
) -> Number:
    """Calcium that a session gives the patient (mmol); negative where it removes. Ask for an `interval` of it.

    Args:
        ionised_calcium: mmol/L (float or array, as all others).
        complexed: diffusible calcium over ionised calcium.
        dialysate_calcium: mmol/L.
        mass_transfer_area: of the dialyser for calcium (L/min).
        blood_flow: L/min.
        hematocrit: as a fraction.
        plasma_water: as a fraction of plasma.
        dialysate_flow: L/min.
        ultrafiltration_rate: L/min.
        session: min.
        donnan: ratio of calcium in dialysate to diffusible calcium in plasma where nothing moves.

    Raises:
        KineticsError: an argument is out of its domain.

    Source: sternby-2005, gotch-calcium.
    """
    water = plasma_water_flow(blood_flow, hematocrit, plasma_water)
    clearance = diffusive_clearance(
        mass_transfer_area=mass_transfer_area, blood_water_flow=water, dialysate_flow=dialysate_flow
    )
    return calcium.calcium_gained(
        diffusible_calcium=ionised_calcium * complexed, dialysate_calcium=dialysate_calcium,
        diffusive_clearance=clearance, blood_water_flow=water, ultrafiltration_rate=ultrafiltration_rate,
        session=session, donnan=donnan,
    )  # fmt: skip


def plasma_water_flow(blood_flow: Number, hematocrit: Number, plasma_water: Number) -> Number:
    """Water that carries ions (L/min): red cells let none through in the time that they are in a dialyser."""
    return blood_flow * (1 - hematocrit) * plasma_water
