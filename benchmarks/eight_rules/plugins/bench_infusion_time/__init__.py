"""Benchmark placeholder: thiosulfate runs in no faster than a rate, and late in its session."""

from __future__ import annotations

from calciplug import CaseView, Parameters, hookimpl
from calciplug.units import below, exceeds, to_step

RUN = "thiosulfate.infusion_duration"


@hookimpl
def calciplug_propose(case: CaseView, p: Parameters) -> None:
    """Ask for the time that the dose takes at the rate."""
    with case.rule("infusion-time") as rule:
        dose = rule.need("thiosulfate.dose")
        rule.need(RUN)
        current = rule.in_force(RUN)
        needed = dose / p.rate
        value = max(to_step(needed, p.step, up=True), p.shortest)
        if not below(value, current) and not exceeds(value, current):
            rule.stop()
        rule.propose(RUN, value, "rate", dose=dose, needed=needed, value=value, current=current)


@hookimpl
def calciplug_review(case: CaseView, p: Parameters) -> None:
    """Say so where the session has no room before the infusion."""
    with case.rule("infusion-time") as rule:
        run, session = rule.need(RUN), rule.need("schedule.duration")
        if not exceeds(run + p.before, session):
            rule.stop()
        rule.warn(RUN, "room", run=run, session=session)
