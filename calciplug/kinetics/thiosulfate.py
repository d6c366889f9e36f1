"""Thiosulfate given into a vein: how much of one dose a session removes, and the exposure that is left.

One compartment with two exits, dialysis and everything else. Clearances and volume are arguments: what is published of
them contradicts itself (a half-life of 77 or of 478 minutes). `thiosulfate_week` carries over from dose to dose.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from calciplug.kinetics import _demand
from calciplug.kinetics._infusion import before, check, during, share
from calciplug.kinetics._numeric import every, exp, maximum, phi1, phi2

if TYPE_CHECKING:
    from calciplug.kinetics._numeric import Number

MODEL: Final = "thiosulfate.one-compartment"


def removed_fraction(
    *, start: Number, infusion: Number, session: Number, elimination: Number, dialysis: Number
) -> Number:
    """Share of one intravenous dose that one session removes.

    Exact for one compartment and a constant rate: an infusion inside of the session, before it, after it, or across
    either end. Never above `dialysis / (dialysis + elimination)`. Holds where the drug is gone before the next session;
    otherwise use `thiosulfate_week`.

    Args:
        start: of the infusion, after the session's (min), below zero if before it; float or array, broadcast.
        infusion: its duration (min), 0 for a bolus; float or array, broadcast.
        session: duration of the session (min); float or array, broadcast.
        elimination: clearance off dialysis over volume (1/min), not below zero; float or array, broadcast.
        dialysis: dialyser clearance over volume (1/min), not below zero; float or array, broadcast.

    Returns:
        Share from 0 to 1.

    Raises:
        KineticsError: *session* is not above zero, another is below zero, or one is not finite.

    Source: calciplug-exposure-model (own closed form, checked against an ODE).
    """
    check(MODEL, start=start, infusion=infusion, session=session, elimination=elimination, dialysis=dialysis)
    rate = elimination + dialysis
    minutes, given = during(start, infusion, session)
    tail = maximum(session - (start + infusion), 0.0)
    # What an even inflow over `minutes`, followed by `tail` minutes, loses; no quotient, so no singular limit.
    decay = -rate * tail
    lost: Number = given * (tail * phi1(decay) + exp(decay) * minutes * phi2(-rate * minutes))
    # Seldom anywhere, and half of the work.
    if not every(start >= 0):
        ahead, early = before(start, infusion)
        waiting = maximum(-start - infusion, 0.0)
        brought = early * phi1(-elimination * ahead) * exp(-elimination * waiting)
        lost = lost + brought * session * phi1(-rate * session)
    return dialysis * lost


def peak(
    *,
    dose: Number,
    start: Number,
    infusion: Number,
    session: Number,
    elimination: Number,
    dialysis: Number,
    volume: Number,
) -> Number:
    """Highest concentration that one dose alone makes: at the end of the infusion.

    Where dialysis begins during an infusion, it may be then. What an earlier dose left is not in it, and a real peak is
    higher than that of one compartment.

    Args:
        dose: thiosulfate (mmol); float or array, broadcast.
        start: of the infusion, after the session's (min), below zero if before it; float or array, broadcast.
        infusion: its duration (min), 0 for a bolus; float or array, broadcast.
        session: duration of the session (min); float or array, broadcast.
        elimination: clearance off dialysis over volume (1/min); float or array, broadcast.
        dialysis: dialyser clearance over volume (1/min); float or array, broadcast.
        volume: of distribution (L); float or array, broadcast.

    Returns:
        Concentration (mmol/L).

    Raises:
        KineticsError: *session* or *volume* is not above zero, another is below zero, or one is not finite.

    Source: calciplug-exposure-model (own closed form).
    """
    check(MODEL, start=start, infusion=infusion, session=session, elimination=elimination, dialysis=dialysis)
    _demand.positive(MODEL, volume=volume)
    _demand.not_negative(MODEL, dose=dose)
    rate = elimination + dialysis
    (ahead, early), (inside, given) = before(start, infusion), during(start, infusion, session)
    rest = infusion - ahead - inside
    late = share(rest, infusion, start >= session)
    first = early * phi1(-elimination * ahead)
    last = (first * exp(-rate * inside) + given * phi1(-rate * inside)) * exp(-elimination * rest)
    return dose / volume * maximum(first, last + late * phi1(-elimination * rest))  # type: ignore[no-any-return]


def exposure(*, dose: Number, removed_fraction: Number, clearance: Number) -> Number:
    """Area under the concentration of one dose, from its start to infinity.

    Volume and compartments matter through *removed_fraction* only. Exact when the drug is gone by the next session.

    Args:
        dose: thiosulfate (mmol); float or array, broadcast.
        removed_fraction: share that dialysis removes, 0 to 1; float or array, broadcast.
        clearance: off dialysis (L/min); float or array, broadcast.

    Returns:
        mmol*min/L.

    Raises:
        KineticsError: *clearance* is not above zero, *dose* is below zero, or the share is not from 0 to 1.

    Source: calciplug-exposure-model (mass balance).
    """
    _demand.positive(MODEL, clearance=clearance)
    _demand.not_negative(MODEL, dose=dose, removed_fraction=removed_fraction)
    _demand.holds(MODEL, removed_fraction <= 1, "removed_fraction: must not be above 1")
    return dose * (1 - removed_fraction) / clearance


def half_life(*, clearance: Number, volume: Number) -> Number:
    """Half-life (min) of one compartment with this clearance (L/min) and volume (L).

    Args:
        clearance: of all that is at work, dialysis included while it runs (L/min); float or array, broadcast.
        volume: of distribution (L); float or array, broadcast.

    Raises:
        KineticsError: an argument is not above zero.
    """
    _demand.positive(MODEL, clearance=clearance, volume=volume)
    return math.log(2) * volume / clearance


def volume_of(*, clearance: Number, half_life: Number) -> Number:
    """Volume (L) that a half-life (min) and a clearance (L/min) imply if there were one compartment.

    Where no body has that volume, one of the two belongs to another compartment.

    Args:
        clearance: off dialysis (L/min); float or array, broadcast.
        half_life: off dialysis (min); float or array, broadcast.

    Raises:
        KineticsError: an argument is not above zero.
    """
    _demand.positive(MODEL, clearance=clearance, half_life=half_life)
    return clearance * half_life / math.log(2)
