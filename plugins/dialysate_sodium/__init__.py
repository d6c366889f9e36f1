"""Lower dialysate sodium while sodium thiosulfate is given; keep it inside its bounds."""

from __future__ import annotations

from typing import Any

from calciplug import CaseView, Parameters, Quantity, Rule, hookimpl
from calciplug.units import below, exceeds

from .aim import candidate, step_down
from .follow_ups import plan_review, plan_step
from .hyponatraemia import check_hyponatraemia, point_out_rise
from .machine import FIXED, check_machine


@hookimpl
def calciplug_guard(case: CaseView, p: Parameters) -> None:
    """Bounds, steps, hyponatraemia and machines that cannot change."""
    with case.rule("N-2") as rule:
        rule.limit("dialysate.sodium", "hard", minimum=p.hard_low, maximum=p.hard_high)

    check_hyponatraemia(case, p)
    check_machine(case, p)

    with case.rule("N-4") as rule:
        rule.need("thiosulfate.dose")
        current = rule.in_force("dialysate.sodium")
        if current is not None:
            rule.limit(
                "dialysate.sodium",
                "step",
                minimum=current - p.largest_step,
                maximum=current + p.largest_step,
                current=current,
            )

    with case.rule("N-6") as rule:
        gradient = rule.need("dialysate.sodium") - rule.need("labs.sodium")
        if exceeds(gradient, p.loading_gradient):
            rule.warn("dialysate.sodium", "loading", gradient=gradient)
        elif exceeds(gradient, gradient * 0):
            rule.info("dialysate.sodium", "gradient", gradient=gradient)


@hookimpl
def calciplug_propose(case: CaseView, p: Parameters) -> None:
    """Offset part of thiosulfate's sodium, in steps, never below serum sodium minus the gradient."""
    with case.rule("N-1") as rule:
        rule.need("thiosulfate.dose")
        latest = rule.need("labs.sodium")
        if rule.get("site.machine") == FIXED or below(latest, p.very_low_serum):
            rule.stop()
        rule.need("dialysate.sodium")
        current = rule.in_force("dialysate.sodium")
        reference = rule.mean("labs.sodium", count=p.mean_of, within=p.mean_within)
        if current is None:
            rule.silent("missing", path="dialysate.sodium")
            rule.stop()
        rule.rest("dialysate.sodium", p.recheck_after)
        if reference is None or below(reference, p.very_low_serum):
            rule.stop()
        aim = candidate(reference, p)
        value = step_down(current, aim, p)
        standing = rule.standing("dialysate.sodium")
        if not below(value, current) or (standing is not None and below(standing, value)):
            rule.stop()
        if _may_lower(rule, p, value):
            rule.propose(
                "dialysate.sodium",
                value,
                "partial-offset",
                current=current,
                value=value,
                reference=reference,
                candidate=aim,
            )


@hookimpl
def calciplug_review(case: CaseView, p: Parameters) -> None:
    """Point out a dialysate sodium outside the usual band, and a dose that could raise serum sodium fast."""
    with case.rule("N-2") as rule:
        value = rule.need("dialysate.sodium")
        if below(value, p.soft_low) or exceeds(value, p.soft_high):
            rule.warn("dialysate.sodium", "soft", value=value)

    point_out_rise(case, p)


@hookimpl
def calciplug_plan(case: CaseView, p: Parameters) -> None:
    """The next step, and the review of each."""
    plan_step(case, p)
    plan_review(case, p)


def _may_lower(rule: Rule, p: Parameters, value: Quantity) -> bool:
    """Whether blood pressure and recent sessions allow it; says why not."""
    pressure = rule.get("labs.systolic_pressure", stale=True)
    if pressure is not None and below(pressure, p.lowest_pressure):
        rule.warn("dialysate.sodium", "low-pressure", pressure=pressure, value=value)
        return False
    episodes = _episodes(rule, p)
    if episodes:
        rule.warn("dialysate.sodium", "recent-episodes", events=episodes, value=value)
        return False
    if rule.get("labs.systolic_pressure") is None:
        rule.info("dialysate.sodium", "pressure-unknown")
    return True


def _episodes(rule: Rule, p: Parameters) -> tuple[str, ...]:
    """Low blood pressure and cramps of the last two weeks, wherever they are recorded, each code once."""
    events = [item.code for item in rule.get("history.events") if _lately(rule, p, item.happened)]
    problems = [
        code for dose in rule.get("history.thiosulfate") if _lately(rule, p, dose.given) for code in dose.problems
    ]
    symptoms = [item.code for item in rule.get("patient.symptoms")]
    return tuple(dict.fromkeys(code for code in (*events, *problems, *symptoms) if code in p.events))


def _lately(rule: Rule, p: Parameters, moment: Any) -> bool:
    return not exceeds(rule.since(moment), p.event_window)
