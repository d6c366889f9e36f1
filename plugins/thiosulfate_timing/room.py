"""How long an infusion usually takes, and how much room there is for it."""

from __future__ import annotations

from calciplug import Parameters, Quantity, Rule
from calciplug.units import to_step

from .places import SESSION, on_haemodialysis


def usual_duration(rule: Rule, p: Parameters, dose: Quantity) -> Quantity:
    """How long *dose* takes at the working ceiling, in whole steps and not less than the shortest infusion."""
    shortest: Quantity = p.shortest if on_haemodialysis(rule) else p.shortest_peritoneal
    return max(shortest, to_step(dose / p.working_rate, p.rounding, up=True))


def longest_duration(rule: Rule, p: Parameters, value: Quantity) -> Quantity:
    """The window or the session, whichever ends first; *value* itself where neither bounds it."""
    if not on_haemodialysis(rule):
        return value
    longest: Quantity = p.longest
    session: Quantity | None = rule.get(SESSION)
    return longest if session is None else min(longest, session)
