"""S-13: the QT interval, and drugs that lengthen it."""

from __future__ import annotations

from calciplug import CaseView, Parameters, Quantity, Rule
from calciplug.units import below

from .codes import drugs_taken
from .sections import hold_all, is_started_or_raised, sections_on_thiosulfate


def check_qtc(case: CaseView, p: Parameters) -> None:
    """Hold at a very long QTc; warn at a long or unknown one."""
    with case.rule("S-13") as rule:
        sections = sections_on_thiosulfate(rule, p)
        drugs = tuple(drug for drug in drugs_taken(rule) if drug in p.qt_drugs)
        if drugs:
            rule.warn("medications", "drugs", drugs=drugs)
        limit = _long_qtc(rule, p)
        qtc = rule.get("labs.qtc", stale=True)
        if qtc is not None and not below(qtc, p.highest_qtc):
            hold_all(rule, sections, "held", qtc=qtc)
        elif qtc is not None and not below(qtc, limit):
            rule.warn("labs.qtc", "long", qtc=qtc, limit=limit)
        elif rule.get("labs.qtc") is None:
            if is_started_or_raised(rule, sections):
                rule.warn("labs.qtc", "unknown-start")
            else:
                rule.info("labs.qtc", "unknown")


def _long_qtc(rule: Rule, p: Parameters) -> Quantity:
    limits: dict[str, Quantity] = {"F": p.long_qtc_women, "M": p.long_qtc_men}
    return limits.get(rule.get("patient.sex"), min(limits.values()))
