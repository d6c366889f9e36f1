"""What is added to a bag of peritoneal dialysate: its sodium, its osmolarity, and how much a dwell absorbs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from calciplug.kinetics import _demand
from calciplug.kinetics._numeric import expm1

if TYPE_CHECKING:
    from calciplug.kinetics._numeric import Number

ABSORPTION: Final = "peritoneal.absorption"
BAG: Final = "peritoneal.bag"


def absorbed_fraction(*, mass_transfer: Number, volume: Number, dwell: Number) -> Number:
    """Share of a solute in the dialysate that a dwell brings into the body, if the body is a sink and nothing filters.

    Args:
        mass_transfer: mass transfer area coefficient of the solute (L/min). None was found for thiosulfate in any
            source, so that whatever is given for it is an assumption; float or array, broadcast.
        volume: of the dialysate (L); float or array, broadcast.
        dwell: its duration (min); float or array, broadcast.

    Returns:
        Share from 0 to 1.

    Raises:
        KineticsError: *volume* is not above zero, another is below zero, or one is not finite.

    Source: calciplug-absorption-model (own algebra).
    """
    _demand.positive(ABSORPTION, volume=volume)
    _demand.not_negative(ABSORPTION, mass_transfer=mass_transfer, dwell=dwell)
    return -expm1(-mass_transfer * dwell / volume)  # type: ignore[no-any-return]


def bag_sodium(*, sodium: Number, volume: Number, added_sodium: Number, added_volume: Number) -> Number:
    """Sodium (mmol/L) of a bag after an additive.

    Args:
        sodium: of the bag (mmol/L); float or array, broadcast, as all the others.
        volume: of the bag (L).
        added_sodium: in the additive (mmol).
        added_volume: of the additive (L).

    Raises:
        KineticsError: *volume* is not above zero, another is below zero, or one is not finite.
    """
    _demand.positive(BAG, volume=volume)
    _demand.not_negative(BAG, sodium=sodium, added_sodium=added_sodium, added_volume=added_volume)
    return _mixed(sodium, volume, added_sodium, added_volume)


def bag_osmolarity(*, osmolarity: Number, volume: Number, added_osmoles: Number, added_volume: Number) -> Number:
    """Ideal osmolarity (mOsm/L) of a bag after an additive; the real one is lower, as ions hold each other.

    Args:
        osmolarity: of the bag (mOsm/L); float or array, broadcast, as all the others.
        volume: of the bag (L).
        added_osmoles: in the additive (mOsm).
        added_volume: of the additive (L).

    Raises:
        KineticsError: *volume* is not above zero, another is below zero, or one is not finite.
    """
    _demand.positive(BAG, volume=volume)
    _demand.not_negative(BAG, osmolarity=osmolarity, added_osmoles=added_osmoles, added_volume=added_volume)
    return _mixed(osmolarity, volume, added_osmoles, added_volume)


def _mixed(concentration: Number, volume: Number, added: Number, added_volume: Number) -> Number:
    return (concentration * volume + added) / (volume + added_volume)
