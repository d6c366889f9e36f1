"""S-1: the first dose."""

from __future__ import annotations

from calciplug import CaseView, Parameters
from calciplug.units import exceeds

from .cap import cap_dose
from .places import DOSE
from .record import doses_given
from .weight import within_weight


def start(case: CaseView, p: Parameters) -> bool:
    """Cap a first dose; whether it asked for one."""
    asked = False
    with case.rule("S-1") as rule:
        dose = rule.need(DOSE)
        value = within_weight(rule, p, p.first_dose)
        if doses_given(rule) or not exceeds(dose, value):
            rule.stop()
        if rule.ordered(DOSE) is None:
            asked = cap_dose(rule, "unrecorded", dose=dose, value=value)
        else:
            asked = cap_dose(rule, "first", "info", dose=dose, value=value)
    return asked
