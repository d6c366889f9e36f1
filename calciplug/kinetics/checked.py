"""Kinetics for pint quantities: each argument is measured in its kind, and what comes back has one again.

That is the whole adapter. It refuses a flow where a clearance per kilogram belongs, and sodium where
calcium does; which of two sodiums is the serum's it cannot know: argument names say that.
"""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any, Final

from calciplug import units
from calciplug.kinetics._numeric import are_floats
from calciplug.units.lane import is_fast

if TYPE_CHECKING:
    from collections.abc import Callable

# The functions' own unit where it is not the one of memory: kind → how many of memory's unit one of it is.
_PER: Final = {"age": 525960.0, "dose_share": 100.0}


def checked(function: Callable[..., Any], gives: str | None, /, **takes: str) -> Callable[..., Any]:
    """*function* for quantities.

    Args:
        function: pure, on floats or arrays, with keyword arguments.
        gives: kind of what it returns, for a tuple of each of its items; None for bare numbers, such as ratios.
        takes: argument → kind; arguments that are not named are passed on as they are.

    Returns:
        The same function for quantities, one number or an array each.
    """
    # In the fast lane most floats are what the function takes: nothing is measured, and nothing is divided by one.
    own = frozenset(name for name, kind in takes.items() if kind not in _PER)

    @wraps(function)
    def for_quantities(**arguments: Any) -> Any:
        bare = is_fast()
        plain = {
            name: value
            if name not in takes or (bare and name in own and _is_bare(value))
            else measured(value, takes[name])
            for name, value in arguments.items()
        }
        found = function(**plain)
        return tuple(made(one, gives) for one in found) if isinstance(found, tuple) else made(found, gives)

    return for_quantities


def _is_bare(value: Any) -> bool:
    return type(value) is float or (type(value) is tuple and are_floats(*value))


def measured(value: Any, kind: str) -> Any:
    """The float or array of *value*, a quantity of *kind* (or a pair of them), in the unit that the functions have.

    Raises:
        UnitError: it is none, or of another dimension.
    """
    if isinstance(value, tuple):
        return tuple(measured(one, kind) for one in value)
    return units.measure_each(value, kind) / _PER.get(kind, 1.0)


def made(value: Any, kind: str | None) -> Any:
    """A quantity of *kind* of what a function returned; the number itself for None."""
    return value if kind is None else units.make(value * _PER.get(kind, 1.0), kind)
