"""How often and how fast thiosulfate runs: weekly cap, infusion window, rate, and more time after nausea."""

from __future__ import annotations

from calciplug import AfterView, CaseView, Parameters, hookimpl
from calciplug.units import exceeds

from .duration import choose_duration, slow_down
from .exposure import report_exposure
from .follow_ups import plan_tolerance
from .places import DOSE, DURATION, PERITONEAL, RATE, SESSIONS, WEEKLY_TOTAL
from .sessions import choose_sessions
from .tolerance import lengthen


@hookimpl
def calciplug_guard(case: CaseView, p: Parameters) -> None:
    """Bounds of dose, week, window and rate."""
    with case.rule("S-5") as rule:
        rule.limit(WEEKLY_TOTAL, "weekly", maximum=p.most_weekly)
        rule.limit(DOSE, "dose", maximum=p.most_per_session)
        for key in rule.get("exchanges"):
            rule.limit("exchanges." + key + ".thiosulfate.dose", "dwell", maximum=p.most_per_exchange)

    with case.rule("S-6") as rule:
        rule.need(DOSE)
        if rule.need("case.modality") not in PERITONEAL:
            rule.limit(DURATION, "window", minimum=p.shortest, maximum=p.longest)
            rule.limit("thiosulfate.start", "no-room", minimum=p.shortest * 0)

    with case.rule("S-7") as rule:
        rule.limit(RATE, "too-fast", maximum=p.ceiling_rate)


@hookimpl
def calciplug_propose(case: CaseView, p: Parameters) -> None:
    """Sessions first, then how long each infusion takes."""
    choose_sessions(case, p)
    if not lengthen(case, p):
        slow_down(case, p)
        choose_duration(case, p)


@hookimpl
def calciplug_review(case: CaseView, after: AfterView, p: Parameters) -> None:
    """Point out days in a row, a rate above the working ceiling, and what a change does to exposure."""
    with case.rule("S-5") as rule:
        rule.need(DOSE)
        sessions = rule.need(SESSIONS)
        if exceeds(sessions, p.usual_sessions):
            rule.info(SESSIONS, "days-in-a-row", sessions=sessions)

    with case.rule("S-7") as rule:
        rate = rule.need(RATE)
        if exceeds(rate, p.working_rate):
            rule.warn(RATE, "fast", rate=rate)

    report_exposure(case, after, p)


@hookimpl
def calciplug_plan(case: CaseView) -> None:
    """Whether more time for the infusion was enough."""
    plan_tolerance(case)
