"""Sodium: what a session moves, and what a load does that stays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from calciplug.kinetics import _demand
from calciplug.kinetics._numeric import where
from calciplug.kinetics._sodium_load import rise_if_kept, weight_gain_of_sodium
from calciplug.kinetics.dialyser import flux
from calciplug.kinetics.models import model

if TYPE_CHECKING:
    from calciplug.kinetics._numeric import Number, Truth

__all__ = [
    "dialysate_sodium_for",
    "isonatric_dialysate",
    "rise_if_kept",
    "sodium_removed",
    "weight_gain_of_sodium",
]

_SESSION: Final = model("sodium.session")


def sodium_removed(
    *,
    plasma_sodium: Number,
    dialysate_sodium: Number,
    diffusive_clearance: Number,
    blood_water_flow: Number,
    ultrafiltration_rate: Number,
    session: Number,
    donnan: Number,
    plasma_water: Number,
    direct: Truth,
) -> Number:
    """Sodium that a session takes out of the patient, at a constant plasma sodium.

    Args:
        plasma_sodium: as the laboratory reports it, mmol/L (float or array, broadcast).
        dialysate_sodium: as delivered, mmol/L (float or array, broadcast).
        diffusive_clearance: of sodium without ultrafiltration, L/min (float or array, broadcast).
        blood_water_flow: of plasma water, L/min (float or array, broadcast).
        ultrafiltration_rate: L/min (float or array, broadcast).
        session: min (float or array, broadcast).
        donnan: sodium that diffuses, as a share of that in plasma water (float or array, broadcast).
        plasma_water: share of water in plasma (float or array, broadcast).
        direct: whether the laboratory measures in plasma water (direct electrode) and not in diluted plasma (bool or
            array, broadcast).

    Returns:
        mmol; below zero where the patient gains. Known to hold while plasma sodium hardly changes.

    Raises:
        KineticsError: an argument is out of its range.

    Source: sternby-2005, calciplug-sodium-balance.
    """
    _demand.not_negative(_SESSION.id, session=session, dialysate_sodium=dialysate_sodium)
    rate = flux(
        diffusive_clearance=diffusive_clearance,
        blood_water_flow=blood_water_flow,
        ultrafiltration_rate=ultrafiltration_rate,
        blood_concentration=isonatric_dialysate(
            plasma_sodium=plasma_sodium, donnan=donnan, plasma_water=plasma_water, direct=direct
        ),
        dialysate_concentration=dialysate_sodium,
    )
    return rate * session


def isonatric_dialysate(*, plasma_sodium: Number, donnan: Number, plasma_water: Number, direct: Truth) -> Number:
    """Dialysate sodium at which none diffuses: the sodium that plasma water offers to the dialyser.

    Args:
        plasma_sodium: as the laboratory reports it, mmol/L (float or array, broadcast).
        donnan: sodium that diffuses, as a share of that in plasma water (float or array, broadcast).
        plasma_water: share of water in plasma (float or array, broadcast).
        direct: whether the laboratory measures in plasma water (bool or array, broadcast).

    Returns:
        mmol/L.

    Raises:
        KineticsError: an argument is not above zero, or a share is above 1.

    Source: sternby-2005, calciplug-sodium-balance.
    """
    _demand.positive(_SESSION.id, plasma_sodium=plasma_sodium, donnan=donnan, plasma_water=plasma_water)
    _demand.holds(_SESSION.id, donnan <= 1, "donnan: must not be above 1 for a cation")
    _demand.holds(_SESSION.id, plasma_water <= 1, "plasma_water: must not be above 1; it is a share")
    offered: Number = donnan * plasma_sodium / where(direct, 1.0, plasma_water)
    return offered


def dialysate_sodium_for(
    *,
    removed: Number,
    plasma_sodium: Number,
    diffusive_clearance: Number,
    blood_water_flow: Number,
    ultrafiltration_rate: Number,
    session: Number,
    donnan: Number,
    plasma_water: Number,
    direct: Truth,
) -> Number:
    """Dialysate sodium with which a session removes an amount: the inverse of `sodium_removed`.

    Args:
        removed: mmol in the session; below zero to give sodium (float or array, broadcast).
        plasma_sodium: as the laboratory reports it, mmol/L (float or array, broadcast).
        diffusive_clearance: of sodium without ultrafiltration, L/min (float or array, broadcast).
        blood_water_flow: of plasma water, L/min (float or array, broadcast).
        ultrafiltration_rate: L/min (float or array, broadcast).
        session: min (float or array, broadcast).
        donnan: sodium that diffuses, as a share of that in plasma water (float or array, broadcast).
        plasma_water: share of water in plasma (float or array, broadcast).
        direct: whether the laboratory measures in plasma water (bool or array, broadcast).

    Returns:
        mmol/L: arithmetic, not a prescription; a machine or a rule may not allow it.

    Raises:
        KineticsError: an argument is out of its range, or no dialysate could do it.

    Source: sternby-2005, calciplug-sodium-balance.
    """
    _demand.finite(_SESSION.id, removed=removed)
    _demand.positive(_SESSION.id, session=session, diffusive_clearance=diffusive_clearance)
    offered = isonatric_dialysate(plasma_sodium=plasma_sodium, donnan=donnan, plasma_water=plasma_water, direct=direct)
    without = flux(
        diffusive_clearance=diffusive_clearance,
        blood_water_flow=blood_water_flow,
        ultrafiltration_rate=ultrafiltration_rate,
        blood_concentration=offered,
        dialysate_concentration=0.0,
    )
    diffused = diffusive_clearance * (1 - ultrafiltration_rate / blood_water_flow)
    sodium = (without - removed / session) / diffused
    _demand.holds(_SESSION.id, sodium >= 0, "removed: more than a dialysate without any sodium would remove")
    return sodium
