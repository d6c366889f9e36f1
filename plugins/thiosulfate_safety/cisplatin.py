"""S-19: cisplatin, which thiosulfate inactivates."""

from __future__ import annotations

from calciplug import Parameters, Rule
from calciplug.units import below, in_one_session

from .codes import STOPPED
from .sections import block_all

CISPLATIN = "cisplatin"


def check_cisplatin(rule: Rule, p: Parameters, sections: tuple[str, ...]) -> None:
    """Times between cisplatin and the session; every moment counts as minutes before the case's own."""
    courses = [item for item in rule.get("medications") if item.drug == CISPLATIN]
    start = rule.since(rule.get("case.session_start") or rule.get("case.as_of"))
    session = rule.get("schedule.duration")
    end = start if session is None else start - in_one_session(session)
    before = [rule.since(item.last_given) - start for item in courses if item.last_given is not None]
    planned = [item for item in courses if item.status != STOPPED]
    after = [end - rule.since(item.next_due) for item in planned if item.next_due is not None]
    too_soon = [gap for gap in before if below(gap, p.after_cisplatin)]
    too_late = [gap for gap in after if below(gap, p.before_cisplatin)]
    if too_soon:
        block_all(rule, sections, "too-soon", gap=min(too_soon))
    if any(below(gap, gap * 0) for gap in too_late):
        block_all(rule, sections, "overdue")
    elif too_late:
        block_all(rule, sections, "too-late", gap=min(too_late))
    if planned and not too_soon and not too_late:
        rule.warn("medications", "cisplatin")
