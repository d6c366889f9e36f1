"""D-1: what stands in the way of a lower bath."""

from __future__ import annotations

from calciplug import Parameters, Quantity, Rule
from calciplug.units import below, exceeds

from .baths import BATH
from .bounds import has_hungry_bone
from .intensive import is_intensive
from .level import ALBUMIN, IONISED, TOTAL, low_calcium
from .qt import QTC, qt_limit


def may_lower(rule: Rule, p: Parameters, current: Quantity, value: Quantity) -> bool:
    """Whether calcium, QTc, schedule and the start of thiosulfate allow a lower bath; says why not."""
    low = low_calcium(rule, p, p.low_ionised, p.low_total, stale=True)
    if low is not None:
        how, named = low
        rule.info(BATH, "left-" + how, value=value, **named)
        return False
    if rule.get(IONISED) is None:
        # Total calcium alone does not show that corrected calcium is not low.
        if rule.get(TOTAL) is None:
            rule.need(IONISED)
        rule.need(ALBUMIN)
    qtc = rule.get(QTC, stale=True)
    if qtc is not None and not below(qtc, qt_limit(rule, p)):
        rule.info(BATH, "left-qt", qtc=qtc, value=value)
        return False
    rule.need(QTC)
    if is_intensive(p, rule.need("schedule.count"), rule.need("schedule.duration")):
        return False
    if has_hungry_bone(rule):
        rule.info(BATH, "left-hungry-bone", current=current, value=value)
        return False
    ionised = rule.get(IONISED)
    if _first_week(rule, p) and (ionised is None or below(ionised, p.first_week_ionised)):
        rule.info(BATH, "left-first-week", value=value)
        return False
    return True


def _first_week(rule: Rule, p: Parameters) -> bool:
    """Whether thiosulfate begins now, or began within the first week."""
    given = [item.given for item in rule.get("history.thiosulfate") if item.route in p.systemic_routes]
    if not given:
        return rule.get("thiosulfate.dose") is not None
    return not exceeds(rule.since(min(given)), p.first_week)
