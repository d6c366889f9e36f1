"""Conditions that speak against hyperbaric oxygen."""

from __future__ import annotations

from calciplug import Parameters, Rule

CONDITIONS = "patient.conditions"


def check_conditions(rule: Rule, p: Parameters) -> None:
    """Warn of each by name; a list that is not stated is said to be."""
    if not rule.stated(CONDITIONS):
        rule.info(CONDITIONS, "conditions-unknown")
    codes = sorted({item.code for item in rule.get(CONDITIONS)})
    against = tuple(code for code in codes if code in p.contraindicating_conditions)
    if against:
        rule.warn(CONDITIONS, "contraindication", conditions=against)
    hard_to_bear = tuple(code for code in codes if code in p.discomforting_conditions)
    if hard_to_bear:
        rule.warn(CONDITIONS, "discomfort", conditions=hard_to_bear)
