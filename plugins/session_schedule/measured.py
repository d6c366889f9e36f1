"""F-3: which measured dose of dialysis counts, and what it is held to."""

from __future__ import annotations

from typing import NamedTuple

from calciplug import Parameters, Quantity, Rule
from calciplug.units import below, within


class Dose(NamedTuple):
    """A measured dose of dialysis: where it stands, what it is held to, and the reasons for what is said of it."""

    path: str
    target: Quantity
    minimum: Quantity
    too_low: str
    low: str
    again_low: str
    again: str


def measured_dose(rule: Rule, p: Parameters) -> Dose | None:
    """The measured dose that counts at the schedule in force; None where only the model could tell."""
    drafted, before = rule.need("schedule.count"), rule.in_force("schedule.count")
    count = drafted if before is None else before
    if not within(count, p.thrice, p.thrice):
        dose = Dose(
            "labs.stdktv",
            p.stdktv_target,
            p.stdktv_minimum,
            "week-minimum",
            "week-target",
            "week-again-low",
            "week-again",
        )
        if rule.get(dose.path, stale=True) is None:
            rule.silent("needs-model", part="weekly Kt/V from the session")
            return None
        return dose
    clearance = rule.get("labs.residual_urea_clearance")
    if clearance is not None and not below(clearance, p.low_clearance):
        rule.silent("needs-model", part="Kt/V with residual clearance")
        return None
    return Dose(
        "labs.spktv",
        p.spktv_target,
        p.spktv_minimum,
        "session-minimum",
        "session-target",
        "session-again-low",
        "session-again",
    )
