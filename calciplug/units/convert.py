"""Decimal text to memory and back: exact outside, one float inside."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from calciplug.errors import UnitError
from calciplug.units.kinds import kind

if TYPE_CHECKING:
    from calciplug.units.kinds import Kind


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
    """
    own = kind(name)
    chosen = own.shows[0][0] if code is None else code
    exact = Fraction(value) / own.factor(chosen, form)
    return _rounded(exact, _digits(own, chosen))


def _digits(own: Kind, code: str) -> int:
    shown = dict(own.shows)
    return shown.get(code, 6)


def _rounded(exact: Fraction, digits: int) -> Decimal:
    # Through a long Decimal first: Fraction has no half-even rounding to a power of ten of its own,
    # and a float's binary tail (1.2499999999999998) must not decide a printed digit.
    long = (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(Decimal(1).scaleb(-(digits + 6)))
    return plain(long.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_EVEN))


def plain(value: Decimal) -> Decimal:
    """*value* without trailing zeros, without an exponent and without a negative zero."""
    if value == 0:
        return Decimal(0)
    short = value.normalize()
    return short.quantize(Decimal(1)) if short == short.to_integral_value() else short
