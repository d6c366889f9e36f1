"""Benchmark placeholder: a session as long as its ultrafiltration needs, never shorter than it is."""

from __future__ import annotations

from calciplug import CaseView, Parameters, hookimpl
from calciplug.units import exceeds, to_step


@hookimpl
def calciplug_propose(case: CaseView, p: Parameters) -> None:
    """Ask for the next step of time that keeps to the rate; say so where it would be too long."""
    with case.rule("session-length") as rule:
        goal, weight = rule.need("ultrafiltration.goal"), rule.need("patient.dry_weight")
        rule.need("schedule.duration")
        current = rule.in_force("schedule.duration")
        needed = to_step(goal / (p.rate * weight), p.step, up=True)
        value = min(needed, p.longest)
        if not exceeds(value, current):
            rule.stop()
        named = {"goal": goal, "weight": weight, "needed": needed, "value": value}
        if exceeds(needed, p.longest):
            rule.propose("schedule.duration", value, "capped", severity="warning", **named)
        else:
            rule.propose("schedule.duration", value, "longer", current=current, **named)
