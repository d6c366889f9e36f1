"""Phosphate in a session; `phosphate` has it for callers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from calciplug.kinetics import _demand
from calciplug.kinetics._numeric import exp, phi1, phi12
from calciplug.kinetics.models import model

if TYPE_CHECKING:
    from calciplug.kinetics._numeric import Number

_POOL: Final = model("phosphate.pseudo-one-compartment")


def phosphate_post(
    *,
    pre: Number,
    mobilisation: Number,
    clearance: Number,
    residual_clearance: Number,
    volume: Number,
    session: Number,
) -> Number:
    """Plasma phosphate at the end of a session.

    Args:
        pre: before the session, mmol/L (float or array, broadcast).
        mobilisation: clearance from the large pool into the plasma, L/min (float or array, broadcast).
        clearance: of the dialyser, L/min (float or array, broadcast).
        residual_clearance: of the kidneys, L/min (float or array, broadcast).
        volume: in which phosphate spreads at once, L, held constant (float or array, broadcast).
        session: min (float or array, broadcast).

    Returns:
        mmol/L.

    Raises:
        KineticsError: the volume is not above zero, or another argument is negative.

    Source: agar-2011; the equation is memory only.
    """
    _pool(
        pre=pre,
        mobilisation=mobilisation,
        clearance=clearance,
        residual_clearance=residual_clearance,
        volume=volume,
        session=session,
    )
    mobilised, turned = _turns(mobilisation, clearance + residual_clearance, session / volume)
    # What is left of the start and what was mobilised since: two positive terms, which cannot cancel, and no case of
    # its own where nothing moves at all.
    post: Number = pre * (exp(-turned) + mobilised * phi1(-turned))
    return post


def phosphate_removed(
    *,
    pre: Number,
    mobilisation: Number,
    clearance: Number,
    residual_clearance: Number,
    volume: Number,
    session: Number,
) -> Number:
    """Phosphate that the dialyser removes in a session; what the kidneys remove meanwhile is not in it.

    Args:
        pre: before the session, mmol/L (float or array, broadcast).
        mobilisation: clearance from the large pool into the plasma, L/min (float or array, broadcast).
        clearance: of the dialyser, L/min (float or array, broadcast).
        residual_clearance: of the kidneys, L/min (float or array, broadcast).
        volume: in which phosphate spreads at once, L, held constant (float or array, broadcast).
        session: min (float or array, broadcast).

    Returns:
        mmol in the session.

    Raises:
        KineticsError: the volume is not above zero, or another argument is negative.

    Source: agar-2011; the equation is memory only.
    """
    _pool(
        pre=pre,
        mobilisation=mobilisation,
        clearance=clearance,
        residual_clearance=residual_clearance,
        volume=volume,
        session=session,
    )
    mobilised, turned = _turns(mobilisation, clearance + residual_clearance, session / volume)
    of_pool, of_mobilised = phi12(-turned)
    removed: Number = clearance * session * pre * (of_pool + mobilised * of_mobilised)
    return removed


def _turns(mobilisation: Number, cleared: Number, per_flow: Number) -> tuple[Number, Number]:
    # How often a session turns the volume over: by mobilisation, and by all that flows.
    return mobilisation * per_flow, (mobilisation + cleared) * per_flow


def _pool(
    *, pre: Number, mobilisation: Number, clearance: Number, residual_clearance: Number, volume: Number, session: Number
) -> None:
    _demand.positive(_POOL.id, volume=volume)
    _demand.not_negative(
        _POOL.id, pre=pre, mobilisation=mobilisation, clearance=clearance, residual_clearance=residual_clearance,
        session=session,
    )  # fmt: skip
