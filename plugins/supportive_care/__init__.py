"""List which supportive measures a case states; tell what is known of other measures and of drugs named as risks."""

from __future__ import annotations

from calciplug import CaseView, Parameters, hookimpl

from .checklist import tell_checklist
from .measures import check_other_measures
from .risk import tell_risk_drugs


@hookimpl
def calciplug_review(case: CaseView, p: Parameters) -> None:
    """Look at therapies and medicines as they are recorded; none is asked for and none is changed."""
    tell_checklist(case, p)
    check_other_measures(case, p)
    tell_risk_drugs(case, p)
