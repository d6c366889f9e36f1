"""S-17: how long thiosulfate has been given."""

from __future__ import annotations

from calciplug import CaseView, Parameters
from calciplug.units import below

from .places import DOSE, standing_doses
from .record import HISTORY, SYSTEMIC, doses_given


def review_course(case: CaseView, p: Parameters) -> None:
    """Ask for a review of a long course, and for a look at the bones of a very long one."""
    with case.rule("S-17") as rule:
        if not standing_doses(rule):
            rule.need(DOSE)
        course = max((rule.since(dose.given) for dose in doses_given(rule, SYSTEMIC)), default=None)
        if course is None:
            rule.silent("missing", path=HISTORY)
            return
        if not below(course, p.review_after):
            rule.info(DOSE, "review", course=course)
        if not below(course, p.bone_after):
            rule.info(DOSE, "bone", course=course)
