"""The few functions that floats and arrays do not share; NumPy is imported when the first array arrives.

A float goes through `math`, so that one patient's prediction needs no NumPy and has the same bits
everywhere. Anything else is taken for an array.
"""

from __future__ import annotations

import math
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Number: TypeAlias = float | NDArray[np.float64]
    Truth: TypeAlias = bool | NDArray[np.bool_]

# Made once: `float | int` would be made anew in each of the hundreds of questions that a float's week asks.
_PLAIN: Final = (float, int)
# Up to here the series of phi2 is exact to rounding; its quotient loses digits towards zero, and here still has 14.
_SMALL = 0.1
# 1/10! to 1/2!: the next term is below 1e-16 of the sum.
_SERIES = tuple(1 / math.factorial(n) for n in range(10, 1, -1))
# e to this is still finite, and so large that nothing is left of its inverse beside one.
_LARGE = 700.0


@cache
def numpy() -> Any:
    """NumPy itself; only ever called where an array is at hand or asked for."""
    return import_module("numpy")


def exp(x: Number) -> Any:
    """e to the power of *x*."""
    return math.exp(x) if isinstance(x, _PLAIN) else numpy().exp(x)


def expm1(x: Number) -> Any:
    """e to the power of *x*, less one, without loss near zero."""
    return math.expm1(x) if isinstance(x, _PLAIN) else numpy().expm1(x)


def log(x: Number) -> Any:
    """Natural logarithm."""
    return math.log(x) if isinstance(x, _PLAIN) else numpy().log(x)


def log1p(x: Number) -> Any:
    """Natural logarithm of one more than *x*, without loss near zero."""
    return math.log1p(x) if isinstance(x, _PLAIN) else numpy().log1p(x)


def sqrt(x: Number) -> Any:
    """Square root."""
    return math.sqrt(x) if isinstance(x, _PLAIN) else numpy().sqrt(x)


def maximum(a: Number, b: Number) -> Any:
    """The larger of the two, element by element."""
    return max(a, b) if isinstance(a, _PLAIN) and isinstance(b, _PLAIN) else numpy().maximum(a, b)


def minimum(a: Number, b: Number) -> Any:
    """The smaller of the two, element by element."""
    return min(a, b) if isinstance(a, _PLAIN) and isinstance(b, _PLAIN) else numpy().minimum(a, b)


def where(condition: Truth, a: Number, b: Number) -> Any:
    """*a* where *condition* holds, else *b*; both have been computed, so neither may raise."""
    # A comparison of NumPy's scalars has no dimension, and is as good as a plain truth.
    if isinstance(a, _PLAIN) and isinstance(b, _PLAIN) and (isinstance(condition, bool) or not condition.ndim):
        return a if condition else b
    return numpy().where(condition, a, b)


def are_floats(*values: object) -> bool:
    """Whether all of *values* are Python's own floats: only of those may a result be kept for who asks again.

    What is kept is found by value, so that 0.0 and -0.0 are one: no model gives them different numbers.
    """
    for value in values:  # noqa: SIM110 - a generator's start is half of what this saves
        if type(value) is not float:
            return False
    return True


def every(condition: Truth) -> bool:
    """Whether *condition* holds everywhere."""
    return condition if isinstance(condition, bool) else bool(condition.all())


def phi1(x: Number) -> Any:
    """(e^x - 1) / x, which is 1 at zero: the mean of e^(x·s) over s from 0 to 1."""
    if isinstance(x, _PLAIN):
        return math.expm1(x) / x if x else 1.0
    # Most arrays have no zero in them; those that have take twice as long.
    zero: Any = x == 0
    return where(zero, 1.0, expm1(x) / where(zero, 1.0, x)) if zero.any() else expm1(x) / x


def inverse_phi1(x: Number) -> Any:
    """x / (e^x - 1), which is 1 at zero: one over `phi1`, without overflow however large *x* is."""
    if isinstance(x, _PLAIN):
        x = min(x, _LARGE)
        return x / math.expm1(x) if x else 1.0
    x = minimum(x, _LARGE)
    zero: Any = x == 0
    return where(zero, 1.0, x / where(zero, 1.0, expm1(x))) if zero.any() else x / expm1(x)


def phi2(x: Number) -> Any:
    """(phi1(x) - 1) / x, which is 1/2 at zero."""
    return phi12(x)[1]


def phi12(x: Number) -> tuple[Any, Any]:
    """`phi1` and `phi2` together, which is no more work than the second alone."""
    if isinstance(x, _PLAIN):
        one = phi1(x)
        return one, (one - 1) / x if abs(x) > _SMALL else _series(x)
    # What decays for long needs neither the series nor a look for zeros.
    if x.size and x.max() < -_SMALL:
        one = expm1(x) / x
        return one, (one - 1) / x
    # The series only where it is asked for: it is many times as long as the quotient.
    one, small = phi1(x), abs(x) <= _SMALL
    two = numpy().asarray((one - 1) / where(small, 1.0, x))
    two[small] = _series(x[small])
    return one, two


def _series(x: Any) -> Any:
    total: Any = _SERIES[0]
    for term in _SERIES[1:]:
        total = total * x + term
    return total
