"""A schedule of sessions, and the one that is in force."""

from __future__ import annotations

from typing import NamedTuple

from calciplug import Quantity, Rule

PATHS = "schedule.count", "schedule.duration"


class Schedule(NamedTuple):
    """Sessions a week, and how long each lasts."""

    sessions: Quantity
    duration: Quantity


def schedule_in_force(rule: Rule) -> Schedule | None:
    """The schedule in force; None where a part of it is not known."""
    count, duration = rule.in_force("schedule.count"), rule.in_force("schedule.duration")
    return None if count is None or duration is None else Schedule(count, duration)
