"""Arithmetic that works alike on quantities and on coherent floats.

Computed values meet limits through `exceeds`, `below` and `within`: they forgive a relative
1e-9, as the host does, so that a value that is *at* a limit is not refused for its last bit.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, cast

from calciplug.units.making import measure

if TYPE_CHECKING:
    from collections.abc import Iterable

    from calciplug.units.quantity import Quantity

# How far a computed value may pass a limit and still count as being at it (relative).
TOLERANCE = 1e-9


def exceeds(value: Quantity, limit: Quantity) -> bool:
    """Whether *value* lies above *limit* by more than rounding."""
    if type(value) is not float:
        value, limit = _alike(value, limit)
    return value > limit + abs(limit) * TOLERANCE


def below(value: Quantity, limit: Quantity) -> bool:
    """Whether *value* lies below *limit* by more than rounding."""
    if type(value) is not float:
        value, limit = _alike(value, limit)
    return value < limit - abs(limit) * TOLERANCE


def within(value: Quantity, low: Quantity, high: Quantity) -> bool:
    """Whether *value* lies between *low* and *high*, both included, up to rounding."""
    return not below(value, low) and not exceeds(value, high)


def ratio(numerator: Quantity, denominator: Quantity) -> float:
    """*numerator* over *denominator*, which must be of one dimension, as a bare float.

    Raises:
        calciplug.errors.UnitError: the dimensions differ.
    """
    one, two = _alike(numerator, denominator)
    return bare(one / two)


def bare(value: Any) -> float:
    """The float behind a dimensionless *value*."""
    if isinstance(value, float | int):
        return float(value)
    return measure(value, "ratio")


def to_step(value: Quantity, step: Quantity, *, up: bool) -> Quantity:
    """*value* moved to a whole number of *step*; upwards if *up*, else downwards."""
    count = ratio(value, step)
    nearest = round(count)
    if abs(count - nearest) <= TOLERANCE * max(1.0, abs(count)):
        return step * nearest
    return step * (math.ceil(count) if up else math.floor(count))


def total(values: Iterable[Quantity], empty: Quantity) -> Quantity:
    """The sum of *values*; zero in the unit of *empty* where there are none."""
    result = empty * 0
    for value in values:
        result = result + value
    return result


def mean(values: Iterable[Quantity]) -> Quantity:
    """The arithmetic mean of at least one value.

    Raises:
        ValueError: *values* is empty.
    """
    held = list(values)
    if not held:
        raise ValueError("the mean of no values")
    result = held[0]
    for value in held[1:]:
        result = result + value
    return result / len(held)


def at_least_zero(value: Quantity) -> Quantity:
    """*value*, or zero in its unit where it is negative."""
    return max(value, value * 0)


def exp(value: Any) -> float:
    """e to the power of a dimensionless *value*."""
    return math.exp(bare(value))


def sqrt(value: Quantity) -> Quantity:
    """The square root of *value*, with the root of its unit."""
    return cast("Quantity", cast("Any", value) ** 0.5)


def within_floats(value: float, low: float | None, high: float | None) -> bool:
    """As `within`, for floats of one unit and open ends: the host's own comparison.

    Written so that NaN and the infinities, against any limit that is set, are never inside.
    """
    above = low is None or value >= low - abs(low) * TOLERANCE
    under = high is None or value <= high + abs(high) * TOLERANCE
    return above and under and math.isfinite(value)


def _alike(one: Any, two: Any) -> tuple[Any, Any]:
    """The numbers of two quantities that count one unit, which pint would compare just so; else both as given."""
    if type(one) is type(two) and hasattr(one, "unit_items") and one.unit_items() == two.unit_items():
        return one.magnitude, two.magnitude
    return one, two


def is_many(value: Any) -> bool:
    """Whether *value* holds an array of numbers: one quantity for every point of a sweep."""
    return bool(getattr(getattr(value, "magnitude", value), "ndim", 0))


def lower(one: Any, two: Any) -> Any:
    """The lower of two numbers or quantities, or of two arrays of them, element by element."""
    return two - _at_least_zero_each(two - one) if is_many(one) or is_many(two) else min(one, two)


def higher(one: Any, two: Any) -> Any:
    """The higher of two numbers or quantities, or of two arrays of them, element by element."""
    return one + _at_least_zero_each(two - one) if is_many(one) or is_many(two) else max(one, two)


def _at_least_zero_each(value: Any) -> Any:
    return (value + abs(value)) / 2
