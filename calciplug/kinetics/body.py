"""Sizes of a body: its water, the volume in which urea spreads, its surface."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from calciplug.kinetics import _demand
from calciplug.kinetics._numeric import where
from calciplug.kinetics._surface import body_surface_dubois, body_surface_haycock, body_surface_mosteller
from calciplug.kinetics.models import model

if TYPE_CHECKING:
    from calciplug.kinetics._numeric import Number, Truth

__all__ = [
    "body_surface_dubois",
    "body_surface_haycock",
    "body_surface_mosteller",
    "body_water",
    "body_water_child",
    "body_water_healthy_child",
    "urea_volume",
]

_WATSON: Final = model("body-water.watson")
_CHILD: Final = model("body-water.morgenstern-2006")
_HEALTHY_CHILD: Final = model("body-water.morgenstern-2002")
_MODELLED: Final = model("body-water.modelled")


def body_water(*, male: Truth, age: Number, height: Number, weight: Number) -> Number:
    """Total body water of an adult by Watson's regression.

    Args:
        male: whether the equation for men holds (bool or array, broadcast).
        age: years (float or array, broadcast); only the equation for men uses it.
        height: cm (float or array, broadcast).
        weight: kg (float or array, broadcast).

    Returns:
        Litres. Known to hold for adults; excess fluid is not seen by it.

    Raises:
        KineticsError: an argument is not above zero, or so small that no water is left.

    Source: watson-1980, whose abstract prints the coefficients.
    """
    _demand.positive(_WATSON.id, age=age, height=height, weight=weight)
    k = _WATSON.constant
    man = k("male_base") + k("male_age") * age + k("male_height") * height + k("male_weight") * weight
    woman = k("female_base") + k("female_height") * height + k("female_weight") * weight + 0.0 * age
    water: Number = where(male, man, woman)
    return _some(_WATSON.id, water)


def body_water_child(*, male: Truth, height: Number, weight: Number) -> Number:
    """Total body water of a child on chronic peritoneal dialysis by Morgenstern's equations of 2006.

    Args:
        male: whether the equation for boys holds (bool or array, broadcast).
        height: cm (float or array, broadcast).
        weight: kg (float or array, broadcast).

    Returns:
        Litres. Known to hold from one month to 23 years of age.

    Raises:
        KineticsError: an argument is not above zero, or height and weight fit so badly that no water is left.

    Source: morgenstern-2006, whose abstract prints the equations.
    """
    _demand.positive(_CHILD.id, height=height, weight=weight)
    k = _CHILD.constant
    boy = k("male_factor") * (height * weight) ** k("male_power") + k("male_weight") * weight
    girl = k("female_factor") * (height * weight) ** k("female_power") + k("female_weight") * weight
    water: Number = where(male, boy, girl)
    return _some(_CHILD.id, water)


def body_water_healthy_child(*, age: Number, male: Truth, height: Number, weight: Number) -> Number:
    """Total body water of a healthy child by Morgenstern's equations of 2002.

    The three equations do not meet where the age changes: the result jumps there, as in the source.

    Args:
        age: years (float or array, broadcast); up to three months, up to thirteen years, and above.
        male: whether the equation for boys holds (bool or array, broadcast); infants have one for both.
        height: cm (float or array, broadcast); the equation for infants does not use it.
        weight: kg (float or array, broadcast).

    Returns:
        Litres. Known to hold for children without kidney disease.

    Raises:
        KineticsError: age is negative, or height or weight is not above zero.

    Source: morgenstern-2002, whose abstract prints the equations.
    """
    _demand.not_negative(_HEALTHY_CHILD.id, age=age)
    _demand.positive(_HEALTHY_CHILD.id, height=height, weight=weight)
    k, size = _HEALTHY_CHILD.constant, height * weight
    infant = k("infant_factor") * weight ** k("infant_power")
    child = where(male, 1.0, k("child_female")) * (k("child_factor") * size ** k("child_power"))
    adolescent = where(male, 1.0, k("adolescent_female")) * (k("adolescent_factor") * size ** k("adolescent_power"))
    older = where(age <= k("child_age"), child, adolescent)
    water: Number = where(age <= k("infant_age"), infant + 0.0 * older, older)
    return water


def urea_volume(*, body_water: Number, male: Truth, age: Number, diabetes: Truth) -> Number:
    """Volume of urea as kinetic modelling finds it, from Watson's body water.

    The source has a further term for race; it is left out on purpose.

    Args:
        body_water: L, from `body_water` (float or array, broadcast).
        male: whether the factors for men hold (bool or array, broadcast).
        age: years (float or array, broadcast).
        diabetes: whether the patient has diabetes (bool or array, broadcast).

    Returns:
        Litres. Known to hold for adults on haemodialysis.

    Raises:
        KineticsError: an argument is not above zero.

    Source: daugirdas-2003, seen only in the code of peer-stdktv.
    """
    _demand.positive(_MODELLED.id, body_water=body_water, age=age)
    k = _MODELLED.constant
    decades = (age - k("reference_age")) / k("decade")
    sex = where(male, k("male_decade") ** decades, k("female") * k("female_decade") ** decades)
    volume: Number = body_water * k("share") * sex * where(diabetes, k("diabetes"), 1.0)
    return volume


def _some(identifier: str, water: Number) -> Number:
    # A regression line goes below zero for sizes that nobody has: no volume at all is better than a wrong one.
    _demand.holds(identifier, water > 0, "height and weight do not fit: no water would be left")
    return water
