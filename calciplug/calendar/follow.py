"""What rules asked for in the weeks that follow: on which day, before which session or dose."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from calciplug.calendar.clocks import DAYS
from calciplug.calendar.merge import merged
from calciplug.calendar.order import sort
from calciplug.calendar.places import BeyondError, due_at, places
from calciplug.codec.times import local
from calciplug.model.calendar import Asked, Entry, Undated

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime

    from calciplug.calendar.places import Place
    from calciplug.model.calendar import Times
    from calciplug.model.plan import FollowUp

# Every pattern that can be laid begins within this time, so that an empty list stays empty.
_SURE: Final = 26
# Nobody plans further; what is asked for after it has no day here.
_FARTHEST: Final = 520


def followed(
    follow_ups: Sequence[FollowUp], lay: Callable[[int], Iterable[Entry]], times: Times, as_of: datetime
) -> tuple[tuple[Entry, ...], tuple[Entry, ...], tuple[Undated, ...]]:
    """Entries within the weeks of a calendar, entries after them, and what has no day.

    Args:
        follow_ups: what rules asked for.
        lay: gives the sessions, infusions and dwells of any number of weeks.
        times: first day, weeks and zone of the calendar.
        as_of: the moment of the case, before which some of them count.
    """
    until = times.start + timedelta(days=DAYS * times.weeks)
    laid: dict[int, tuple[Entry, ...]] = {}
    found: list[Entry] = []
    undated: list[Undated] = []
    for item in follow_ups:
        since = _since(item.due.since, as_of, times.zone)
        far = max(times.weeks, _SURE)
        while True:
            if far not in laid:
                laid[far] = sort(lay(far))
            own = tuple(places(item.due.on, laid[far], times.start, far))
            try:
                found += [_entry(item, place) for place in due_at(item.due, own, since, until)]
            except BeyondError:
                if far >= _FARTHEST or not own:
                    undated.append(Undated(kind=item.action, asked=asked(item), why=_why(item, own)))
                    break
                far = min(2 * far, _FARTHEST)
            else:
                break
    placed = sort(merged(found))
    inside = tuple(item for item in placed if item.day < until)
    return inside, placed[len(inside) :], tuple(undated)


def _since(minutes: float | None, as_of: datetime, zone: str) -> datetime | None:
    """The moment so many minutes before *as_of* as the clocks of *zone* showed it."""
    return None if minutes is None else local(as_of - timedelta(minutes=minutes), zone).replace(tzinfo=None)


def _entry(item: FollowUp, place: Place) -> Entry:
    return Entry(
        kind=item.action, day=place.day, start=place.start, title=item.title, detail=item.detail,
        state="conditional" if item.action == "step" else "planned", path=item.path, to=item.to, checks=item.checks,
        asked=(asked(item),),
    )  # fmt: skip


def asked(item: FollowUp) -> Asked:
    """Who asked for *item*, and on what grounds."""
    return Asked(
        plugin=item.plugin, rule=item.rule, key=item.key, title=item.title, detail=item.detail,
        citations=item.citations, policy=item.policy, disputes=item.disputes,
    )  # fmt: skip


def _why(item: FollowUp, own: Sequence[Place]) -> str:
    if not own:
        return f"there is no {item.due.on} in this calendar"
    return f"it falls later than {_FARTHEST} weeks after the first day"
