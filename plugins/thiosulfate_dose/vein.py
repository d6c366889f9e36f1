"""P-5: the vein instead of a dwell that was refused."""

from __future__ import annotations

from calciplug import CaseView, Parameters, Quantity, Rule
from calciplug.units import exceeds, per_session

from .places import DOSE, PERITONEAL, asked_dwells, standing_doses
from .record import base_of_steps, doses_given, halved_dose
from .weight import within_weight

PRODUCT = "thiosulfate.product"
VEIN_REFUSED = ("intravenous-refused", "intravenous-not-tolerated")
NO_ACCESS = "no-intravenous-access"


def replace_dwell(case: CaseView, p: Parameters) -> None:
    """Say what the vein means in peritoneal dialysis, or offer it instead of a dwell that was refused."""
    with case.rule("P-5") as rule:
        if rule.need("case.modality") not in PERITONEAL:
            rule.stop()
        if rule.get(DOSE) is not None:
            rule.info(DOSE, "exposure")
            rule.stop()
        dwells = asked_dwells(rule)
        if not dwells or rule.drafted(DOSE) is not None or standing_doses(rule):
            rule.stop()
        if _maybe_peritonitis(rule, p):
            rule.warn(DOSE, "after-review")
        elif _vein_ruled_out(rule):
            rule.warn(DOSE, "no-vein")
        else:
            _offer_vein(rule, p, dwells[0])


def _offer_vein(rule: Rule, p: Parameters, dwell: str) -> None:
    value = within_weight(rule, p, min(p.peritoneal_dose, _restart(rule, p)))
    rule.propose(DOSE, value, "alternative", form=rule.form(dwell + ".dose"), value=value)
    product = rule.drafted(dwell + ".product")
    if product is not None:
        rule.propose(PRODUCT, product, "product", product=product)


def _restart(rule: Rule, p: Parameters) -> Quantity:
    """A first dose; with doses on record none above the last and the last tolerated one, and half where S-2 halves."""
    given = doses_given(rule)
    if not given:
        first: Quantity = p.first_dose
        return first
    last, halved = per_session(given[0].dose), halved_dose(rule, given[0])
    return min(base_of_steps(rule, p, given), last if halved is None else halved)


def _vein_ruled_out(rule: Rule) -> bool:
    """Whether there is no access, or the signed decision for a dwell says why the vein cannot be used."""
    access: str | None = rule.get("patient.intravenous_access")
    decision = rule.get("patient.intraperitoneal_opt_in")
    if access == "none" or decision is None:
        return access == "none"
    return decision.reason in VEIN_REFUSED or (decision.reason == NO_ACCESS and access != "available")


def _maybe_peritonitis(rule: Rule, p: Parameters) -> bool:
    """Signs of peritonitis, old ones too; many leukocytes or neutrophils where the other was not counted."""
    cloudy = any(
        look.appearance == "cloudy" and not exceeds(rule.since(look.seen), p.cloudy_within)
        for look in rule.get("history.effluent")
    )
    pain = any(symptom.code == "abdominal-pain" for symptom in rule.get("patient.symptoms"))
    cells = rule.get("labs.effluent_leukocytes", stale=True)
    neutrophils = rule.get("labs.effluent_neutrophils", stale=True)
    many = cells is None or exceeds(cells, p.effluent_leukocytes)
    granulocytic = neutrophils is None or exceeds(neutrophils, p.effluent_neutrophils)
    # Of the two either can be unknown, but not both: then the look and the pain decide.
    counted = cells is not None or neutrophils is not None
    return cloudy or pain or (counted and many and granulocytic)
