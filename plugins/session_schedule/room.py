"""F-4: the time or the sessions that would bring a rate down to its limit."""

from __future__ import annotations

from typing import NamedTuple

from calciplug import Parameters, Quantity, Rule
from calciplug.units import exceeds, to_step

from .schedule import Schedule


class Need(NamedTuple):
    """A rate that is too high: what it is, and what it is made of."""

    rate: Quantity
    volume: Quantity
    time: Quantity
    weekly: Quantity
    infused: Quantity
    weight: Quantity


def name_what_would_do(rule: Rule, p: Parameters, here: Schedule, need: Need) -> None:
    """Warn, with the session time or the number of sessions that would keep the rate at its limit."""
    time = to_step(need.time, p.time_step, up=True)
    # What one session of this length may take away at the limit, beside what is infused in it.
    room = p.rate_warned * need.weight * here.duration - need.infused
    sessions = to_step(need.weekly / room, p.one_session, up=True) if exceeds(room, room * 0) else None
    if sessions is None or exceeds(sessions, p.most_sessions):
        rule.warn("schedule.duration", "time", rate=need.rate, time=time, volume=need.volume, duration=here.duration)
    else:
        rule.warn(
            "schedule.duration",
            "time-or-session",
            rate=need.rate,
            time=time,
            sessions=sessions,
            volume=need.volume,
            duration=here.duration,
        )
