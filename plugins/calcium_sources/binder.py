"""High phosphate without a binder among the medicines."""

from __future__ import annotations

from calciplug import CaseView, Parameters
from calciplug.units import exceeds

from .medicines import MEDICATIONS, OTHER, running


def check_binder(case: CaseView, p: Parameters) -> None:
    """Inform where phosphate is high and the medicines name nothing against it."""
    with case.rule("phosphate-binder") as rule:
        phosphate = rule.need("labs.phosphate")
        if not exceeds(phosphate, p.phosphate_limit):
            rule.stop()
        if not rule.stated(MEDICATIONS):
            rule.silent("missing", path=MEDICATIONS)
            return
        if running(rule, (*p.calcium_binders, *p.calcium_free)):
            rule.stop()
        if running(rule, (OTHER,)):
            rule.silent("missing", path=MEDICATIONS, part=OTHER)
            return
        rule.info(MEDICATIONS, "none-named", phosphate=phosphate)
