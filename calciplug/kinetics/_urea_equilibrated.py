"""What is left of a single-pool Kt/V once urea has come out of the tissues again; `urea` has it for callers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from calciplug.kinetics import _demand
from calciplug.kinetics.models import Model, model

if TYPE_CHECKING:
    from calciplug.kinetics._numeric import Number

_RATE: Final = model("urea.equilibrated-rate")
_HEMO: Final = model("urea.equilibrated-hemo")
_2003: Final = model("urea.equilibrated-2003")
_TATTERSALL: Final = model("urea.equilibrated-tattersall")
_HOUR: Final = 60.0

# How long urea needs from the tissues (min): as fits the two-pool week, and as first published.
DELAY: Final = _TATTERSALL.constant("delay")
DELAY_1996: Final = _TATTERSALL.constant("delay_1996")
_ACCESS: Final = {
    "arterial": (_RATE.constant("arterial_slope"), _RATE.constant("arterial_base")),
    "venous": (_RATE.constant("venous_slope"), _RATE.constant("venous_base")),
}


def equilibrated_rate(*, single_pool: Number, session: Number, access: str) -> Number:
    """Equilibrated Kt/V by the rate equation of Daugirdas and Schneditz.

    Args:
        single_pool: Kt/V of the session (float or array, broadcast).
        session: length (min; float or array, broadcast).
        access: `arterial` (fistula or graft) or `venous` (catheter).

    Returns:
        Kt/V, without a unit.

    Raises:
        KineticsError: an argument is not above zero, the access is neither, or nothing would be left.

    Source: daugirdas-schneditz-1995, memory only; the arterial coefficients were seen in the code of four calculators.
    """
    _demand.holds(_RATE.id, access in _ACCESS, f"access = {access!r}: must be arterial or venous")
    slope, base = _ACCESS[access]
    return _rate(_RATE, single_pool, session, (1.0, slope, base))


def equilibrated_hemo(*, single_pool: Number, session: Number) -> Number:
    """Equilibrated Kt/V by the rate equation of the HEMO study.

    Args:
        single_pool: Kt/V of the session (float or array, broadcast).
        session: length (min; float or array, broadcast).

    Returns:
        Kt/V, without a unit.

    Raises:
        KineticsError: an argument is not above zero, or nothing would be left.

    Source: peer-stdktv, in its code; that the coefficients are of the HEMO study is memory only.
    """
    k = _HEMO.constant
    return _rate(_HEMO, single_pool, session, (k("hemo_share"), k("hemo_slope"), k("hemo_base")))


def equilibrated_2003(*, single_pool: Number, session: Number) -> Number:
    """Equilibrated Kt/V by the rate equation of 2003.

    Args:
        single_pool: Kt/V of the session (float or array, broadcast).
        session: length (min; float or array, broadcast).

    Returns:
        Kt/V, without a unit.

    Raises:
        KineticsError: an argument is not above zero, or nothing would be left.

    Source: leypoldt-2003, as peer-stdktv has it in its code and cites it; the attribution was not confirmed.
    """
    k = _2003.constant
    return _rate(_2003, single_pool, session, (k("weekly_share"), k("weekly_slope"), 0.0))


def equilibrated_tattersall(*, single_pool: Number, session: Number, delay: Number = DELAY) -> Number:
    """Equilibrated Kt/V by Tattersall's equation.

    Args:
        single_pool: Kt/V of the session (float or array, broadcast).
        session: length (min; float or array, broadcast).
        delay: how long urea needs from the tissues (min; float or array): `DELAY`, or `DELAY_1996` as first published.

    Returns:
        Kt/V, without a unit.

    Raises:
        KineticsError: an argument is not above zero.

    Source: tattersall-1996, memory only; seen in the code of peer-eureca and others.
    """
    _demand.positive(_TATTERSALL.id, single_pool=single_pool, session=session, delay=delay)
    return single_pool * session / (session + delay)


def _rate(of: Model, single_pool: Number, session: Number, terms: tuple[float, float, float]) -> Number:
    share, slope, base = terms
    _demand.positive(of.id, single_pool=single_pool, session=session)
    left = single_pool * (share - slope * _HOUR / session) + base
    _demand.holds(of.id, left > 0, "session: too short for the equation, which would leave nothing")
    return left
