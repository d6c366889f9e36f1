"""N-1 and N-4 in the weeks that follow: the next step, and the review of each."""

from __future__ import annotations

from typing import Any

from calciplug import CaseView, Parameters, Rule
from calciplug.units import below

from .aim import BATH, candidate, step_down
from .machine import FIXED, differs


def plan_step(case: CaseView, p: Parameters) -> None:
    """Ask for the next step down after the one that is proposed, or that rests."""
    with case.rule("N-1") as rule:
        rule.need("thiosulfate.dose")
        rule.need("labs.sodium")
        value, current = rule.need(BATH), rule.in_force(BATH)
        reference = rule.mean("labs.sodium", count=p.mean_of, within=p.mean_within)
        if rule.get("site.machine") == FIXED or current is None or reference is None:
            rule.stop()
        lowered = below(value, current)
        since = None if lowered else _resting(rule, p)
        aim = candidate(reference, p)
        lower = step_down(value, aim, p)
        if below(reference, p.very_low_serum) or below(current, value) or not below(lower, value):
            rule.stop()
        if lowered or since:
            rule.follow(
                "next-step", after=p.recheck_after, since=since, path=BATH, to=lower, current=value, value=lower,
                candidate=aim,
            )  # fmt: skip


def plan_review(case: CaseView, p: Parameters) -> None:
    """Ask for a weekly review of a bath that was changed while thiosulfate is given."""
    with case.rule("N-4") as rule:
        rule.need("thiosulfate.dose")
        value, current = rule.need(BATH), rule.in_force(BATH)
        if current is None or not differs(value, current, p):
            rule.stop()
        rule.follow("weekly", after=p.recheck_after, every=p.recheck_after, current=current, value=value)


def _resting(rule: Rule, p: Parameters) -> Any:
    """When a bath that N-1 lowered was moved, while it still rests; None where it does not."""
    changes = rule.get("history.changes")
    moved = max((change.changed for change in changes if change.path == BATH and change.rule == "N-1"), default=None)
    return moved if moved is not None and below(rule.since(moved), p.recheck_after) else None
