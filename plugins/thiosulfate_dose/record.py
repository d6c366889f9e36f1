"""Doses on record, and what the next one is counted from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from calciplug import Parameters, Quantity, Rule
from calciplug.units import below, per_session

from .places import DOSE

if TYPE_CHECKING:
    from collections.abc import Iterable

DURATION = "thiosulfate.infusion_duration"
HISTORY = "history.thiosulfate"
INTRAVENOUS = "intravenous"
SYSTEMIC = ("intravenous", "intraperitoneal")
TOLERATED, NOT_TOLERATED, UNKNOWN = "tolerated", "not-tolerated", "unknown"
STOMACH = ("vomiting", "nausea")


def doses_given(rule: Rule, routes: Iterable[str] = (INTRAVENOUS,)) -> list[Any]:
    """Recorded doses by *routes*, newest first."""
    doses = [dose for dose in rule.get(HISTORY) if dose.route in routes]
    return sorted(doses, key=lambda dose: dose.given, reverse=True)


def base_of_steps(rule: Rule, p: Parameters, given: list[Any]) -> Quantity:
    """What a step is counted from: the dose in force, else the last tolerated one, else a first dose."""
    current: Quantity | None = rule.in_force(DOSE)
    if current is not None:
        return current
    tolerated = [dose for dose in given if dose.tolerance == TOLERATED]
    return per_session(tolerated[0].dose) if tolerated else min(p.first_dose, per_session(given[0].dose))


def was_refused(given: Iterable[Any], value: Quantity) -> bool:
    """Whether as much as *value*, or more, was not tolerated before."""
    return any(dose.tolerance == NOT_TOLERATED and not below(per_session(dose.dose), value) for dose in given)


def halved_dose(rule: Rule, last: Any) -> Quantity | None:
    """Half of the *last* dose, where it was not tolerated although its infusion had been lengthened; else None."""
    if last.tolerance != NOT_TOLERATED or not any(problem in STOMACH for problem in last.problems):
        return None
    lengthened = any(
        change.path == DURATION and change.rule == "S-2" and change.changed <= last.given
        for change in rule.get("history.changes")
    )
    return per_session(last.dose) / 2 if lengthened else None
