"""A-1: vitamin K antagonists, and the direct anticoagulants that may take their place."""

from __future__ import annotations

from calciplug import CaseView, Parameters, Rule

from .medicines import MEDICATIONS, active, has_valve, newly_ordered, recorded_as_stopped, running

INR = "labs.inr"
NOT_STATED, NO_CIRCUIT = "not stated", "none in peritoneal dialysis"
PERITONEAL = ("APD", "CAPD")


def check_antagonist(case: CaseView, p: Parameters) -> None:
    """Warn of a vitamin K antagonist; say what sources say of a direct anticoagulant."""
    with case.rule("A-1") as rule:
        if not rule.stated(MEDICATIONS):
            rule.silent("missing", path=MEDICATIONS)
            return
        taken, ordered = active(rule, p.antagonists), newly_ordered(rule, p.antagonists)
        valve, circuit = has_valve(rule, p), _circuit(rule)
        # Whoever reads that the drug should be replaced has to read of the valve in the same line.
        if taken:
            rule.warn(MEDICATIONS, "active-valve" if valve else "active", drugs=taken, circuit=circuit)
            _show_inr(rule, "inr", drugs=taken)
        if ordered:
            rule.warn(MEDICATIONS, "ordered-valve" if valve else "ordered", drugs=ordered, circuit=circuit)
        direct = running(rule, p.direct_anticoagulants)
        if direct and (taken or ordered):
            rule.warn(MEDICATIONS, "together", antagonists=(*taken, *ordered), direct=direct)
        next_drugs = newly_ordered(rule, p.direct_anticoagulants)
        if next_drugs and not (taken or ordered) and (stopped := recorded_as_stopped(rule, p.antagonists)):
            _show_inr(rule, "inr-stopped", drugs=stopped, direct=next_drugs)
        if direct and not valve:
            rule.info(MEDICATIONS, "direct", drugs=direct)


def _show_inr(rule: Rule, key: str, **named: tuple[str, ...]) -> None:
    inr = rule.get(INR)
    if inr is None:
        rule.silent("missing" if rule.age(INR) is None else "stale", path=INR, part="INR")
    else:
        rule.info(INR, key, inr=inr, **named)


def _circuit(rule: Rule) -> str:
    if rule.get("case.modality") in PERITONEAL:
        return NO_CIRCUIT
    return rule.get("anticoagulation") or NOT_STATED
