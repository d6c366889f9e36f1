"""Say what the sources say of haemodiafiltration, of leaving peritoneal dialysis, of a membrane; change nothing."""

from __future__ import annotations

from calciplug import AfterView, CaseView, Parameters, hookimpl

from .diafiltration import check_diafiltration
from .membrane import check_membrane
from .peritoneal import check_peritoneal


@hookimpl
def calciplug_review(case: CaseView, after: AfterView, p: Parameters) -> None:
    """Look at modality, convection and dialyser of the result."""
    check_diafiltration(case, after, p)
    check_peritoneal(case, p)
    check_membrane(case, after)
