"""F-2: a session long enough for the patient's own clearance."""

from __future__ import annotations

from typing import NamedTuple

from calciplug import CaseView, Parameters, Quantity, Rule
from calciplug.units import below, exceeds, within


class Settled(NamedTuple):
    """What was decided of the session's time before the ladder is climbed."""

    restored: bool
    kept: bool


def refuse_short(case: CaseView, p: Parameters) -> None:
    """Refuse a session that is too short, drafted or in force."""
    with case.rule("F-2") as rule:
        for duration in _too_short(rule, p):
            rule.block(
                "schedule.duration",
                "too-short",
                refuses=duration,
                alternative={"schedule.duration": p.tier_minutes},
                duration=duration,
                count=rule.need("schedule.count"),
            )


def restore_time(case: CaseView, p: Parameters) -> Settled:
    """Propose the shortest time where none long enough would stand; say what became of it."""
    restored = kept = False
    with case.rule("F-2") as rule:
        refused = _too_short(rule, p)
        kept = any(rule.overridden("schedule.duration", duration) for duration in refused)
        before = rule.in_force("schedule.duration")
        # Where only the order is too short, the time in force stands again by itself.
        if not kept and (before is None or below(before, p.shortest)):
            restored = True
            rule.propose("schedule.duration", p.tier_minutes, "restored", before=refused[0], value=p.tier_minutes)
    return Settled(restored, kept)


def _too_short(rule: Rule, p: Parameters) -> tuple[Quantity, ...]:
    """The drafted session time where it is too short, and the one in force that would stand in its place."""
    count, duration = rule.need("schedule.count"), rule.need("schedule.duration")
    # A fresh clearance alone can relax the rule.
    clearance = rule.get("labs.residual_urea_clearance")
    relieved = clearance is not None and not below(clearance, p.low_clearance)
    if exceeds(count, p.thrice) or relieved or not below(duration, p.shortest):
        rule.stop()
    before = rule.in_force("schedule.duration")
    if before is None or not below(before, p.shortest) or within(before, duration, duration):
        return (duration,)
    return (duration, before)
