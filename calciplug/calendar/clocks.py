"""Moments on the clocks of a zone: times of day to moments, and elapsed minutes across changes of clocks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Final

from calciplug.codec.times import clocks, local

if TYPE_CHECKING:
    from datetime import date, time

WEEK: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAYS: Final = len(WEEK)


def begins(day: date, clock: time, zone: str) -> tuple[datetime, str | None]:
    """The moment at which the clocks of *zone* show *clock* on *day*, and what a change of clocks makes of it.

    As iCalendar has it (RFC 5545, 3.3.5): a time that comes twice means the first; one that the clocks skip is
    counted with the offset before the gap, so that it is shown an hour or so later.
    """
    wall = datetime.combine(day, clock, tzinfo=clocks(zone))
    moment = fixed(wall.astimezone(UTC), zone)
    if moment.replace(tzinfo=None) != wall.replace(tzinfo=None):
        return moment, f"the clocks skip {clock:%H:%M} on {day}: it begins at {moment:%H:%M}"
    if wall.replace(fold=1).utcoffset() != wall.utcoffset():
        return moment, f"{clock:%H:%M} comes twice on {day}: the first is meant, at offset {offset(moment)}"
    return moment, None


def after(moment: datetime, minutes: int, zone: str) -> datetime:
    """The moment *minutes* of elapsed time after *moment* (before it, where negative), on the clocks of *zone*."""
    return fixed(moment.astimezone(UTC) + timedelta(minutes=minutes), zone)


def fixed(moment: datetime, zone: str) -> datetime:
    """*moment* on the clocks of *zone* with that offset itself: Python subtracts two moments of one zone by clock."""
    shown = local(moment, zone)
    offset = shown.utcoffset()
    assert offset is not None, "a zone always has an offset"
    return shown.replace(tzinfo=timezone(offset), fold=0)


def offset(moment: datetime) -> str:
    """The offset of *moment* from UTC: `+01:00`."""
    return moment.isoformat(timespec="minutes")[-6:]


def whole_minutes(stored: float) -> int:
    """Minutes of memory as whole ones, the least that can be delivered."""
    return round(stored)
