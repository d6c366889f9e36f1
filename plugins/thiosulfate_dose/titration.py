"""S-2: one step at a time."""

from __future__ import annotations

from typing import Any

from calciplug import CaseView, Parameters, Quantity, Rule
from calciplug.units import below, exceeds, per_session

from .cap import cap_dose
from .checks import CHECKS, checks_failed
from .places import DOSE, PERITONEAL
from .record import HISTORY, UNKNOWN, base_of_steps, doses_given, halved_dose, was_refused
from .weight import within_weight


def titrate(case: CaseView, p: Parameters) -> bool:
    """Halve, cap or raise a later dose; whether it asked for one."""
    asked = False
    with case.rule("S-2") as rule:
        dose = rule.need(DOSE)
        given = doses_given(rule) or rule.stop()
        base, halved = base_of_steps(rule, p, given), halved_dose(rule, given[0])
        if halved is not None and exceeds(dose, halved):
            asked = cap_dose(rule, "halve", dose=dose, value=within_weight(rule, p, halved))
        elif exceeds(dose, base):
            asked = _cap_step(rule, p, dose, base, given[0])
        elif rule.ordered(DOSE) is None:
            asked = _raise(rule, p, base, given)
    return asked


def _cap_step(rule: Rule, p: Parameters, dose: Quantity, base: Quantity, last: Any) -> bool:
    """Let an ordered *dose* go one step above the *last* one, or not above *base* while a check fails."""
    unmet, unknown = checks_failed(rule, p, last)
    value, reached = base, per_session(last.dose)
    if not unmet and not unknown:
        value = max(base, min(p.full_dose, reached + p.step))
    value = within_weight(rule, p, value)
    if not exceeds(dose, value):
        return False
    if unmet:
        return cap_dose(rule, "unmet", dose=dose, value=value, conditions=unmet)
    if unknown:
        return cap_dose(rule, "unknown", dose=dose, value=value, conditions=unknown)
    return cap_dose(rule, "one-step", dose=dose, value=value, last=reached)


def _raise(rule: Rule, p: Parameters, base: Quantity, given: list[Any]) -> bool:
    """Ask for one step more, where the dose in force was given and tolerated and every check is fresh and met."""
    last = given[0]
    value = min(p.full_dose, base + p.step)
    if rule.need("case.modality") in PERITONEAL or not exceeds(value, base) or was_refused(given, value):
        rule.stop()
    if below(per_session(last.dose), base):
        rule.stop()
    if last.tolerance == UNKNOWN:
        rule.silent("missing", path=HISTORY, part="tolerance of the last dose")
        return False
    for path in CHECKS:
        rule.need(path)
    if any(checks_failed(rule, p, last)):
        rule.stop()
    rule.propose(DOSE, value, "raise", current=base, value=value)
    return True
