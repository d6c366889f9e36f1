"""A-5: a calcimimetic while calcium is below the limits of its label, or with signs of low calcium."""

from __future__ import annotations

from calciplug import CaseView, Parameters, Rule
from calciplug.units import below

from .level import IONISED, TOTAL, Low, low_calcium, lower_total
from .taken import ACTIVE, ORDERED, stop_if_not_stated, taken

SYMPTOMS = "patient.symptoms"
PATHS = {"ionised": IONISED, "total": TOTAL}


def check_calcium(case: CaseView, p: Parameters) -> None:
    """Warn to stop or to reduce what is active, and not to start what is ordered."""
    with case.rule("A-5") as rule:
        stop_if_not_stated(rule)
        active, ordered = taken(rule, p.calcimimetics, ACTIVE), taken(rule, p.calcimimetics, ORDERED)
        if not active and not ordered:
            rule.stop()
        symptoms = {item.code for item in rule.get(SYMPTOMS) if item.code in p.calcium_symptoms}
        very_low = low_calcium(rule, p, p.stop_ionised, p.stop_calcium)
        low = low_calcium(rule, p, p.start_ionised, p.start_calcium)
        if active:
            _warn(rule, active, "stop", very_low)
            if very_low is None:
                _warn(rule, active, "reduce", low)
            _warn_of_symptoms(rule, active, "stop", symptoms)
        if ordered:
            _warn(rule, ordered, "no-start", low)
            _warn_of_symptoms(rule, ordered, "no-start", symptoms)
        if low is None:
            _say_what_is_open(rule, p, ordered)


def _warn(rule: Rule, drugs: tuple[str, ...], advice: str, low: Low | None) -> None:
    if low is not None:
        how, named = low
        rule.warn(PATHS[how], advice + "-" + how, drugs=drugs, **named)


def _warn_of_symptoms(rule: Rule, drugs: tuple[str, ...], advice: str, symptoms: set[str]) -> None:
    if symptoms:
        rule.warn(SYMPTOMS, advice + "-symptoms", drugs=drugs, symptoms=tuple(sorted(symptoms)))


def _say_what_is_open(rule: Rule, p: Parameters, ordered: tuple[str, ...]) -> None:
    """Nothing was found low: say where the label would still not be content, or where calcium is not known."""
    if rule.get(IONISED) is not None:
        total = lower_total(rule, p, stale=False)
        if total is not None and below(total, p.start_calcium):
            rule.info(TOTAL, "ionised-decides", ionised=rule.get(IONISED), total=total)
        return
    if ordered and rule.get(TOTAL) is None:
        rule.warn(IONISED, "unknown-start", drugs=ordered)
    rule.need(TOTAL)
