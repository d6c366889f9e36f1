"""D-1 and D-3 in the weeks that follow: calcium and QTc after a change, and the next bath."""

from __future__ import annotations

from typing import Any

from calciplug import CaseView, Parameters, Quantity, Rule
from calciplug.units import below

from .baths import BATH, choice_of_baths, is_lower, next_lower
from .bounds import has_hungry_bone
from .intensive import is_intensive
from .level import low_calcium


def plan_lowering(case: CaseView, p: Parameters) -> None:
    """Ask for calcium and QTc after a lower bath, and for the next one as a step that waits for both."""
    with case.rule("D-1") as rule:
        value, current = rule.need(BATH), rule.in_force(BATH)
        if current is None:
            rule.silent("missing", path=BATH)
            rule.stop()
        lowered = is_lower(value, current, p)
        since = None if lowered else _resting(rule, p)
        if is_lower(current, value, p) or not (lowered or since):
            rule.stop()
        rule.follow("recheck", after=p.recheck_after, since=since, value=value)
        rule.follow("ecg", after=p.recheck_after, since=since, value=value)
        lower = _next_bath(rule, p, value)
        if lower is not None:
            rule.follow(
                "next-bath", after=p.recheck_after, since=since, path=BATH, to=lower, current=value, value=lower
            )


def plan_raising(case: CaseView, p: Parameters) -> None:
    """Ask for calcium again after a bath that was raised because calcium is very low."""
    with case.rule("D-3") as rule:
        value, current = rule.need(BATH), rule.in_force(BATH)
        low = low_calcium(rule, p, p.very_low_ionised, p.very_low_total, stale=False)
        if low is None or current is None or not is_lower(current, value, p):
            rule.stop()
        rule.follow("recheck", after=p.raise_recheck_after, value=value)


def _resting(rule: Rule, p: Parameters) -> Any:
    """When a bath that D-1 lowered was moved, while it still rests; None where it does not."""
    changes = rule.get("history.changes")
    moved = max((change.changed for change in changes if change.path == BATH and change.rule == "D-1"), default=None)
    return moved if moved is not None and below(rule.since(moved), p.recheck_after) else None


def _next_bath(rule: Rule, p: Parameters, value: Quantity) -> Quantity | None:
    """The bath below *value* that D-1 could take later; None where no value of a sample could let it."""
    count, duration = rule.get("schedule.count"), rule.get("schedule.duration")
    if count is None or duration is None or is_intensive(p, count, duration) or has_hungry_bone(rule):
        return None
    return next_lower(value, choice_of_baths(rule), p)
