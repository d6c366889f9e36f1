"""Exact steps of one or two compartments while nothing changes: from one breakpoint to the next, never through one.

Within a segment every rate is constant, so that the amounts at its end and their integrals over it have a closed form.
A session or an infusion that begins or ends is a breakpoint; nothing is interpolated. The two-compartment step goes
through the eigenvalues of its matrix, which exchange keeps real.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from calciplug.kinetics import _demand
from calciplug.kinetics._numeric import exp, phi1, phi12, sqrt, where

if TYPE_CHECKING:
    from collections.abc import Callable

    from calciplug.kinetics._numeric import Number

    Pair: TypeAlias = tuple[Number, Number]
    Matrix: TypeAlias = tuple[Number, Number, Number, Number]

MODEL: Final = "compartments.segment"
_SMALL: Final = 0.1  # where the quotients lose digits, and how many terms of their series replace them there
_TERMS: Final = 10
# A period that loses less has a steady state that rounding decides.
_LEAST: Final = 1e-10


def one_compartment(*, amount: Number, rate: Number, added: Number, minutes: Number) -> Pair:
    """Amount after a segment and its integral over it, for `A' = added / minutes - rate * A`.

    Args:
        amount: at the beginning (mmol); float or array, broadcast, as all the others.
        rate: at which the amount is lost (1/min), not below zero.
        added: evenly over the segment (mmol); in a segment of no length it is a bolus.
        minutes: length of the segment, not below zero.

    Returns:
        Amount at the end (mmol) and integral of the amount (mmol*min). Exact for every argument, zero included.

    Raises:
        KineticsError: *rate* or *minutes* is below zero, or an argument is not finite.
    """
    _demand.not_negative(MODEL, rate=rate, minutes=minutes)
    _demand.finite(MODEL, amount=amount, added=added)
    left, mean, later = step(-rate * minutes)
    return amount * left + added * mean, minutes * (amount * mean + added * later)


def step(exponent: Number) -> tuple[Any, Any, Any]:
    """What a segment leaves of one unit, what of one that is added evenly, and the mean of the latter over it.

    The second is also the mean of the first over the segment.

    Args:
        exponent: minus rate times minutes; float or array.
    """
    return exp(exponent), *phi12(exponent)


def two_compartments(*, state: Pair, matrix: Matrix, source: Pair, minutes: Number) -> tuple[Pair, Pair]:
    """Amounts after a segment and their integrals over it, for `y' = matrix y + source`.

    Args:
        state: amounts at the beginning, or concentrations; each a float or array, broadcast, as all the others.
        matrix: rates (1/min), row by row: (11, 12, 21, 22). What comes from the other compartment (12 and 21) is not
            below zero, so that both eigenvalues are real; what leaves (11 and 22) is, in sum.
        source: what is added to each (per minute), constant.
        minutes: length of the segment, not below zero.

    Returns:
        State at the end, and integral of the state over the segment. Exact also where the eigenvalues meet or are zero.

    Raises:
        KineticsError: an exchange or *minutes* is below zero, or an argument is not finite.
    """
    own, inward, outward, other = matrix
    _demand.not_negative(MODEL, inward=inward, outward=outward, minutes=minutes)
    _demand.finite(MODEL, own=own, other=other, first=state[0], second=state[1])
    _demand.holds(MODEL, own + other <= 0, "matrix: its diagonal must not sum to more than zero")
    return _two(state, matrix, source, minutes)


def periodic(period: Callable[[Pair], Pair]) -> Pair:
    """The state of two compartments at the beginning of a period that repeats for ever.

    A linear period maps the state to `a y + b`; the state that it leaves alone solves a 2x2 system, without iteration.

    Args:
        period: what one period makes of a state; linear apart from what it adds.

    Raises:
        KineticsError: nothing leaves the compartments in a period, or too little for rounding.
    """
    zero, one, two = period((0.0, 0.0)), period((1.0, 0.0)), period((0.0, 1.0))
    # Column by column: what one unit at the beginning has lost by the end.
    a, c = 1 - (one[0] - zero[0]), -(one[1] - zero[1])
    b, d = -(two[0] - zero[0]), 1 - (two[1] - zero[1])
    lost: Any = a * d - b * c
    _demand.holds(MODEL, lost > _LEAST, "nothing ever leaves, or so little in a period that no state repeats")
    return (d * zero[0] - b * zero[1]) / lost, (a * zero[1] - c * zero[0]) / lost


def _two(state: Pair, matrix: Matrix, source: Pair, minutes: Number) -> tuple[Pair, Pair]:
    own, inward, outward, other = matrix
    half = sqrt(((own - other) / 2) ** 2 + inward * outward)
    high, low = (own + other) / 2 + half, (own + other) / 2 - half
    x, y = high * minutes, low * minutes
    values = step(x)
    slopes = _slopes(x, y, half * minutes, values)
    moved, brought = _times(matrix, state, high, minutes), _times(matrix, source, high, minutes)

    def combined(i: int, j: int) -> Number:
        kept = values[j] * state[i] + slopes[j] * moved[i]
        return kept + minutes * (values[j + 1] * source[i] + slopes[j + 1] * brought[i])  # type: ignore[no-any-return]

    return (combined(0, 0), combined(1, 0)), (minutes * combined(0, 1), minutes * combined(1, 1))


def _times(matrix: Matrix, vector: Pair, high: Number, minutes: Number) -> Pair:
    own, inward, outward, other = matrix
    first = (own - high) * vector[0] + inward * vector[1]
    return first * minutes, (outward * vector[0] + (other - high) * vector[1]) * minutes


def _slopes(x: Any, y: Any, half: Any, values: tuple[Any, Any, Any]) -> tuple[Any, Any, Any]:
    # Divided differences of exp, phi1 and phi2 between x and y. y is the more negative, so that only it divides; where
    # it is too near to zero to divide by, the series of the last two are exact to rounding.
    whole, first, second = values
    small = abs(y) < _SMALL
    safe = where(small, -1.0, y)
    of_exp = whole * phi1(-2 * half)
    of_first = where(small, _series(x, y, 1), (of_exp - first) / safe)
    return of_exp, of_first, where(small, _series(x, y, 2), (of_first - second) / safe)


def _series(x: Number, y: Number, order: int) -> Any:
    # The sum over n of h(n) / (n + 1 + order)!, where h(n) = x^n + x^(n-1) y + ... + y^n.
    power: Any = 1.0
    term: Any = 1.0
    factorial = float(math.factorial(1 + order))
    result: Any = 0.0
    for n in range(_TERMS):
        result = result + term / factorial
        power, factorial = power * y, factorial * (n + 2 + order)
        term = x * term + power
    return result
