"""The one pint registry: it starts empty and holds our units only.

No prefixes, no contexts (they leak between threads), no redefinition, and one dimension for
each substance, for body mass, for `session`, `exchange` and the calendar `week`. Nothing from outside is
ever given to pint's parser: unit objects are built from the closed table and kept.
"""

from __future__ import annotations

from functools import cache
from typing import Any, cast

import pint

from calciplug.errors import UnitError
from calciplug.units.kinds import kind
from calciplug.units.quantity import Quantity
from calciplug.units.substances import substances
from calciplug.units.table import AMOUNT, MASS, PLAIN, UCUM


def _name(atom: str, carried: str | None = None) -> str:
    """The registry's name for *atom*; pint accepts letters, digits and underscores."""
    if carried is not None:
        return f"{atom}_{carried}"
    dimension, size = PLAIN[atom]
    return dimension if size == 1 else f"{dimension}_{list(PLAIN).index(atom)}"


@cache
def _registry() -> Any:
    registry: Any = pint.UnitRegistry(None, on_redefinition="raise", autoconvert_to_preferred=False)
    for dimension in dict.fromkeys(dimension for dimension, _ in PLAIN.values()):
        registry.define(f"{dimension} = [{dimension}]")
    for atom, (dimension, size) in PLAIN.items():
        if size != 1:
            registry.define(f"{_name(atom)} = {float(size)!r} * {dimension}")
    for item in substances().values():
        if item.name == item.dimension:
            registry.define(f"{item.base}_{item.name} = [{item.name}]")
            _define_relatives(registry, item.name, item.base, item.molar_mass)
    return registry


def _define_relatives(registry: Any, name: str, base: str, molar_mass: Any) -> None:
    """Moles and grams of one substance, as far as its molar mass is known."""
    if base == "mosm":
        return
    in_base = {base: 1}
    for atom, size in AMOUNT.items():
        if base in AMOUNT:
            in_base[atom] = size / AMOUNT[base]
        elif molar_mass is not None:
            in_base[atom] = size * molar_mass / 1000
    for atom, size in MASS.items():
        if base == "g":
            in_base[atom] = size
        elif molar_mass is not None:
            in_base[atom] = size * 1000 / molar_mass / AMOUNT[base]
    for atom, size in in_base.items():
        if atom != base:
            registry.define(f"{atom}_{name} = {float(size)!r} * {base}_{name}")


@cache
def unit(name: str) -> Any:
    """The pint unit that memory uses for the kind called *name*."""
    own = kind(name)
    registry = _registry()
    built = registry.Unit(registry.UnitsContainer({}))
    carried = list(own.of)
    for atom, power in UCUM[own.unit]:
        pint_name = _name(atom) if atom in PLAIN else _name(atom, carried.pop(0))
        built = built * registry.Unit(registry.UnitsContainer({pint_name: 1})) ** power
    return built


def make(value: float, name: str) -> Quantity:
    """A fresh quantity of the kind called *name*, from a float in that kind's own unit."""
    return cast("Quantity", _registry().Quantity(value, unit(name)))


def measure(quantity: Quantity, name: str) -> float:
    """The float of *quantity* in the own unit of the kind called *name*.

    Raises:
        UnitError: not a quantity of this registry, or of another dimension.
    """
    if type(quantity) is not _registry().Quantity:
        raise UnitError(f"expected a quantity of kind {name}, found {type(quantity).__name__}")
    held = cast("Any", quantity)
    try:
        return float(held.m_as(unit(name)))
    except pint.DimensionalityError:
        raise UnitError(f"expected a quantity of kind {name}, found another dimension ({held.units})") from None
    except (TypeError, ValueError):
        raise UnitError(f"expected one number of kind {name}") from None


def is_quantity(value: object) -> bool:
    """Whether *value* is a quantity of the one registry."""
    return type(value) is _registry().Quantity
