"""N-1: where dialysate sodium is led, and by what steps."""

from __future__ import annotations

from calciplug import Parameters, Quantity
from calciplug.units import below, to_step

BATH = "dialysate.sodium"


def candidate(reference: Quantity, p: Parameters) -> Quantity:
    """Where the rule aims: aligned while serum sodium is low, else the gradient below it."""
    aim = reference if below(reference, p.low_serum) else reference - p.gradient
    found: Quantity = max(p.lowest_candidate, aim)
    return found


def step_down(current: Quantity, aim: Quantity, p: Parameters) -> Quantity:
    """One step from *current* towards *aim*, as it can be delivered."""
    return to_step(max(aim, current - p.largest_step), p.rounding, up=True)
