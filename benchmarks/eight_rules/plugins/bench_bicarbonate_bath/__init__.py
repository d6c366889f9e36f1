"""Benchmark placeholder: the bicarbonate bath by serum bicarbonate, in steps."""

from __future__ import annotations

from calciplug import CaseView, Parameters, hookimpl
from calciplug.units import below, exceeds

BATH = "dialysate.bicarbonate"


@hookimpl
def calciplug_propose(case: CaseView, p: Parameters) -> None:
    """Ask for one step up or down, inside the bounds."""
    with case.rule("bicarbonate-bath") as rule:
        serum = rule.need("labs.bicarbonate")
        rule.need(BATH)
        current = rule.in_force(BATH)
        if below(serum, p.low) and below(current, p.high_bath):
            value, because = min(current + p.step, p.high_bath), "raise"
        elif exceeds(serum, p.high) and exceeds(current, p.low_bath):
            value, because = max(current - p.step, p.low_bath), "lower"
        else:
            rule.stop()
        rule.propose(BATH, value, because, serum=serum, value=value, current=current)
