"""The few functions that floats and arrays do not share; NumPy is imported when the first array arrives.

A float goes through `math`, so that one patient's prediction needs no NumPy and has the same bits
everywhere. Anything else is taken for an array.
"""

from __future__ import annotations

import math
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Number: TypeAlias = float | NDArray[np.float64]
    Truth: TypeAlias = bool | NDArray[np.bool_]

# Up to here the series of phi2 is exact to rounding; its quotient loses digits towards zero, and here still has 14.
_SMALL = 0.1
# 1/10! to 1/2!: the next term is below 1e-16 of the sum.
_SERIES = tuple(1 / math.factorial(n) for n in range(10, 1, -1))


def numpy() -> Any:
    """NumPy itself; only ever called where an array is at hand or asked for."""
    return import_module("numpy")


def exp(x: Number) -> Any:
    """e to the power of *x*."""
    return math.exp(x) if isinstance(x, float | int) else numpy().exp(x)


def expm1(x: Number) -> Any:
    """e to the power of *x*, less one, without loss near zero."""
    return math.expm1(x) if isinstance(x, float | int) else numpy().expm1(x)


def log(x: Number) -> Any:
    """Natural logarithm."""
    return math.log(x) if isinstance(x, float | int) else numpy().log(x)


def log1p(x: Number) -> Any:
    """Natural logarithm of one more than *x*, without loss near zero."""
    return math.log1p(x) if isinstance(x, float | int) else numpy().log1p(x)


def sqrt(x: Number) -> Any:
    """Square root."""
    return math.sqrt(x) if isinstance(x, float | int) else numpy().sqrt(x)


def maximum(a: Number, b: Number) -> Any:
    """The larger of the two, element by element."""
    return max(a, b) if _plain(a) and _plain(b) else numpy().maximum(a, b)


def minimum(a: Number, b: Number) -> Any:
    """The smaller of the two, element by element."""
    return min(a, b) if _plain(a) and _plain(b) else numpy().minimum(a, b)


def where(condition: Truth, a: Number, b: Number) -> Any:
    """*a* where *condition* holds, else *b*; both have been computed, so neither may raise."""
    # A comparison of NumPy's scalars has no dimension, and is as good as a plain truth.
    if _plain(a) and _plain(b) and (isinstance(condition, bool) or not condition.ndim):
        return a if condition else b
    return numpy().where(condition, a, b)


def every(condition: Truth) -> bool:
    """Whether *condition* holds everywhere."""
    return condition if isinstance(condition, bool) else bool(condition.all())


def phi1(x: Number) -> Any:
    """(e^x - 1) / x, which is 1 at zero: the mean of e^(x·s) over s from 0 to 1."""
    if isinstance(x, float | int):
        return math.expm1(x) / x if x else 1.0
    zero = x == 0
    return where(zero, 1.0, numpy().expm1(x) / where(zero, 1.0, x))


def phi2(x: Number) -> Any:
    """(phi1(x) - 1) / x, which is 1/2 at zero."""
    if isinstance(x, float | int):
        return (math.expm1(x) / x - 1) / x if abs(x) > _SMALL else _series(x)
    small = abs(x) <= _SMALL
    safe = where(small, 1.0, x)
    quotient = (numpy().expm1(safe) / safe - 1) / safe
    return where(small, _series(where(small, x, 0.0)), quotient) if small.any() else quotient


def _series(x: Any) -> Any:
    total = 0.0
    for term in _SERIES:
        total = total * x + term
    return total


def _plain(x: object) -> bool:
    return isinstance(x, float | int)
