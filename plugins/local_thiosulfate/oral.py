"""Thiosulfate by mouth: told beside what little of it is absorbed, never converted."""

from __future__ import annotations

from calciplug import AfterView, CaseView, Parameters
from calciplug.units import within

from .prescribed import prescribed

ORAL = "oral.thiosulfate"


def check_oral(case: CaseView, after: AfterView, p: Parameters) -> None:
    """Warn where it is new, raised or outside the published range; else inform."""
    with case.rule("oral-thiosulfate") as rule:
        dose = prescribed(rule, ORAL, "oral")
        tell = rule.warn if after.was_raised(ORAL) else rule.info
        absorbed = (dose * p.least_absorbed, dose * p.most_absorbed)
        tell(ORAL, "published", dose=dose, absorbed=absorbed, usual=dose * p.usually_absorbed)
        if not within(dose, p.least_oral, p.most_oral):
            rule.warn(ORAL, "outside", dose=dose)
