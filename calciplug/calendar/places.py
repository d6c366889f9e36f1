"""Places of a calendar that a follow-up may stand at, and which of them it is due at."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

import attrs

from calciplug.calendar.clocks import DAYS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from calciplug.model.calendar import Entry
    from calciplug.model.plan import Due


@attrs.frozen
class Place:
    """Something that a follow-up may be placed at: its day, and when it begins, if at a time of day."""

    day: date
    start: datetime | None = None

    @property
    def shown(self) -> datetime:
        """When it begins as its clocks show it; the whole day from its midnight."""
        return datetime.combine(self.day, time()) if self.start is None else self.start.replace(tzinfo=None)


class BeyondError(Exception):
    """The weeks that were laid do not reach as far as a follow-up."""


def places(on: str, laid: Sequence[Entry], start: date, weeks: int) -> Iterator[Place]:
    """Every session, dose or day, as *on* says, of so many weeks that were laid."""
    if on == "day":
        yield from (Place(start + timedelta(days=index)) for index in range(DAYS * weeks))
        return
    sessions = any(item.kind == "session" for item in laid)
    for item in laid:
        # With sessions a dose is a session that carries one: what is measured is measured before the session begins.
        alone = item.kind == "session" if sessions else item.kind == "infusion"
        if alone if on == "session" else (item.thiosulfate and (alone or item.kind == "dwell")):
            yield Place(item.day, item.start)


def due_at(due: Due, own: Sequence[Place], since: datetime | None, until: date) -> list[Place]:
    """Where a follow-up stands.

    Args:
        due: when.
        own: its places, in order.
        since: the moment that a time counts from, as the clocks of the zone showed it; None: the first place.
        until: first day after the calendar.

    Raises:
        BeyondError: it needs more places than there are.
    """
    if not own:
        raise BeyondError
    if due.after is not None:
        return list(_repeated(due, _first(due.after, own[0], since), own, until))
    if due.numbers:
        if max(due.numbers) > len(own):
            raise BeyondError
        return [own[number - 1] for number in due.numbers][: due.times]
    if due.times is None:
        return [place for place in own if place.day < until]
    if due.times > len(own):
        raise BeyondError
    return list(own[: due.times])


def _first(after: float, first: Place, since: datetime | None) -> datetime:
    """The first moment that is due, by the clocks: a calendar day does not move because an hour was left out."""
    due = (since or first.shown) + timedelta(minutes=after)
    # What was due before the plan begins is done as it begins, and the next time counts from there.
    return first.shown if due.date() < first.day else due


def _repeated(due: Due, begin: datetime, own: Sequence[Place], until: date) -> Iterator[Place]:
    """The first place on or after each day that is due; a place that two of them fall on counts once."""
    last: Place | None = None
    count = 0
    while due.times is None or count < due.times:
        target = (begin + timedelta(minutes=count * (due.every or 0.0))).date()
        if count and due.times is None and (due.every is None or target >= until):
            return
        place = next((item for item in own if item.day >= target), None)
        if place is None:
            raise BeyondError
        if place is not last and (due.times is not None or not count or place.day < until):
            yield place
        last = place
        count += 1
        if due.every is None:
            return
