"""S-2 in the weeks that follow: whether the longer infusion helped."""

from __future__ import annotations

from calciplug import CaseView
from calciplug.units import exceeds

from .places import DOSE, DURATION
from .tolerance import is_stomach, last_dose

# The dose after the first one with more time.
NEXT = 2


def plan_tolerance(case: CaseView) -> None:
    """Ask how the first dose with more time was tolerated, before the one after it."""
    with case.rule("S-2") as rule:
        rule.need(DOSE)
        value, current, last = rule.need(DURATION), rule.in_force(DURATION), last_dose(rule)
        if last is None or not is_stomach(last) or current is None or not exceeds(value, current):
            rule.stop()
        rule.follow("tolerance", on="dose", numbers=NEXT, path=DURATION, value=value)
