"""Raise dialysate bicarbonate when bicarbonate is low on thiosulfate, one step at a time."""

from __future__ import annotations

from calciplug import CaseView, Parameters, Quantity, Rule, hookimpl
from calciplug.units import below, exceeds

from .buffer import ACETATE, BUFFER, SERUM, is_on_thiosulfate, room
from .follow_ups import plan_steps

BATH = "dialysate.calcium"
IONISED, QTC, POTASSIUM = "labs.calcium_ionised", "labs.qtc", "labs.potassium"
FIXED = "fixed-dialysate"


@hookimpl
def calciplug_guard(case: CaseView, p: Parameters) -> None:
    """Bounds on raising: total buffer, and a serum bicarbonate that is already high."""
    with case.rule("B-1") as rule:
        current, acetate, old_acetate = rule.in_force(BUFFER), rule.get(ACETATE), rule.in_force(ACETATE)
        most_acetate = _not_above(old_acetate, room(p, rule.get(BUFFER)))
        rule.limit(ACETATE, "buffer", maximum=most_acetate)
        if acetate is not None and exceeds(acetate, most_acetate):
            acetate = old_acetate
        rule.limit(BUFFER, "buffer", maximum=_not_above(current, room(p, acetate)))
        serum = rule.get(SERUM, stale=True)
        if current is not None and serum is not None and exceeds(serum, p.high_bicarbonate):
            rule.limit(BUFFER, "high-serum", maximum=current, serum=serum)


@hookimpl
def calciplug_propose(case: CaseView, p: Parameters) -> None:
    """One step up, counted from the value in force."""
    with case.rule("B-1") as rule:
        serum = rule.need(SERUM)
        if not below(serum, p.low_bicarbonate) or not is_on_thiosulfate(rule, p):
            rule.stop()
        if rule.get("site.machine") == FIXED:
            rule.warn(BUFFER, "fixed", serum=serum)
            rule.stop()
        rule.need(BUFFER)
        current = rule.in_force(BUFFER)
        if current is None:
            rule.silent("missing", path=BUFFER)
            rule.stop()
        rule.rest(BUFFER, p.recheck_after)
        value = current + p.step
        standing = rule.standing(BUFFER)
        if standing is not None and exceeds(standing, current):
            rule.stop()
        if standing is not None and below(standing, current):
            rule.warn(BUFFER, "left-lowering-ordered", ordered=standing, current=current, value=value, serum=serum)
            rule.stop()
        if _may_raise(rule, p, serum, value):
            if rule.get(ACETATE) is None:
                rule.info(BUFFER, "acetate-unknown", value=value)
            rule.propose(BUFFER, value, "raise", current=current, value=value, serum=serum)


@hookimpl
def calciplug_plan(case: CaseView, p: Parameters) -> None:
    """Bicarbonate after the step, and the next one."""
    plan_steps(case, p)


def _not_above(current: Quantity | None, room: Quantity) -> Quantity:
    """The limit on a raise: what is in force already is not refused."""
    return room if current is None else max(current, room)


def _may_raise(rule: Rule, p: Parameters, serum: Quantity, value: Quantity) -> bool:
    """Whether nothing makes alkalosis dangerous; warns of everything that does."""
    told = len(rule.answers)
    ionised, qtc, potassium = rule.get(IONISED), rule.get(QTC), rule.get(POTASSIUM)
    limit = _qt_limit(rule, p)
    if exceeds(value, room(p, rule.get(ACETATE))):
        rule.warn(BUFFER, "full", value=value, serum=serum)
    if ionised is None:
        rule.warn(BUFFER, "calcium-unknown", value=value, serum=serum)
    elif below(ionised, p.low_ionised):
        rule.warn(BUFFER, "low-calcium", ionised=ionised, value=value, serum=serum)
    if qtc is None:
        rule.warn(BUFFER, "qt-unknown", value=value, serum=serum)
    elif not below(qtc, limit):
        rule.warn(BUFFER, "long-qt", qtc=qtc, limit=limit, value=value, serum=serum)
    if potassium is None:
        rule.warn(BUFFER, "potassium-unknown", value=value, serum=serum)
    elif below(potassium, p.low_potassium):
        rule.warn(BUFFER, "low-potassium", potassium=potassium, value=value, serum=serum)
    if _calcium_falls(rule):
        rule.warn(BUFFER, "calcium-lowered", value=value, serum=serum)
    return len(rule.answers) == told


def _calcium_falls(rule: Rule) -> bool:
    """Whether dialysate calcium is lower in this outcome than in force, or has no value."""
    old, new = rule.in_force(BATH), rule.get(BATH)
    return old is not None and (new is None or below(new, old))


def _qt_limit(rule: Rule, p: Parameters) -> Quantity:
    """The limit of the patient's sex; the lower one where the sex is not known."""
    limits = {"M": p.long_qt_men, "F": p.long_qt_women}
    found: Quantity = limits.get(rule.get("patient.sex"), min(p.long_qt_men, p.long_qt_women))
    return found
