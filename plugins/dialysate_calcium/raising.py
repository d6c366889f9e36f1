"""D-3: one stocked bath up."""

from __future__ import annotations

from calciplug import CaseView, Parameters, Rule
from calciplug.units import below

from .baths import BATH, next_higher
from .level import low_calcium


def raise_bath(case: CaseView, p: Parameters) -> None:
    """Propose the next higher stocked bath, when a fresh calcium is very low."""
    with case.rule("D-3") as rule:
        low = low_calcium(rule, p, p.very_low_ionised, p.very_low_total, stale=False)
        if low is None:
            rule.stop()
        current, value, standing = rule.in_force(BATH), next_higher(rule, p), rule.standing(BATH)
        if value is None or (standing is not None and not below(standing, value)):
            rule.stop()
        if _raised_lately(rule, p):
            rule.warn(BATH, "raised-lately", value=value)
            rule.stop()
        how, named = low
        rule.propose(BATH, value, "raise-" + how, severity="warning", current=current, value=value, **named)


def _raised_lately(rule: Rule, p: Parameters) -> bool:
    return any(
        change.rule == "D-3" and change.path == BATH and below(rule.since(change.changed), p.raise_recheck_after)
        for change in rule.get("history.changes")
    )
