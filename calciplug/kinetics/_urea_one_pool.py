"""Urea in one pool whose volume changes; `urea` has it for callers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from calciplug.kinetics import _demand
from calciplug.kinetics._numeric import log1p, phi1
from calciplug.kinetics.models import model

if TYPE_CHECKING:
    from calciplug.kinetics._numeric import Number

_ONE_POOL: Final = model("urea.one-pool")


def post_concentration(
    *,
    pre: Number,
    clearance: Number,
    residual_clearance: Number,
    generation: Number,
    volume: Number,
    ultrafiltration_rate: Number,
    session: Number,
) -> Number:
    """Concentration after a session, or after a gap, in one pool of changing volume.

    Args:
        pre: concentration at the start (mmol/L or any amount per litre; float or array, broadcast, as all others).
        clearance: of the dialyser (L/min); 0 in a gap.
        residual_clearance: of the kidneys (L/min).
        generation: mmol/min, or that amount a minute.
        volume: at the start (L).
        ultrafiltration_rate: L/min; below zero where fluid is gained.
        session: how long it lasts (min).

    Returns:
        Concentration in the unit of *pre*. Equal clearance and ultrafiltration, and none of either, are exact.

    Raises:
        KineticsError: an argument has the wrong sign, or all of the volume would be removed.

    Source: gotch-sargent-1985, memory only.
    """
    _demand.positive(_ONE_POOL.id, volume=volume)
    _demand.not_negative(
        _ONE_POOL.id, pre=pre, clearance=clearance, residual_clearance=residual_clearance,
        generation=generation, session=session,
    )  # fmt: skip
    _demand.finite(_ONE_POOL.id, ultrafiltration_rate=ultrafiltration_rate)
    removed = ultrafiltration_rate * session / volume
    _demand.holds(_ONE_POOL.id, removed < 1, "ultrafiltration_rate: must leave some of the volume")
    # The integral of 1/V: with it the volume may change or stay, and the equation is that of a constant volume.
    passed: Any = session / volume / phi1(log1p(-removed))
    power = (ultrafiltration_rate - clearance - residual_clearance) * passed
    growth = phi1(power)
    post: Number = pre * (1 + power * growth) + generation * passed * growth
    return post
