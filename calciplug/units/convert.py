"""Decimal text to memory and back: exact outside, one float inside."""

from __future__ import annotations

from decimal import Context, Decimal
from fractions import Fraction
from functools import cache
from typing import Final

from calciplug.errors import UnitError
from calciplug.units.kinds import kind

# Digits beyond the kept ones that are rounded away first, so that a float's binary tail
# (1.2499999999999998) does not decide a printed digit.
_TAIL: Final = 6
# Wide enough for every finite float: nothing is rounded by accident.
_WIDE: Final = Context(prec=400)


def read(value: Decimal, code: str, name: str, form: str | None = None) -> float:
    """The float that memory keeps for *value* *code* of the kind called *name*.

    The conversion is exact and rounds once, so 9 mg and 0.009 g become the same float.

    Raises:
        UnitError: *code* is unknown, or not accepted for this kind, or *value* is not finite.
    """
    own = kind(name)
    if code not in own.accepts:
        raise UnitError(f"{code!r} is not accepted for {name}; accepted: {', '.join(own.accepts)}")
    if not value.is_finite():
        raise UnitError(f"a {name} must be a finite number")
    return float(Fraction(value) * own.factor(code, form))


def write(value: float, name: str, code: str | None = None, form: str | None = None) -> Decimal:
    """*value*, a float in the own unit of the kind called *name*, written in *code*.

    Rounded half-even to the decimals that the kind keeps for *code* (default: the wire's unit).

    Raises:
        UnitError: *code* is not a unit of this kind, or *value* is not finite.
    """
    if not abs(value) < float("inf"):
        raise UnitError(f"a {name} must be a finite number")
    times, over, digits = _scale(name, code, form)
    numerator, denominator = value.as_integer_ratio()
    kept = _half_even(_half_even(numerator * times, denominator * over), 10**_TAIL)
    return plain(_WIDE.scaleb(Decimal(kept), -digits))


@cache
def _scale(name: str, code: str | None, form: str | None) -> tuple[int, int, int]:
    """What a float of memory is multiplied with and divided by to count the last digit's millionths, and the digits."""
    own = kind(name)
    chosen = own.shows[0][0] if code is None else code
    factor, digits = own.factor(chosen, form), own.digits(chosen)
    return factor.denominator * 10 ** (digits + _TAIL), factor.numerator, digits


def _half_even(numerator: int, denominator: int) -> int:
    """The whole number nearest to a fraction with a positive *denominator*, of two the even one."""
    whole, rest = divmod(numerator, denominator)
    twice = 2 * rest
    return whole + (twice > denominator or (twice == denominator and whole % 2 == 1))


def plain(value: Decimal) -> Decimal:
    """*value* without trailing zeros, without an exponent and without a negative zero."""
    if value == 0:
        return Decimal(0)
    short = value.normalize(_WIDE)
    return short.quantize(Decimal(1), context=_WIDE) if short == short.to_integral_value() else short
