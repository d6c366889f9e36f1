"""S-3: the cap for a light patient."""

from __future__ import annotations

from calciplug import CaseView, Parameters, Quantity, Rule
from calciplug.units import below, exceeds

from .places import DOSE


def cap_by_weight(case: CaseView, p: Parameters, *, asked: bool) -> None:
    """Cap a dose for a light patient; where another rule *asked* for one, that is inside the cap: only say so."""
    with case.rule("S-3") as rule:
        dose = rule.need(DOSE)
        if not exceeds(dose, within_weight(rule, p, dose)):
            rule.stop()
        weight = rule.get("patient.dry_weight")
        because = "unweighed" if weight is None else "light"
        named = {"dose": dose} if weight is None else {"dose": dose, "weight": weight}
        if rule.overridden(DOSE, dose):
            rule.info(DOSE, "decided", dose=dose)
        elif asked:
            rule.warn(DOSE, because, **named)
        else:
            rule.propose(DOSE, p.low_weight_dose, because, severity="warning", **named)


def within_weight(rule: Rule, p: Parameters, dose: Quantity) -> Quantity:
    """*dose*, or the cap for a light patient; an unknown weight counts as light."""
    weight = rule.get("patient.dry_weight")
    light = weight is None or below(weight, p.low_weight)
    return min(dose, p.low_weight_dose) if light else dose
