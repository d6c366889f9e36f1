"""What was found of each investigational drug in calciphylaxis."""

from __future__ import annotations

from calciplug import CaseView, Parameters

from .medicines import ACTIVE, MEDICATIONS, ORDERED, with_status


def tell_what_was_found(case: CaseView, p: Parameters) -> None:
    """Tell the trial of hexasodium fytate, and that there is no result of the enzyme."""
    with case.rule("investigational-evidence") as rule:
        if not rule.stated(MEDICATIONS):
            rule.silent("missing", path=MEDICATIONS)
            return
        if with_status(rule, p.fytate, ACTIVE, ORDERED):
            rule.info(MEDICATIONS, "fytate")
        if with_status(rule, p.pyrophosphatase, ACTIVE, ORDERED):
            rule.info(MEDICATIONS, "pyrophosphatase")
