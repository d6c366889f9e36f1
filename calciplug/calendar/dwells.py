"""Peritoneal dialysis: every dwell after the other, none over another one, and infusions beside them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from math import lcm
from typing import TYPE_CHECKING, Final

import attrs

from calciplug.calendar.drug import listed
from calciplug.calendar.exchanges import exchange
from calciplug.calendar.visits import visits
from calciplug.errors import CalendarError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from calciplug.calendar.exchanges import Exchange
    from calciplug.calendar.remarks import Remarks
    from calciplug.calendar.visits import Visits
    from calciplug.model.calendar import Entry, Times
    from calciplug.model.outcome import Outcome

_DAY: Final = 24 * 60
_UNMODELLED: Final = (
    "A dwell begins when the one before it ends: the time to drain and to fill is not modelled. Exchanges of one "
    "key on one day follow each other back to back."
)


@attrs.frozen
class Dwells:
    """Exchanges that do not meet, and infusions beside them."""

    exchanges: tuple[Exchange, ...]
    visits: Visits | None = None

    def lay(self, weeks: int) -> Iterator[Entry]:
        """Every dwell and infusion of so many weeks.

        Raises:
            CalendarError: the clocks go forward, and leave a dwell no time at all.
        """
        wanted = {(start, entry.exchange) for start, _, entry in _laid(self.exchanges, weeks)}
        # A week more than is wanted: the last dwell may be followed by one that the clocks bring nearer.
        for entry in _fitted(sorted(_laid(self.exchanges, weeks + 1), key=lambda item: item[0])):
            if (entry.start, entry.exchange) in wanted:
                yield entry
        if self.visits is not None:
            yield from self.visits.lay(weeks)


def dwells(outcome: Outcome, times: Times, said: Remarks) -> Dwells | None:
    """The exchanges of *outcome*; None where they cannot be laid, with every problem that was found."""
    prescription = outcome.prescription
    keys = () if prescription is None else prescription.exchanges()
    if not keys:
        said.refuse("no exchange is proposed, so there is nothing to lay")
    unknown = sorted(set(times.exchanges) - set(keys))
    if unknown:
        said.refuse(f"--at names {listed(unknown)}; the exchanges are {listed(keys) or 'none'}")
    wanting = [key for key in keys if key not in times.exchanges]
    if wanting:
        options = " ".join(f"--at {key}=HH:MM" for key in wanting)
        said.refuse(f"nothing says when the first exchange {listed(wanting)} of a day begins; give {options}")
    found = [exchange(outcome, key, times, said) for key in keys]
    settled = tuple(item for item in found if item is not None)
    _check(settled, said)
    infused = visits(outcome, times, said)
    said.note(_UNMODELLED)
    return Dwells(settled, infused) if len(settled) == len(keys) else None


def _check(own: Sequence[Exchange], said: Remarks) -> None:
    """On clocks that never change no dwell may run into another one, or into its own next day."""
    daily = sum(item.each * item.minutes for item in own if item.days.period == 7)  # noqa: PLR2004  # days of a week
    if daily > _DAY:
        parts = listed([f"{item.each} of {item.minutes / 60:g} h ({item.key})" for item in own])
        said.refuse(f"the dwells of a day last {daily / 60:g} h together, more than 24 h: {parts}")
    spans = sorted(_spans(own), key=lambda item: item[0])
    seen = set()
    for (_, end, key), (start, _, other) in pairwise(spans):
        if start < end and frozenset((key, other)) not in seen:
            seen.add(frozenset((key, other)))
            said.refuse(
                f"dwell {key} lasts until {end:%H:%M}, and dwell {other} begins at {start:%H:%M} before that; give "
                "other times with --at KEY=HH:MM"
            )


def _spans(own: Sequence[Exchange]) -> Iterator[tuple[datetime, datetime, str]]:
    """Begin, end and key of every dwell until all days have met, by clocks that never change."""
    days = lcm(*(item.days.period for item in own)) + 2
    for item in own:
        first = item.times.start
        for day in item.days.days(first, first + timedelta(days=days)):
            for index in range(item.each):
                start = datetime.combine(day, item.at) + timedelta(minutes=index * item.minutes)
                yield start, start + timedelta(minutes=item.minutes), item.key


def _laid(own: Sequence[Exchange], weeks: int) -> Iterator[tuple[datetime, datetime, Entry]]:
    for item in own:
        for entry in item.lay(weeks):
            assert entry.start is not None
            assert entry.end is not None
            yield entry.start, entry.end, entry


def _fitted(laid: Sequence[tuple[datetime, datetime, Entry]]) -> Iterator[Entry]:
    """Where the clocks go forward, a dwell ends when the next one begins; where they go back, what is left is said."""
    following = [start for start, _, _ in laid[1:]]
    for (start, end, entry), then in zip(laid, [*following, None], strict=True):
        if then is None or end == then:
            yield entry
            continue
        if end < then:
            yield _noted(entry, _free(start, end, then, entry))
            continue
        if then <= start:
            raise CalendarError(
                [f"the clocks change on {entry.day}, and leave {entry.title} no time; give other times"]
            )
        less = round((end - then).total_seconds() / 60)
        note = f"{less} min shorter on {entry.day}: the clocks go forward, and the next dwell begins at its time of day"
        yield attrs.evolve(_noted(entry, note), end=then)


def _free(start: datetime, end: datetime, then: datetime, entry: Entry) -> str | None:
    """That a day longer than 24 hours leaves time without a dwell; other free time is what was asked for."""
    lasts = end.astimezone(UTC) - start.astimezone(UTC)
    if start.replace(tzinfo=None) + lasts != then.replace(tzinfo=None):
        return None
    free = round((then.astimezone(UTC) - end.astimezone(UTC)).total_seconds() / 60)
    return f"then {free} min without a dwell on {entry.day}: the clocks go back, and the next begins at its time of day"


def _noted(entry: Entry, note: str | None) -> Entry:
    return attrs.evolve(entry, note="; ".join(filter(None, (entry.note, note))) or None) if note else entry
