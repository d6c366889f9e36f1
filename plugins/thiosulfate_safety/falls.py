"""S-14: falls of blood pressure, and what was given and changed since."""

from __future__ import annotations

from calciplug import Parameters, Quantity, Rule
from calciplug.units import below, exceeds, per_session

from .sections import THIOSULFATE

HYPOTENSION = "hypotension"
INTRAVENOUS = "intravenous"


def recent_falls(rule: Rule, p: Parameters) -> list[tuple[Quantity, str]]:
    """How long ago, and what: falls of blood pressure within the window, in sessions and with doses."""
    found = [
        (rule.since(event.happened), event.code)
        for event in rule.get("history.events")
        if event.code in p.fall_events and (event.fall is None or not below(event.fall, p.largest_fall))
    ]
    doses = rule.get("history.thiosulfate")
    found += [(rule.since(dose.given), HYPOTENSION) for dose in doses if HYPOTENSION in dose.problems]
    return [item for item in found if not exceeds(item[0], p.event_window)]


def is_changed_within(rule: Rule, age: Quantity) -> bool:
    """Whether the infusion was changed less than *age* ago, so that the rate in force is the answer to the fall."""
    slower = (THIOSULFATE, "thiosulfate.dose", "thiosulfate.infusion_duration")
    return any(change.path in slower and rule.since(change.changed) < age for change in rule.get("history.changes"))


def last_dose(rule: Rule) -> Quantity | None:
    """The dose given last by vein; without one on record, the dose in force."""
    given = [dose for dose in rule.get("history.thiosulfate") if dose.route == INTRAVENOUS]
    if not given:
        current: Quantity | None = rule.in_force("thiosulfate.dose")
        return current
    return per_session(max(given, key=lambda dose: dose.given).dose)
