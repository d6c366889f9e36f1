"""Lower dialysate calcium by stocked baths, and never while calcium is low or the QT interval long."""

from __future__ import annotations

from calciplug import CaseView, Parameters, hookimpl

from .bounds import keep_bounds, warn_of_high
from .delivery import refuse_unstocked
from .follow_ups import plan_lowering, plan_raising
from .gradient import show_gradient
from .hypocalcemia import keep_while_low
from .intensive import keep_on_intensive
from .lowering import limit_step, lower
from .qt import keep_while_long
from .raising import raise_bath


@hookimpl
def calciplug_guard(case: CaseView, p: Parameters) -> None:
    """Steps, bounds, low calcium, a long QT interval, intensive dialysis, and what can be delivered."""
    limit_step(case, p)
    keep_bounds(case, p)
    keep_while_low(case, p)
    keep_while_long(case, p)
    keep_on_intensive(case, p)
    refuse_unstocked(case, p)


@hookimpl
def calciplug_propose(case: CaseView, p: Parameters) -> None:
    """One stocked bath down in calciphylaxis, or one up when calcium is very low."""
    lower(case, p)
    raise_bath(case, p)


@hookimpl
def calciplug_review(case: CaseView, p: Parameters) -> None:
    """Point out a high bath, and show the gradient that the result leaves."""
    warn_of_high(case, p)
    show_gradient(case, p)


@hookimpl
def calciplug_plan(case: CaseView, p: Parameters) -> None:
    """Calcium and QTc after a change of the bath, and the next bath down."""
    plan_lowering(case, p)
    plan_raising(case, p)
