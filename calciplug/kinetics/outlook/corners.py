"""Intervals from bounds, and schedules told apart: both call one function several times."""

from __future__ import annotations

from functools import reduce
from itertools import product
from typing import TYPE_CHECKING, Any, Final

from calciplug.kinetics._numeric import maximum, minimum, numpy

if TYPE_CHECKING:
    from collections.abc import Callable

    from calciplug.kinetics._numeric import Number

_PAIR: Final = len(("low", "high"))
# Of a range that is scanned: a ratio of clearances is then bounded to well under one part in a thousand.
_PARTS: Final = 16


def interval(function: Callable[..., Any], /, **arguments: Any) -> tuple[Any, Any]:
    """The lowest and highest value of *function* over all corners of its uncertain arguments.

    That bounds what lies between the corners wherever the function is monotone in each uncertain argument, as the
    models here are; tests hold them to it. For one that is not, see `scanned`.

    Args:
        function: of keyword arguments.
        arguments: a pair (low, high) where one is uncertain, else one float or array.

    Raises:
        KineticsError: as *function*.
    """
    uncertain = [name for name, value in arguments.items() if isinstance(value, tuple) and len(value) == _PAIR]
    found = [
        function(**{**arguments, **dict(zip(uncertain, corner, strict=True))})
        for corner in product(*(arguments[name] for name in uncertain))
    ]
    low = high = found[0]
    for value in found[1:]:
        low, high = minimum(low, value), maximum(high, value)
    return low, high


def scanned(function: Callable[..., Any], name: str, /, **arguments: Any) -> tuple[Any, Any]:
    """As `interval`, for a function that may turn between the ends of the argument called *name*.

    It is also asked at points between them, evenly apart; what it does between those is not seen.
    """
    own = arguments[name]
    if not isinstance(own, tuple):
        return interval(function, **arguments)
    low, high = own
    points = [low + (high - low) * i / _PARTS for i in range(_PARTS + 1)]
    ends = [interval(function, **{**arguments, name: point}) for point in points]
    return reduce(minimum, [least for least, _ in ends]), reduce(maximum, [most for _, most in ends])


def by_schedule(keys: tuple[Number, ...], function: Callable[..., Any], /, **arguments: Number) -> Any:
    """*function* of each combination of *keys*, which decide how a week looks and cannot be an array in it.

    Args:
        keys: floats, or arrays of which some may hold several values; given to *function* as floats, in order.
        function: of the keys and keyword arguments.
        arguments: floats or arrays.
    """
    if all(isinstance(key, float | int) for key in keys):
        return function(*keys, **arguments)
    np = numpy()
    names = list(arguments)
    every = np.broadcast_arrays(*keys, *arguments.values())
    own, rest = every[: len(keys)], dict(zip(names, every[len(keys) :], strict=True))
    found = np.empty(own[0].shape)
    for key in sorted({tuple(float(one) for one in row) for row in zip(*(each.ravel() for each in own), strict=True)}):
        here = np.logical_and.reduce([each == value for each, value in zip(own, key, strict=True)])
        found[here] = function(*key, **{name: each[here] for name, each in rest.items()})
    return found
