"""Decimal text to memory and back: exact outside, one float inside."""

from __future__ import annotations

from decimal import Context, Decimal
from functools import cache, lru_cache
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
    times, over = _factor(name, code, form)
    if not value.is_finite():
        raise UnitError(f"a {name} must be a finite number")
    numerator, denominator = value.as_integer_ratio()
    # Python divides whole numbers exactly, and rounds once.
    return (numerator * times) / (denominator * over)


def write(value: float, name: str, code: str | None = None, form: str | None = None) -> Decimal:
    """*value*, a float in the own unit of the kind called *name*, written in *code*.

    Rounded half-even to the decimals that the kind keeps for *code* (default: the wire's unit).

    Raises:
        UnitError: *code* is not a unit of this kind, or *value* is not finite.
    """
    kept, places = _kept(value, name, code, form)
    return plain(_WIDE.scaleb(Decimal(kept), -places))


# The same numbers are written in many places of one outcome, and in outcome after outcome.
@lru_cache(maxsize=16384)
def figure(value: float, name: str, form: str | None = None) -> int | float:
    """As `write`, in the wire's unit, as the number that JSON prints in the same digits: a whole one has no point.

    Raises:
        UnitError: *value* is not finite.
    """
    kept, places = _kept(value, name, None, form)
    ones: int = 10**places
    # Python divides whole numbers exactly, and rounds once: this is the float of the decimal.
    return kept / ones if kept % ones else kept // ones


def spelled(value: float, name: str, code: str | None = None, form: str | None = None) -> str:
    """As `write`, in the plain digits of the page, thousands grouped from 1,000 on.

    Raises:
        UnitError: *code* is not a unit of this kind, or *value* is not finite.
    """
    kept, places = _kept(value, name, code, form)
    whole, rest = divmod(abs(kept), 10**places)
    point = f".{rest:0{places}}".rstrip("0") if rest else ""
    return f"{'-' if kept < 0 else ''}{whole:,}{point}"


def _kept(value: float, name: str, code: str | None, form: str | None) -> tuple[int, int]:
    """How often the last kept digit of *code* goes into *value*, and how many decimals are kept."""
    if not abs(value) < float("inf"):
        raise UnitError(f"a {name} must be a finite number")
    times, over, places = _scale(name, code, form)
    numerator, denominator = value.as_integer_ratio()
    return _half_even(_half_even(numerator * times, denominator * over), 10**_TAIL), places


@cache
def _factor(name: str, code: str, form: str | None) -> tuple[int, int]:
    """What a number in *code* is multiplied with and divided by to be in the own unit of the kind called *name*."""
    own = kind(name)
    if code not in own.accepts:
        raise UnitError(f"{code!r} is not accepted for {name}; accepted: {', '.join(own.accepts)}")
    return own.factor(code, form).as_integer_ratio()


@cache
def _scale(name: str, code: str | None, form: str | None) -> tuple[int, int, int]:
    """What a float of memory is multiplied with and divided by to count the last decimal's millionths; the decimals."""
    own = kind(name)
    chosen = own.shows[0][0] if code is None else code
    factor, places = own.factor(chosen, form), own.digits(chosen)
    return factor.denominator * 10 ** (places + _TAIL), factor.numerator, places


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
