"""Thiosulfate by mouth and into the lesions: what is known, and whether its figures agree; propose nothing."""

from __future__ import annotations

from calciplug import AfterView, CaseView, Parameters, hookimpl

from .intralesional import check_content, check_weekly
from .oral import check_oral


@hookimpl
def calciplug_guard(case: CaseView, p: Parameters) -> None:
    """Refuse an injection whose grams contradict its volume."""
    check_content(case, p)


@hookimpl
def calciplug_review(case: CaseView, after: AfterView, p: Parameters) -> None:
    """Look at what stands in the result."""
    check_oral(case, after, p)
    check_weekly(case, p)
