"""Thiosulfate as an anion that no routine test measures."""

from __future__ import annotations

from calciplug import CaseView, Parameters
from calciplug.kinetics import quantities as kinetics

from .sides import INFUSION, both, in_force, only_haemodialysis, proposed, with_thiosulfate


def predict_anions(case: CaseView, p: Parameters) -> None:
    """Equivalents at the end of an infusion, from one half-life to the other."""
    with case.rule("outlook-anions") as rule:
        only_haemodialysis(rule)
        with_thiosulfate(rule)
        patient = {
            "weight": rule.need("patient.dry_weight"),
            "clearance": (p.elimination_low, p.elimination_high),
            "dialysis_clearance": (p.dialysis_low, p.dialysis_high),
            "half_life": (p.half_life_short, p.half_life_long),
        }
        after, before = proposed(rule, INFUSION), in_force(rule, INFUSION)
        then, now = both(rule, "thiosulfate.dose", kinetics.thiosulfate_anions, before, after, **patient)
        if now is None:
            return
        rule.predict("anions", before=then, after=now)
