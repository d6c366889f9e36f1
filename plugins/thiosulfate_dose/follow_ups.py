"""S-2 and S-17 in the weeks that follow: the step to a higher dose, and the reviews of a long course."""

from __future__ import annotations

from calciplug import CaseView, Parameters
from calciplug.units import below, exceeds

from .places import DOSE, PERITONEAL, standing_doses
from .record import HISTORY, SYSTEMIC, doses_given, was_refused
from .weight import within_weight


def plan_step(case: CaseView, p: Parameters) -> None:
    """Ask for the next step as one that waits for a tolerated dose; none where S-2 could not take it."""
    with case.rule("S-2") as rule:
        dose, given = rule.need(DOSE), doses_given(rule)
        value = within_weight(rule, p, min(p.full_dose, dose + p.step))
        if rule.need("case.modality") in PERITONEAL or not exceeds(value, dose) or was_refused(given, value):
            rule.stop()
        age = rule.get("patient.age")
        # A person lets a child's dose stand; a higher one is that person's again.
        if age is not None and below(age, p.adult_age):
            rule.stop()
        rule.follow("escalate", on="dose", numbers=p.escalate_at, path=DOSE, to=value, current=dose, value=value)


def plan_reviews(case: CaseView, p: Parameters) -> None:
    """Ask for both reviews of a course, counted from its first recorded dose."""
    with case.rule("S-17") as rule:
        standing = standing_doses(rule)
        if not standing:
            rule.need(DOSE)
        begun = min((dose.given for dose in doses_given(rule, SYSTEMIC)), default=None)
        # A dose in force that nobody recorded has begun nobody knows when; without one the plan's first begins it.
        if begun is None and any(rule.in_force(path) is not None for path in standing):
            rule.silent("missing", path=HISTORY)
            return
        rule.follow("response", on="dose", after=p.review_after, since=begun)
        rule.follow("bone-density", on="dose", after=p.bone_after, since=begun)
