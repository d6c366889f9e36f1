"""What a load of sodium does that stays; `sodium` has it for callers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from calciplug.kinetics import _demand
from calciplug.kinetics.models import model

if TYPE_CHECKING:
    from calciplug.kinetics._numeric import Number

_RETAINED: Final = model("sodium.retained")


def weight_gain_of_sodium(*, load: Number, plasma_sodium: Number) -> Number:
    """Weight gained when a load of sodium is kept and drunk up to the patient's own plasma sodium.

    Args:
        load: sodium kept, mmol (float or array, broadcast).
        plasma_sodium: the set-point, mmol/L (float or array, broadcast).

    Returns:
        kg, one for each litre. All of the load counts as gain: `rise_if_kept` is the other extreme.

    Raises:
        KineticsError: the load is negative, or plasma sodium is not above zero.

    Source: calciplug-sodium-balance.
    """
    _demand.not_negative(_RETAINED.id, load=load)
    _demand.positive(_RETAINED.id, plasma_sodium=plasma_sodium)
    return load / plasma_sodium


def rise_if_kept(*, load: Number, body_water: Number) -> Number:
    """Rise of plasma sodium when a load of sodium is kept without any water.

    Args:
        load: sodium kept, mmol (float or array, broadcast).
        body_water: L (float or array, broadcast).

    Returns:
        mmol/L; the most it can be, because thirst and the next session are left out.

    Raises:
        KineticsError: the load is negative, or body water is not above zero.

    Source: calciplug-sodium-balance.
    """
    _demand.not_negative(_RETAINED.id, load=load)
    _demand.positive(_RETAINED.id, body_water=body_water)
    return load / body_water
