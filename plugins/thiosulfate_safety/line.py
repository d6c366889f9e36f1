"""S-9: the line and the vein that thiosulfate runs through."""

from __future__ import annotations

from calciplug import CaseView, Parameters

from .codes import codes_of, drugs_taken

PERIPHERAL = "peripheral-vein"


def check_line(case: CaseView, p: Parameters) -> None:
    """Refuse a line shared with another drug; warn where a drug that must not share it is taken."""
    with case.rule("S-9") as rule:
        rule.need("thiosulfate.dose")
        path = "thiosulfate.shared_line"
        shared = {rule.get(path), rule.in_force(path)} - {None}
        for drugs in sorted(shared):
            named = any(drug in p.incompatible_drugs for drug in drugs)
            rule.block(path, "incompatible" if named else "mixed", refuses=drugs, drugs=codes_of(drugs))
        about = tuple(drug for drug in drugs_taken(rule) if drug in p.incompatible_drugs)
        if about and not shared:
            rule.warn(path, "line-unstated", drugs=about)


def check_vein(case: CaseView) -> None:
    """Warn of a hypertonic infusion into a peripheral vein."""
    with case.rule("peripheral-vein") as rule:
        rule.need("thiosulfate.dose")
        if rule.need("thiosulfate.access") == PERIPHERAL:
            rule.warn("thiosulfate.access", "hypertonic")
