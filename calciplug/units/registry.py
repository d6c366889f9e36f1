"""The one pint registry: it starts empty and holds our units only.

No prefixes, no contexts (they leak between threads), no redefinition, and one dimension for
each substance, for body mass, for `session`, `exchange` and the calendar `week`. Text is never
parsed: unit objects are built from the closed table, and the registry refuses every string once it stands.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Final, NoReturn

import pint
from pint.facets.plain import ScaleConverter, UnitDefinition

from calciplug.errors import UnitError
from calciplug.units.kinds import kind
from calciplug.units.quantity import Quantity
from calciplug.units.substances import substances
from calciplug.units.table import PLAIN, UCUM


def _name(atom: str, carried: str | None = None) -> str:
    """The registry's name for *atom*; pint accepts letters, digits and underscores."""
    if carried is not None:
        return f"{atom}_{carried}"
    dimension, size = PLAIN[atom]
    return dimension if size == 1 else f"{dimension}_{list(PLAIN).index(atom)}"


def _built() -> Any:
    registry: Any = pint.UnitRegistry(None, on_redefinition="raise", autoconvert_to_preferred=False)
    for dimension in dict.fromkeys(dimension for dimension, _ in PLAIN.values()):
        _define(registry, dimension, 1, f"[{dimension}]")
    for atom, (dimension, size) in PLAIN.items():
        if size != 1:
            _define(registry, _name(atom), float(size), dimension)
    for item in substances().values():
        if item.name == item.dimension:
            _define(registry, _name(item.base, item.name), 1, f"[{item.name}]")
    registry.preprocessors.append(_refuse)
    return registry


def _define(registry: Any, name: str, size: float, of: str) -> None:
    """Define the unit called *name* as *size* times *of*, another unit or, in brackets, a dimension of its own."""
    # As an object: of a text, pint's parser would make the same one, at ten times the cost.
    reference = registry.UnitsContainer({of: 1})
    registry.define(UnitDefinition(name, None, (), ScaleConverter(size), reference))


def _refuse(text: str) -> NoReturn:
    raise UnitError(f"units are never read from text: {text[:40]!r}")


# Built while the module is imported, which Python does once: a registry that two threads could each
# build would give quantities that do not mix.
_REGISTRY: Final = _built()


@cache
def unit(name: str) -> Any:
    """The pint unit that memory uses for the kind called *name*."""
    own = kind(name)
    built = _REGISTRY.Unit(_REGISTRY.UnitsContainer({}))
    carried = list(own.of)
    for atom, power in UCUM[own.unit]:
        pint_name = _name(atom) if atom in PLAIN else _name(atom, carried.pop(0))
        built = built * _REGISTRY.Unit(_REGISTRY.UnitsContainer({pint_name: 1})) ** power
    return built


@cache
def _powers(name: str) -> Any:
    """The same unit as pint's own mapping of atoms to powers: what a quantity is made of without a detour."""
    return _REGISTRY.UnitsContainer(dict(_REGISTRY.Quantity(1.0, unit(name)).unit_items()))


@cache
def _items(name: str) -> Any:
    """What `unit_items` of a quantity says that counts the own unit of the kind called *name*."""
    return _REGISTRY.Quantity(1.0, _powers(name)).unit_items()


def make(value: float, name: str) -> Quantity:
    """A fresh quantity of the kind called *name*, from a float in that kind's own unit."""
    return _REGISTRY.Quantity(value, _powers(name))  # type: ignore[no-any-return]  # pint's own type


def measure(quantity: Quantity, name: str) -> float:
    """The float of *quantity* in the own unit of the kind called *name*.

    Raises:
        UnitError: not a quantity of this registry, or of another dimension.
    """
    if type(quantity) is not _REGISTRY.Quantity:
        raise UnitError(f"expected a quantity of kind {name}, found {type(quantity).__name__}")
    held: Any = quantity
    try:
        # Most quantities count the own unit of their kind already, and nothing is to be converted.
        return float(held.magnitude if held.unit_items() == _items(name) else held.m_as(unit(name)))
    except pint.DimensionalityError:
        raise UnitError(f"expected a quantity of kind {name}, found another dimension ({held.units})") from None
    except (TypeError, ValueError):
        raise UnitError(f"expected one number of kind {name}") from None


def measure_each(quantity: Quantity, name: str) -> Any:
    """As `measure`, for one number or for an array of them: floats come out as a float, arrays as an array.

    Raises:
        UnitError: not a quantity of this registry, or of another dimension.
    """
    held: Any = quantity
    if type(quantity) is _REGISTRY.Quantity and bool(getattr(held.magnitude, "ndim", 0)):
        try:
            return held.m_as(unit(name))
        except pint.DimensionalityError:
            raise UnitError(f"expected a quantity of kind {name}, found another dimension ({held.units})") from None
    return measure(quantity, name)


def is_quantity(value: object) -> bool:
    """Whether *value* is a quantity of the one registry."""
    return type(value) is _REGISTRY.Quantity
