"""What is measured while thiosulfate is given, and how often."""

from __future__ import annotations

from typing import Any

from calciplug import CaseView, Parameters, Quantity, Rule
from calciplug.units import below, exceeds, per_session, to_step

from .falls import INTRAVENOUS
from .sections import INTRALESIONAL, dose_of, systemic_sections

DOSE = "thiosulfate.dose"
# The dose after the one that is changed.
NEXT = 2


def plan_monitoring(case: CaseView, p: Parameters) -> None:
    """Samples before the first doses, then weekly and monthly; pressure throughout doses that are new."""
    with case.rule("monitoring") as rule:
        if not systemic_sections(rule):
            rule.need(DOSE)
        given = [dose.given for dose in rule.get("history.thiosulfate") if dose.route != INTRALESIONAL]
        first = tuple(number - len(given) for number in p.checked_doses if number > len(given))
        if first:
            rule.follow("first-doses", on="dose", numbers=first)
        if first:
            rule.follow("weekly", on="dose", after=p.weekly, every=p.weekly)
        else:
            _again(rule, "weekly", "labs.sodium", p.weekly)
        _plan_bicarbonate(rule, p, min(given, default=None))
        _again(rule, "monthly", "labs.pth", p.monthly)
        _plan_pressure(rule)


def plan_ecg(case: CaseView) -> None:
    """A new QTc after a changed dose: the one from before it is read no more."""
    with case.rule("S-13") as rule:
        sections = systemic_sections(rule)
        if not sections:
            rule.need(DOSE)
        if not any(_is_changed(rule, dose_of(section)) for section in sections):
            rule.stop()
        rule.follow("ecg", on="dose", numbers=NEXT)


def _again(rule: Rule, key: str, path: str, every: Quantity) -> None:
    """Ask for *path* so long after its newest sample, and so often; at once where there is no sample."""
    taken = rule.taken(path)
    rule.follow(key, on="dose", after=every * 0 if taken is None else every, since=taken, every=every)


def _plan_bicarbonate(rule: Rule, p: Parameters, begun: Any) -> None:
    """Weekly for the first weeks of a course that began then, or begins now; what is left of them."""
    every = p.bicarbonate_every
    gone = every * 0 if begun is None else to_step(rule.since(begun), every, up=False)
    left = p.bicarbonate_for - gone
    if not below(left, every):
        times = to_step(left, every, up=False) / every
        rule.follow("bicarbonate", on="dose", after=gone + every, since=begun, every=every, times=times)


def _plan_pressure(rule: Rule) -> None:
    """Pressure throughout the first dose into a vein, and the first one that is higher than any before."""
    dose = rule.get(DOSE)
    given = [per_session(one.dose) for one in rule.get("history.thiosulfate") if one.route == INTRAVENOUS]
    if dose is None:
        return
    if not given:
        rule.follow("pressure-first", on="dose", numbers=1, dose=dose)
    elif exceeds(dose, max(given)):
        rule.follow("pressure-higher", on="dose", numbers=1, dose=dose)


def _is_changed(rule: Rule, path: str) -> bool:
    """Whether the dose at *path* is another one than in force."""
    value, current = rule.get(path), rule.in_force(path)
    return value is not None and (current is None or below(value, current) or exceeds(value, current))
