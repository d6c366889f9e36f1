"""Warn where vitamin K meets an antagonist of it or a recent thrombosis; say what is known of it; dose none."""

from __future__ import annotations

from calciplug import CaseView, Parameters, hookimpl

from .antagonist import check_antagonist
from .medicines import CONDITIONS, MEDICATIONS, codes_of, running


@hookimpl
def calciplug_review(case: CaseView, p: Parameters) -> None:
    """Look at vitamin K among the medicines as they are recorded."""
    with case.rule("A-3") as rule:
        if not rule.stated(MEDICATIONS):
            rule.silent("missing", path=MEDICATIONS)
            return
        vitamins = running(rule, p.vitamins) or rule.stop()
        opposed = check_antagonist(rule, p, vitamins)
        thrombosis = codes_of(item.code for item in rule.get(CONDITIONS) if item.code in p.thrombosis_conditions)
        if thrombosis:
            rule.warn(CONDITIONS, "thrombosis", vitamins=vitamins, conditions=thrombosis)
        elif not rule.stated(CONDITIONS):
            rule.info(CONDITIONS, "thrombosis-unstated", vitamins=vitamins)
        if not (opposed or thrombosis):
            rule.info(MEDICATIONS, "known", vitamins=vitamins)
