"""Add dialysis time or sessions while lesions are active; couple ultrafiltration to what is infused; watch adequacy."""

from __future__ import annotations

from calciplug import AfterView, CaseView, Parameters, hookimpl

from .adequacy import judge_adequacy
from .consent import ask_consent
from .duration import refuse_short, restore_time
from .follow_ups import plan_schedule
from .goal import share_out
from .ladder import climb
from .mineral import show_product
from .rates import show_rates
from .removal import warn_of_removal


@hookimpl
def calciplug_guard(case: CaseView, p: Parameters) -> None:
    """Refuse sessions that are too short."""
    refuse_short(case, p)


@hookimpl
def calciplug_propose(case: CaseView, p: Parameters) -> None:
    """Restore the shortest time, add a tier, and share out what has to be removed."""
    tier = climb(case, p, restore_time(case, p))
    share_out(case, p, tier)


@hookimpl
def calciplug_review(case: CaseView, after: AfterView, p: Parameters) -> None:
    """Adequacy, rate, consent and over-removal at the schedule that came out."""
    judge_adequacy(case, after, p)
    show_rates(case, after, p)
    ask_consent(case)
    warn_of_removal(case, p)
    show_product(case, p)


@hookimpl
def calciplug_plan(case: CaseView, p: Parameters) -> None:
    """The next tier, and what a change of schedule asks for."""
    plan_schedule(case, p)
