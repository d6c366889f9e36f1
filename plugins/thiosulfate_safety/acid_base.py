"""S-11: acidosis, and the anion gap that thiosulfate disturbs."""

from __future__ import annotations

from calciplug import CaseView, Parameters, Rule
from calciplug.units import anion_gap, below, exceeds

from .sections import dose_ages, dose_of, hold_all, sections_on_thiosulfate, systemic_sections


def check_acid_base(case: CaseView, p: Parameters) -> None:
    """Hold while blood is acid; show what can be said of the anion gap."""
    with case.rule("S-11") as rule:
        sections = sections_on_thiosulfate(rule, p)
        _anion_gap(rule, p)
        ph = rule.get("labs.ph", stale=True)
        if ph is not None and below(ph, p.lowest_ph):
            hold_all(rule, sections, "ph", ph=ph)
        bicarbonate = rule.get("labs.bicarbonate", stale=True)
        if bicarbonate is not None and below(bicarbonate, p.lowest_bicarbonate):
            hold_all(rule, sections, "bicarbonate", bicarbonate=bicarbonate)
        elif bicarbonate is not None and below(bicarbonate, p.escalation_bicarbonate):
            rule.warn("labs.bicarbonate", "no-escalation", bicarbonate=bicarbonate)
        else:
            rule.need("labs.bicarbonate")


def _anion_gap(rule: Rule, p: Parameters) -> None:
    """Show the gap, or say why it cannot be trusted; a part of the rule that may stay silent."""
    ions = ("labs.chloride", "labs.sodium", "labs.bicarbonate")
    for path in ions:
        if rule.get(path) is None:
            rule.silent("missing" if rule.age(path) is None else "stale", path=path, part="anion gap")
            return
    chloride, sodium, bicarbonate = (rule.get(path) for path in ions)
    analyser = rule.get("site.chloride_analyser")
    if analyser in p.safe_analysers or not _disturbed(rule, p):
        rule.info("labs.chloride", "anion-gap", gap=anion_gap(sodium, chloride, bicarbonate))
    else:
        rule.info("site.chloride_analyser", "anion-gap-unreliable", analyser=analyser or "not stated")


def _disturbed(rule: Rule, p: Parameters) -> bool:
    """Whether a dose was given shortly before the newest chloride; assumed where doses in force are not on record."""
    sample, given = rule.age("labs.chloride"), dose_ages(rule)
    if not given:
        return any(rule.in_force(dose_of(section)) is not None for section in systemic_sections(rule))
    return any(age >= sample and not exceeds(age - sample, p.interference_after_dose) for age in given)
