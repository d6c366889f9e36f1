"""A-9: investigational drugs that are ordered or taken."""

from __future__ import annotations

from calciplug import CaseView, Parameters

from .medicines import ACTIVE, MEDICATIONS, ORDERED, with_status


def check_order(case: CaseView, p: Parameters) -> None:
    """Refuse the signature under an order, and warn of what is taken; nothing is withheld by either."""
    with case.rule("A-9") as rule:
        if not rule.stated(MEDICATIONS):
            rule.silent("missing", path=MEDICATIONS)
            return
        ordered = with_status(rule, p.investigational_drugs, ORDERED)
        # Whoever has to answer for the order reads of the drug there, and not a second time.
        taken = tuple(drug for drug in with_status(rule, p.investigational_drugs, ACTIVE) if drug not in ordered)
        if ordered:
            rule.refuse_signature(MEDICATIONS, "ordered", drugs=ordered)
        if taken:
            rule.warn(MEDICATIONS, "taken", drugs=taken)
