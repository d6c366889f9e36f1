"""S-12: calcium in serum, which thiosulfate lowers."""

from __future__ import annotations

from calciplug import CaseView, Parameters, Quantity, Rule
from calciplug.units import below, corrected_calcium

from .codes import codes_of
from .sections import hold_all, is_started_or_raised, systemic_sections


def check_calcium(case: CaseView, p: Parameters) -> None:
    """Hold at signs of low calcium, or while it is low."""
    with case.rule("S-12") as rule:
        sections = systemic_sections(rule) or rule.stop()
        symptoms = codes_of(item.code for item in rule.get("patient.symptoms") if item.code in p.calcium_symptoms)
        if symptoms:
            hold_all(rule, sections, "symptoms", symptoms=symptoms)
        ionised = rule.get("labs.calcium_ionised", stale=True)
        if ionised is not None and below(ionised, p.lowest_ionised):
            hold_all(rule, sections, "ionised", calcium=ionised)
            rule.stop()
        if rule.get("labs.calcium_ionised") is not None:
            rule.stop()
        rule.silent("missing" if ionised is None else "stale", path="labs.calcium_ionised", part="ionised calcium")
        calcium = _lower_calcium(rule, p)
        if calcium is not None and below(calcium, p.lowest_calcium):
            hold_all(rule, sections, "total", calcium=calcium)
        elif rule.get("labs.calcium_total") is None:
            if not symptoms and is_started_or_raised(rule, sections):
                rule.warn("labs.calcium_ionised", "unknown")
            rule.need("labs.calcium_total")


def is_very_low(rule: Rule, p: Parameters) -> bool:
    """Whether calcium, or a sign of low calcium, withholds; a fresh ionised value decides over the total."""
    if any(item.code in p.calcium_symptoms for item in rule.get("patient.symptoms")):
        return True
    ionised: Quantity | None = rule.get("labs.calcium_ionised", stale=True)
    if ionised is not None and below(ionised, p.lowest_ionised):
        return True
    total = None if rule.get("labs.calcium_ionised") is not None else _lower_calcium(rule, p)
    return total is not None and below(total, p.lowest_calcium)


def _lower_calcium(rule: Rule, p: Parameters) -> Quantity | None:
    """The lower of total and corrected calcium, old values too."""
    total: Quantity | None = rule.get("labs.calcium_total", stale=True)
    albumin: Quantity | None = rule.get("labs.albumin", stale=True)
    if total is None or albumin is None:
        return total
    return min(total, corrected_calcium(total, albumin, p.calcium_per_albumin, p.reference_albumin))
