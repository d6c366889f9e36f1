"""Drugs that case-control studies name beside new calciphylaxis, and that no other rule looks at."""

from __future__ import annotations

from calciplug import CaseView, Parameters

from .recorded import MEDICATIONS, medicines


def tell_risk_drugs(case: CaseView, p: Parameters) -> None:
    """Tell of insulin and of intravenous iron; an association is no reason to stop either."""
    with case.rule("risk-drugs") as rule:
        if not rule.stated(MEDICATIONS):
            rule.silent("missing", path=MEDICATIONS)
            return
        if medicines(rule, p.insulins):
            rule.info(MEDICATIONS, "insulin")
        if medicines(rule, p.intravenous_iron):
            rule.info(MEDICATIONS, "iron")
