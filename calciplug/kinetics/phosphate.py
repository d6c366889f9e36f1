"""Phosphate in a session (mobilised from a pool that stays as it was), after it, and over a week."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

from calciplug.kinetics import _demand
from calciplug.kinetics._numeric import exp
from calciplug.kinetics._phosphate_session import phosphate_post, phosphate_removed
from calciplug.kinetics._phosphate_week import phosphate_removed_bedside, weekly_balance
from calciplug.kinetics.models import model

if TYPE_CHECKING:
    from calciplug.kinetics._numeric import Number

__all__ = [
    "phosphate_post",
    "phosphate_rebound",
    "phosphate_removed",
    "phosphate_removed_bedside",
    "phosphate_removed_hourly",
    "weekly_balance",
]

_POOL: Final = model("phosphate.pseudo-one-compartment")


def phosphate_removed_hourly(
    *,
    mobilisation: Number,
    clearance: Number,
    residual_clearance: Number,
    volume: Number,
    session: Number,
    parts: int,
) -> tuple[Number, ...]:
    """Share of a session's removal that falls in each of its equal parts, such as its hours.

    Args:
        mobilisation: clearance from the large pool into the plasma, L/min (float or array, broadcast).
        clearance: of the dialyser, L/min (float or array, broadcast).
        residual_clearance: of the kidneys, L/min (float or array, broadcast).
        volume: in which phosphate spreads at once, L, held constant (float or array, broadcast).
        session: min (float or array, broadcast).
        parts: how many; 4 for the hours of a session of four hours.

    Returns:
        Shares, which add up to one; the concentration before the session does not matter.

    Raises:
        KineticsError: clearance, volume, session or the number of parts is not above zero, or another argument is
            negative.

    Source: agar-2011; the equation is memory only.
    """
    _demand.positive(_POOL.id, clearance=clearance, session=session, parts=parts)

    def until(end: Number) -> Number:
        return phosphate_removed(
            pre=1.0,
            mobilisation=mobilisation,
            clearance=clearance,
            residual_clearance=residual_clearance,
            volume=volume,
            session=end,
        )

    sums = [until(session * part / parts) for part in range(parts + 1)]
    return tuple((after - before) / sums[-1] for before, after in pairwise(sums))


def phosphate_rebound(*, pre: Number, post: Number, mobilisation: Number, volume: Number, after: Number) -> Number:
    """Plasma phosphate some time after a session, on its way back to where it started.

    Args:
        pre: before the session, mmol/L (float or array, broadcast).
        post: at the end of the session, mmol/L (float or array, broadcast).
        mobilisation: clearance from the large pool into the plasma, L/min (float or array, broadcast).
        volume: in which phosphate spreads at once, L (float or array, broadcast).
        after: time since the end of the session, min (float or array, broadcast).

    Returns:
        mmol/L. Intake and urine are left out, so it holds for hours, not for days.

    Raises:
        KineticsError: the volume is not above zero, or another argument is negative.

    Source: agar-2011; the equation is memory only.
    """
    _demand.not_negative(_POOL.id, pre=pre, post=post, mobilisation=mobilisation, after=after)
    _demand.positive(_POOL.id, volume=volume)
    concentration: Number = pre - (pre - post) * exp(-mobilisation * after / volume)
    return concentration
