"""S-5: in how many sessions of the week thiosulfate is given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from calciplug import CaseView, Parameters, Quantity, Rule
from calciplug.units import at_least_zero, exceeds, to_step, total

from .places import COUNT, DOSE, SESSIONS, WEEKLY_TOTAL

if TYPE_CHECKING:
    from collections.abc import Iterator


def choose_sessions(case: CaseView, p: Parameters) -> None:
    """Sessions where none are stated, and fewer where the week holds too much."""
    with case.rule("S-5") as rule:
        dose, sessions = rule.need(DOSE), rule.get(SESSIONS)
        count, weekly = rule.get(COUNT), rule.get(WEEKLY_TOTAL)
        room = to_step(at_least_zero(p.most_weekly - _other_routes(rule, p)) / dose, p.session_step, up=False)
        usual = min(room, p.usual_sessions) if count is None else min(room, p.usual_sessions, count)
        if sessions is None and not exceeds(usual, usual * 0):
            rule.refuse_signature(SESSIONS, "no-sessions", dose=dose)
        elif sessions is None:
            rule.propose(SESSIONS, usual, "unstated", value=usual)
        elif weekly is not None and exceeds(weekly, p.most_weekly) and not rule.overridden(WEEKLY_TOTAL, weekly):
            if exceeds(usual, usual * 0):
                rule.propose(SESSIONS, usual, "fewer", severity="warning", value=usual, weekly=weekly)
        elif count is not None and exceeds(sessions, count):
            rule.propose(SESSIONS, count, "too-many", value=count, sessions=sessions)


def _other_routes(rule: Rule, p: Parameters) -> Quantity:
    """Grams a week that do not go into the vein."""
    return total(_other_weekly(rule), p.most_weekly)


def _other_weekly(rule: Rule) -> Iterator[Quantity]:
    paths = ["exchanges." + key + ".thiosulfate.weekly" for key in rule.get("exchanges")]
    for path in (*paths, "intralesional.thiosulfate"):
        weekly = rule.get(path)
        if weekly is not None:
            yield weekly
