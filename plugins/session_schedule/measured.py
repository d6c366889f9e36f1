"""F-3: which measured dose of dialysis counts, and what it is held to."""

from __future__ import annotations

from typing import NamedTuple

from calciplug import Parameters, Quantity, Rule
from calciplug.units import below, within

WEEKLY = "labs.stdktv"
# What a measured Kt/V holds for: the session alone, and a week of them.
SESSION = ("schedule.duration", "flows", "dialyser", "modality")
SESSIONS = ("schedule", *SESSION)


class Dose(NamedTuple):
    """A measured dose of dialysis: where it stands, what it is held to, and the reasons for what is said of it."""

    path: str
    target: Quantity
    minimum: Quantity
    too_low: str
    low: str
    again_low: str
    again: str


def weekly_counts(rule: Rule, p: Parameters, count: Quantity) -> bool:
    """Whether weekly Kt/V counts at *count* sessions a week, and not that of one session.

    At three sessions a week and little residual clearance it never does: there the same dose of dialysis meets the
    target for a session and misses the one for a week.
    """
    clearance = rule.get("labs.residual_urea_clearance")
    return not within(count, p.thrice, p.thrice) or (clearance is not None and not below(clearance, p.low_clearance))


def measured_dose(rule: Rule, p: Parameters, now: Quantity, here: Quantity) -> Dose:
    """The measured dose that counts at *now*, the sessions in force; *here* are those of the outcome.

    Where no weekly value was measured and a session's will count from now on, that of a session is known already.
    """
    unmeasured = rule.get(WEEKLY, stale=True) is None
    if weekly_counts(rule, p, now) and not (unmeasured and not weekly_counts(rule, p, here)):
        return Dose(
            WEEKLY,
            p.stdktv_target,
            p.stdktv_minimum,
            "week-minimum",
            "week-target",
            "week-again-low",
            "week-again",
        )
    return Dose(
        "labs.spktv",
        p.spktv_target,
        p.spktv_minimum,
        "session-minimum",
        "session-target",
        "session-again-low",
        "session-again",
    )


def measured_before_a_change(rule: Rule, path: str, *changed: str) -> bool:
    """Whether one of the paths *changed*, or a leaf or section of it, was changed after *path* was last measured."""
    age = rule.age(path)
    return age is not None and any(
        any(change.path.startswith(one) or one.startswith(change.path) for one in changed)
        and below(rule.since(change.changed), age)
        for change in rule.get("history.changes")
    )
