"""Quantities made and measured in either lane: the float itself in the fast one, pint's quantity in the checked one.

The registry, and pint with it, is imported with the first quantity of the checked lane: its import costs as much as all
the rest of a start, and the fast lane needs none of it.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from calciplug.units.lane import is_fast

if TYPE_CHECKING:
    from calciplug.units.quantity import Quantity


@cache
def _registry() -> Any:
    return import_module("calciplug.units.registry")


def prepare() -> None:
    """Import what the checked lane needs, where that is not to happen in the midst of a plugin's hook."""
    _registry()


def make(value: float, name: str) -> Quantity:
    """A fresh quantity of the kind called *name*, from a float in that kind's own unit; in the fast lane that float."""
    if is_fast():
        return value
    return _registry().make(value, name)  # type: ignore[no-any-return]  # the module is imported by its name


def measure(quantity: Quantity, name: str) -> float:
    """The float of *quantity* in the own unit of the kind called *name*.

    Raises:
        UnitError: not a quantity of the registry, or of another dimension.
    """
    if type(quantity) is float and is_fast():
        return quantity
    return _registry().measure(quantity, name)  # type: ignore[no-any-return]  # the module is imported by its name


def measure_each(quantity: Quantity, name: str) -> Any:
    """As `measure`, for one number or for an array of them: floats come out as a float, arrays as an array.

    Raises:
        UnitError: not a quantity of the registry, or of another dimension.
    """
    if type(quantity) is float and is_fast():
        return quantity
    return _registry().measure_each(quantity, name)


def is_quantity(value: object) -> bool:
    """Whether *value* is a quantity of the one registry; in the fast lane, a float."""
    return (type(value) is float and is_fast()) or bool(_registry().is_quantity(value))
