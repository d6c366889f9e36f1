"""B-1 in the weeks that follow: bicarbonate after each step, and the next one."""

from __future__ import annotations

from calciplug import CaseView, Parameters
from calciplug.units import below, exceeds

from .buffer import ACETATE, BUFFER, SERUM, is_on_thiosulfate, room


def plan_steps(case: CaseView, p: Parameters) -> None:
    """Ask for bicarbonate before the next session, and for one step more as one that waits for it."""
    with case.rule("B-1") as rule:
        serum, value, current = rule.need(SERUM), rule.need(BUFFER), rule.in_force(BUFFER)
        if not below(serum, p.low_bicarbonate) or not is_on_thiosulfate(rule, p):
            rule.stop()
        if current is None or not exceeds(value, current):
            rule.stop()
        rule.follow("recheck", after=p.recheck_after, value=value)
        higher = value + p.step
        if not exceeds(higher, room(p, rule.get(ACETATE))):
            rule.follow("next-step", after=p.recheck_after, path=BUFFER, to=higher, current=value, value=higher)
