"""F-1, F-3, F-5 and F-6 in the weeks that follow a change of schedule."""

from __future__ import annotations

from typing import Any

from calciplug import CaseView, Parameters, Rule
from calciplug.units import below, exceeds

from .ladder import ACTIVE, HOME, tier_above
from .reasons import reasons
from .removal import is_intensive
from .schedule import PATHS, Schedule, schedule_in_force

MEASURED_WITH = (*PATHS, "flows.blood", "flows.dialysate")


def plan_schedule(case: CaseView, p: Parameters) -> None:
    """The next tier, consent, adequacy and what is removed too well."""
    _plan_tier(case, p)
    _plan_adequacy(case, p)
    _plan_consent(case)
    _plan_removal(case, p)


def _plan_tier(case: CaseView, p: Parameters) -> None:
    """F-1: the tier above the proposed one, while lesions are active and something is still high."""
    with case.rule("F-1") as rule:
        if rule.need("patient.lesions") != ACTIVE:
            rule.stop()
        after, now = Schedule(rule.need(PATHS[0]), rule.need(PATHS[1])), schedule_in_force(rule)
        why = () if now is None else reasons(rule, p, now)
        moved = now is not None and _is_more(after, now)
        since = None if moved else _resting(rule, p)
        tier = tier_above(after, p, home=rule.get("case.modality") == HOME)
        if not why or tier is None or not (moved or since):
            rule.stop()
        if exceeds(tier.duration, after.duration):
            rule.follow(
                "more-time", after=p.recheck_after, since=since, path=PATHS[1], to=tier.duration,
                before=after.duration, value=tier.duration,
            )  # fmt: skip
        elif rule.get("schedule.weekdays"):
            # F-1 proposes no session whose day nobody has named.
            rule.stop()
        else:
            rule.follow(
                "one-session", after=p.recheck_after, since=since, path=PATHS[0], to=tier.sessions,
                before=after.sessions, value=tier.sessions,
            )  # fmt: skip


def _plan_adequacy(case: CaseView, p: Parameters) -> None:
    """F-3: the dose of dialysis, measured in the sessions that came out."""
    with case.rule("F-3") as rule:
        rule.need(PATHS[0])
        if not any(_differs(rule, path) for path in MEASURED_WITH):
            rule.stop()
        rule.follow("measure", after=p.adequacy_after)


def _plan_consent(case: CaseView) -> None:
    """F-5: consent before the first session that is one more."""
    with case.rule("F-5") as rule:
        count, before = rule.need(PATHS[0]), rule.in_force(PATHS[0])
        if before is None or not exceeds(count, before):
            rule.stop()
        rule.follow("consent", numbers=1, before=before, value=count)


def _plan_removal(case: CaseView, p: Parameters) -> None:
    """F-6: phosphate and potassium, once the week has become intensive or more so."""
    with case.rule("F-6") as rule:
        after, now = Schedule(rule.need(PATHS[0]), rule.need(PATHS[1])), schedule_in_force(rule)
        if now is None or not _is_more(after, now) or not is_intensive(p, after.sessions, after.duration):
            rule.stop()
        rule.follow("removal", after=p.removal_after)


def _is_more(one: Schedule, other: Schedule) -> bool:
    return exceeds(one.sessions, other.sessions) or exceeds(one.duration, other.duration)


def _differs(rule: Rule, path: str) -> bool:
    value, current = rule.get(path), rule.in_force(path)
    return value is not None and current is not None and (below(value, current) or exceeds(value, current))


def _resting(rule: Rule, p: Parameters) -> Any:
    """When a schedule that F-1 changed was moved, while it still rests; None where it does not."""
    changes = rule.get("history.changes")
    moved = max((change.changed for change in changes if change.path in PATHS and change.rule == "F-1"), default=None)
    return moved if moved is not None and below(rule.since(moved), p.recheck_after) else None
