"""Advise on bisphosphonates and denosumab: bone turnover first, and low calcium under denosumab."""

from __future__ import annotations

from calciplug import AfterView, CaseView, Parameters, hookimpl

from .calcium import check_calcium
from .known import tell_what_is_known
from .turnover import check_turnover


@hookimpl
def calciplug_review(case: CaseView, after: AfterView, p: Parameters) -> None:
    """Turnover, calcium, and published groups; no order is touched."""
    check_turnover(case, p)
    check_calcium(case, after, p)
    tell_what_is_known(case, p)
