"""Plasma removal while thiosulfate runs in, or soon after."""

from __future__ import annotations

from typing import Any

from calciplug import CaseView, Parameters, Rule
from calciplug.units import below, exceeds, per_session

from .current import codes_of, current

UNKNOWN_DAYS = "not stated"


def check_window(case: CaseView, p: Parameters) -> None:
    """Compare each therapy's minutes with those of the infusion, all counted from the start of the session."""
    with case.rule("plasma-removal") as rule:
        therapies = current(rule, p)
        if not therapies:
            return
        rule.need("thiosulfate.dose")
        begins, ends = rule.get("thiosulfate.start"), rule.get("schedule.duration")
        if begins is None or ends is None:
            rule.info("therapies", "infusion-unknown", therapies=codes_of(therapies))
            return
        untimed = codes_of(item for item in therapies if item.begins is None or item.duration is None)
        if untimed:
            rule.info("therapies", "times-unknown", therapies=untimed)
        for item in therapies:
            if item.begins is not None and item.duration is not None:
                _compare(rule, p, item, begins, ends)


def _compare(rule: Rule, p: Parameters, item: Any, begins: Any, ends: Any) -> None:
    days = _common_days(rule, item)
    if not days:
        rule.info("therapies", "no-session", therapy=item.therapy, days=item.weekdays)
        return
    own = (item.begins, item.begins + per_session(item.duration))
    said: dict[str, Any] = {"therapy": item.therapy, "own": own, "infusion": (begins, ends), "days": days}
    if below(own[0], ends):
        if exceeds(own[1], begins):
            rule.warn("therapies", "overlap", **said)
    elif below(own[0], ends + per_session(p.after_infusion)):
        rule.warn("therapies", "soon-after", **said)


def _common_days(rule: Rule, item: Any) -> Any:
    """Days on which both are done; a text where either's days are not stated, and nothing where they never meet."""
    sessions = rule.get("schedule.weekdays")
    if not item.weekdays or sessions is None:
        return UNKNOWN_DAYS
    return tuple(day for day in sessions if day in item.weekdays)
