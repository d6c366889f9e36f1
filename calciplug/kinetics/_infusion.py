"""One infusion beside one session: what of it falls before, into and after the session."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from calciplug.kinetics import _demand
from calciplug.kinetics._numeric import maximum, minimum, where

if TYPE_CHECKING:
    from calciplug.kinetics._numeric import Number


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


def parts(start: Number, infusion: Number, session: Number) -> tuple[tuple[Any, Any, Any], tuple[Any, Any, Any]]:
    """Minutes of the infusion before, during and after the session, and the shares of the dose that go with them."""
    ahead = minimum(maximum(-start, 0.0), infusion)
    inside = maximum(minimum(infusion - ahead, session - maximum(start, 0.0)), 0.0)
    after = infusion - ahead - inside
    # A bolus has no minutes: all of it goes with where it stands.
    bolus = infusion == 0
    length = where(bolus, 1.0, infusion)
    early = where(bolus, where(start < 0, 1.0, 0.0), ahead / length)
    late = where(bolus, where(start >= session, 1.0, 0.0), after / length)
    return (ahead, inside, after), (early, where(bolus, 1.0 - early - late, inside / length), late)
