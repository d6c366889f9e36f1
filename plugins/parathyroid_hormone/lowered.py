"""Whether the outcome brings less calcium than what is in force."""

from __future__ import annotations

from calciplug import AfterView, Rule
from calciplug.units import below

BATH = "dialysate.calcium"


def calcium_lowered(rule: Rule, after: AfterView) -> bool:
    """Whether the bath's calcium, or that of an exchange's solution, is lower than in force."""
    return after.was_lowered(BATH) or any(_falls(rule, "exchanges." + key + ".solution") for key in _exchanges(rule))


def _exchanges(rule: Rule) -> tuple[str, ...]:
    return tuple(rule.get("exchanges"))


def _falls(rule: Rule, path: str) -> bool:
    calcium = {item.id: item.calcium for item in rule.get("site.solutions") if item.calcium is not None}
    new, old = calcium.get(rule.get(path)), calcium.get(rule.in_force(path))
    return new is not None and old is not None and below(new, old)
