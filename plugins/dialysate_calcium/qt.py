"""D-4: the QT interval, and the limit that is the patient's."""

from __future__ import annotations

from calciplug import CaseView, Parameters, Quantity, Rule
from calciplug.units import below

from .baths import BATH, is_lower
from .bounds import as_low_as

QTC = "labs.qtc"


def keep_while_long(case: CaseView, p: Parameters) -> None:
    """No lowering with a long QTc."""
    with case.rule("D-4") as rule:
        qtc, limit = rule.get(QTC, stale=True), qt_limit(rule, p)
        current, ordered = rule.in_force(BATH), rule.ordered(BATH)
        if qtc is not None and not below(qtc, limit):
            if current is not None:
                rule.limit(BATH, "long", minimum=as_low_as(rule, p, current), qtc=qtc, limit=limit)
            if not below(qtc, p.very_long_qt):
                rule.warn(BATH, "very-long", qtc=qtc)
            rule.stop()
        if rule.get(QTC) is None and current is not None and ordered is not None and is_lower(ordered, current, p):
            rule.warn(BATH, "unknown", ordered=ordered)
        rule.need(QTC)


def qt_limit(rule: Rule, p: Parameters) -> Quantity:
    """The limit of the patient's sex; the lower one where the sex is not known."""
    limits = {"M": p.long_qt_men, "F": p.long_qt_women}
    found: Quantity = limits.get(rule.get("patient.sex"), min(p.long_qt_men, p.long_qt_women))
    return found
