"""The surface of a body; `body` has it for callers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from calciplug.kinetics import _demand
from calciplug.kinetics._numeric import sqrt
from calciplug.kinetics.models import model

if TYPE_CHECKING:
    from calciplug.kinetics._numeric import Number

_DUBOIS: Final = model("body-surface.dubois")
_MOSTELLER: Final = model("body-surface.mosteller")
_HAYCOCK: Final = model("body-surface.haycock")


def body_surface_dubois(*, height: Number, weight: Number) -> Number:
    """Body surface area by DuBois' formula.

    Args:
        height: cm (float or array, broadcast).
        weight: kg (float or array, broadcast).

    Returns:
        Square metres. No bounds are known.

    Raises:
        KineticsError: an argument is not above zero.

    Source: dubois-1916, seen in peer-renalware.
    """
    return _power_surface(_DUBOIS.id, height, weight)


def body_surface_haycock(*, height: Number, weight: Number) -> Number:
    """Body surface area of a child by Haycock's formula.

    Args:
        height: cm (float or array, broadcast).
        weight: kg (float or array, broadcast).

    Returns:
        Square metres. Meant for children; no bounds are known.

    Raises:
        KineticsError: an argument is not above zero.

    Source: haycock-1978, memory only.
    """
    return _power_surface(_HAYCOCK.id, height, weight)


def body_surface_mosteller(*, height: Number, weight: Number) -> Number:
    """Body surface area by Mosteller's formula.

    Args:
        height: cm (float or array, broadcast).
        weight: kg (float or array, broadcast).

    Returns:
        Square metres. No bounds are known.

    Raises:
        KineticsError: an argument is not above zero.

    Source: mosteller-1987, memory only.
    """
    _demand.positive(_MOSTELLER.id, height=height, weight=weight)
    surface: Number = sqrt(height * weight / _MOSTELLER.constant("divisor"))
    return surface


def _power_surface(identifier: str, height: Number, weight: Number) -> Number:
    _demand.positive(identifier, height=height, weight=weight)
    k = model(identifier).constant
    return k("factor") * weight ** k("weight_power") * height ** k("height_power")
