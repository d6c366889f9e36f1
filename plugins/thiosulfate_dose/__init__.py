"""Start, raise, cap and report intravenous thiosulfate; offer the vein where a dwell was refused."""

from __future__ import annotations

from calciplug import CaseView, Parameters, hookimpl

from .banner import show_banner
from .childhood import withhold_from_child
from .course import review_course
from .follow_ups import plan_reviews, plan_step
from .load import report_load
from .start import start
from .titration import titrate
from .vein import replace_dwell
from .weight import cap_by_weight


@hookimpl
def calciplug_guard(case: CaseView, p: Parameters) -> None:
    """Withhold every route from a child; show what has been published."""
    withhold_from_child(case, p)


@hookimpl
def calciplug_propose(case: CaseView, p: Parameters) -> None:
    """Cap what was asked for, raise what was tolerated, and offer the vein instead of a refused dwell."""
    asked = start(case, p) or titrate(case, p)
    cap_by_weight(case, p, asked=asked)
    replace_dwell(case, p)


@hookimpl
def calciplug_review(case: CaseView, p: Parameters) -> None:
    """Report what the dose brings with it, how long it has been given, and how weak the evidence is."""
    show_banner(case)
    report_load(case, p)
    review_course(case, p)


@hookimpl
def calciplug_plan(case: CaseView, p: Parameters) -> None:
    """The step that waits for a tolerated dose, and the reviews of the course."""
    plan_step(case, p)
    plan_reviews(case, p)
