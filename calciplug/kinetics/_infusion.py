"""One infusion beside one session: what of it falls before, into and after the session."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from calciplug.kinetics import _demand
from calciplug.kinetics._numeric import every, maximum, minimum, where

if TYPE_CHECKING:
    from calciplug.kinetics._numeric import Number, Truth


def check(
    model: str, *, start: Number, infusion: Number, session: Number, elimination: Number, dialysis: Number
) -> None:
    """Refuse a session of no length, negative durations and rates, and whatever is not finite.

    Raises:
        KineticsError: names the argument.
    """
    _demand.finite(model, start=start)
    _demand.positive(model, session=session)
    _demand.not_negative(model, infusion=infusion, elimination=elimination, dialysis=dialysis)


def before(start: Number, infusion: Number) -> tuple[Any, Any]:
    """Minutes of the infusion before the session begins, and the share of the dose that goes with them."""
    minutes = minimum(maximum(-start, 0.0), infusion)
    return minutes, share(minutes, infusion, start < 0)


def during(start: Number, infusion: Number, session: Number) -> tuple[Any, Any]:
    """Minutes of the infusion in the session, and the share of the dose that goes with them."""
    # Never an end less a start: of a short infusion that would leave mostly rounding.
    minutes = maximum(minimum(infusion + minimum(start, 0.0), session - maximum(start, 0.0)), 0.0)
    return minutes, share(minutes, infusion, (start >= 0) & (start < session))


def share(minutes: Number, infusion: Number, there: Truth) -> Any:
    """Share of the dose that goes with *minutes* of the infusion; all of a bolus, which has none, if it is *there*."""
    given = infusion > 0
    if every(given):
        return minutes / infusion
    return where(given, minutes / where(given, infusion, 1.0), where(there, 1.0, 0.0))
