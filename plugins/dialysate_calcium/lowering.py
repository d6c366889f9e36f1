"""D-1: one stocked bath down."""

from __future__ import annotations

from calciplug import CaseView, Parameters
from calciplug.units import exceeds

from .baths import BATH, FIXED, choice_of_baths, is_lower, next_lower
from .obstacles import may_lower


def limit_step(case: CaseView, p: Parameters) -> None:
    """Limit an order to one step below the bath in force."""
    with case.rule("D-1") as rule:
        current = rule.in_force(BATH)
        if current is not None:
            rule.limit(BATH, "step", minimum=current - p.largest_step, severity="warning", current=current)


def lower(case: CaseView, p: Parameters) -> None:
    """Propose the next lower stocked bath, counted from the one in force."""
    with case.rule("D-1") as rule:
        rule.need(BATH)
        if rule.get("site.machine") == FIXED:
            rule.stop()
        current, baths = rule.in_force(BATH), choice_of_baths(rule)
        if current is None or not baths:
            rule.silent("missing", path=BATH if current is None else "site.calcium_baths")
            rule.stop()
        value = next_lower(current, baths, p)
        if value is None:
            if exceeds(current, p.floor):
                rule.info(BATH, "no-bath", current=current)
            rule.stop()
        rule.rest(BATH, p.recheck_after)
        standing = rule.standing(BATH)
        if (standing is not None and is_lower(standing, current, p)) or not may_lower(rule, p, current, value):
            rule.stop()
        if standing is not None and is_lower(current, standing, p):
            rule.warn(BATH, "left-raise-ordered", ordered=standing, current=current, value=value)
            rule.stop()
        rule.propose(BATH, value, "next-bath", current=current, value=value)
