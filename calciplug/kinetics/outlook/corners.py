"""Intervals from bounds, and schedules told apart: both call one function several times."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any, Final

from calciplug.kinetics._numeric import are_floats, every, maximum, minimum, numpy

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

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
    return bounds(corners(function, **arguments))


def corners(function: Callable[..., Any], /, **arguments: Any) -> list[Any]:
    """What *function* gives at each corner of its uncertain arguments; arguments and errors as of `interval`.

    A pair whose ends are one number has one corner: nothing is asked twice.
    """
    return _asked(function, *_parted(arguments))


def is_pair(value: object) -> bool:
    """Whether *value* stands for what is uncertain: a pair of its bounds."""
    return isinstance(value, tuple) and len(value) == _PAIR


def monotone(
    function: Callable[..., Any], rising: frozenset[str], falling: frozenset[str], /, **arguments: Any
) -> tuple[Any, Any]:
    """As `interval`, for a function of which is known how it moves with some of its arguments.

    Of those only two combinations can be the lowest and the highest; of all others still every corner is asked.

    Args:
        function: of keyword arguments.
        rising: arguments with which it never falls, whatever the others are.
        falling: arguments with which it never rises.
        arguments: as of `interval`.

    Raises:
        KineticsError: as *function*.
    """
    known, uncertain = _parted(arguments)
    least, most = {}, {}
    for name in [name for name in uncertain if name in rising or name in falling]:
        low, high = bounds(uncertain.pop(name))
        least[name], most[name] = (low, high) if name in rising else (high, low)
    found = _asked(function, known | least, uncertain)
    return bounds(found + _asked(function, known | most, uncertain) if most else found)


def _parted(arguments: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    # What is known, and the pairs that are not.
    known, uncertain = {}, {}
    for name, value in arguments.items():
        if not is_pair(value):
            known[name] = value
        elif type(value[0]) is type(value[1]) and every(value[0] == value[1]):
            known[name] = value[0]
        else:
            uncertain[name] = value
    return known, uncertain


def _asked(function: Callable[..., Any], known: dict[str, Any], uncertain: dict[str, Any]) -> list[Any]:
    if not uncertain:
        return [function(**known)]
    found = []
    for corner in product(*uncertain.values()):
        known.update(zip(uncertain, corner, strict=True))
        found.append(function(**known))
    return found


def bounds(found: Sequence[Any]) -> tuple[Any, Any]:
    """The lowest and the highest of *found*, element by element."""
    if are_floats(*found):
        return min(found), max(found)
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
    return bounds([value for point in points for value in corners(function, **{**arguments, name: point})])


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
    whole = np.broadcast_arrays(*keys, *arguments.values())
    own, rest = whole[: len(keys)], dict(zip(names, whole[len(keys) :], strict=True))
    found = np.empty(own[0].shape)
    different = sorted(set(zip(*(each.ravel().astype(float).tolist() for each in own), strict=True)))
    if len(different) == 1:
        found[...] = function(*different[0], **arguments)
        return found
    for key in different:
        here = np.logical_and.reduce([each == value for each, value in zip(own, key, strict=True)])
        found[here] = function(*key, **{name: each[here] for name, each in rest.items()})
    return found
