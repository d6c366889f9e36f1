"""S-2: more time after vomiting or nausea."""

from __future__ import annotations

from typing import Any

from calciplug import CaseView, Parameters, Quantity, Rule
from calciplug.units import below, exceeds, per_session

from .places import DOSE, DURATION
from .room import longest_duration, usual_duration

INTRAVENOUS = "intravenous"
NOT_TOLERATED = "not-tolerated"
STOMACH = ("vomiting", "nausea")


def lengthen(case: CaseView, p: Parameters) -> bool:
    """The first step after nausea or vomiting: more time; whether it asked for it."""
    with case.rule("S-2") as rule:
        dose, last = rule.need(DOSE), last_dose(rule)
        if last is None or not is_stomach(last):
            rule.stop()
        if not exceeds(dose, per_session(last.dose) / 2) or _changed_since(rule, last):
            rule.stop()
        return _ask_for_more_time(rule, p, dose)
    return False


def _ask_for_more_time(rule: Rule, p: Parameters, dose: Quantity) -> bool:
    usual, current, ordered = usual_duration(rule, p, dose), rule.in_force(DURATION), rule.ordered(DURATION)
    wanted = usual + p.extension
    if ordered is not None and below(ordered, wanted):
        rule.warn(DURATION, "ordered-shorter", ordered=ordered, value=wanted)
    elif current is not None and not below(current, wanted):
        rule.warn(DURATION, "long-already", current=current)
    elif ordered is None:
        value = min(wanted, longest_duration(rule, p, wanted))
        if exceeds(value, usual if current is None else current):
            rule.propose(DURATION, value, "more-time", value=value)
            return True
        rule.warn(DURATION, "no-more-time", value=wanted)
    return False


def last_dose(rule: Rule) -> Any:
    """The newest recorded intravenous dose, or None."""
    given = [dose for dose in rule.get("history.thiosulfate") if dose.route == INTRAVENOUS]
    return max(given, key=lambda dose: dose.given, default=None)


def is_stomach(dose: Any) -> bool:
    """Whether *dose* was not tolerated for vomiting or nausea."""
    return dose.tolerance == NOT_TOLERATED and any(one in STOMACH for one in dose.problems)


def _changed_since(rule: Rule, last: Any) -> bool:
    """Whether the infusion was changed after the *last* dose, so that the change is the answer to it."""
    return any(change.path == DURATION and change.changed > last.given for change in rule.get("history.changes"))
