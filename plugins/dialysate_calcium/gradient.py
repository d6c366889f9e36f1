"""D-5: the calcium gradient between serum and bath."""

from __future__ import annotations

from calciplug import CaseView, Parameters

from .baths import BATH
from .level import ALBUMIN, TOTAL, corrected_total


def show_gradient(case: CaseView, p: Parameters) -> None:
    """Show the gradient that the result leaves."""
    with case.rule("D-5") as rule:
        value, total = rule.need(BATH), rule.need(TOTAL)
        corrected = corrected_total(total, rule.need(ALBUMIN), p)
        rule.info(BATH, "gradient", gradient=corrected - value, corrected=corrected, total=total, value=value)
