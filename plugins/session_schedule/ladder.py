"""F-1: the next tier of dialysis while lesions are active."""

from __future__ import annotations

from calciplug import CaseView, Parameters, Rule
from calciplug.units import below, exceeds, to_step

from .duration import Settled
from .reasons import reasons
from .schedule import PATHS, Schedule, schedule_in_force

ACTIVE = "active"
HOME = "HHD"


def climb(case: CaseView, p: Parameters, time: Settled) -> Schedule | None:
    """Propose the next tier, unless a person lets a short session stand; None where nothing is proposed."""
    with case.rule("F-1") as rule:
        if time.kept:
            rule.stop()
        return _next_tier(rule, p, restored=time.restored)
    return None  # a rule that stops, or falls silent, leaves its block early


def _next_tier(rule: Rule, p: Parameters, *, restored: bool) -> Schedule | None:
    """Propose the tier above the schedule in force; None where nothing is proposed."""
    if rule.need("patient.lesions") != ACTIVE:
        rule.stop()
    drafted = Schedule(rule.need("schedule.count"), rule.need("schedule.duration"))
    now = schedule_in_force(rule)
    if now is None:
        rule.silent("missing", path="schedule.count", part="schedule in force")
        return None
    why = reasons(rule, p, now)
    if not why:
        rule.need("labs.phosphate")
        rule.stop()
    for path in PATHS:
        rule.rest(path, p.recheck_after)
    if restored:
        rule.info("schedule.count", "time-first", why=why)
        return None
    tier = tier_above(now, p, home=rule.get("case.modality") == HOME)
    if any(rule.ordered(path) is not None for path in PATHS):
        if tier is not None and (below(drafted.sessions, tier.sessions) or below(drafted.duration, tier.duration)):
            rule.info("schedule.count", "order-stands", why=why, count=tier.sessions, duration=tier.duration)
        return None
    if tier is None:
        _say_why_not(rule, p, now, why)
        return None
    return _propose_tier(rule, now, tier, why)


def tier_above(now: Schedule, p: Parameters, *, home: bool) -> Schedule | None:
    """The tier above: time before sessions; None at the end of the ladder, or where a step would pass the stop."""
    shortest = p.home_minutes if home and exceeds(now.sessions, p.thrice) else p.tier_minutes
    if below(now.duration, shortest):
        tier = Schedule(now.sessions, shortest)
    elif below(now.sessions, p.most_sessions):
        tier = Schedule(to_step(now.sessions, p.one_session, up=False) + p.one_session, now.duration)
    else:
        return None
    return None if exceeds(tier.sessions * tier.duration, p.weekly_stop) else tier


def _say_why_not(rule: Rule, p: Parameters, now: Schedule, why: tuple[str, ...]) -> None:
    weekly = now.sessions * now.duration
    if not below(weekly, p.weekly_stop):
        rule.info("schedule.count", "at-the-top", why=why, weekly=weekly)
    else:
        rule.info("schedule.count", "left", why=why, count=now.sessions, duration=now.duration)


def _propose_tier(rule: Rule, now: Schedule, tier: Schedule, why: tuple[str, ...]) -> Schedule | None:
    if exceeds(tier.duration, now.duration):
        rule.propose(
            "schedule.duration",
            tier.duration,
            "more-time",
            why=why,
            before=now.duration,
            value=tier.duration,
            count=now.sessions,
        )
        return tier
    if rule.get("schedule.weekdays"):
        rule.info("schedule.weekdays", "name-the-day", why=why, value=tier.sessions)
        return None
    rule.propose(
        "schedule.count",
        tier.sessions,
        "one-session",
        why=why,
        before=now.sessions,
        value=tier.sessions,
        duration=now.duration,
    )
    return tier
