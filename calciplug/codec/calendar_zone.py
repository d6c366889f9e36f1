"""When the clocks of a zone change, as iCalendar says it: each by the clocks before it (RFC 5545, 3.6.5)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

import attrs

from calciplug.codec.times import clocks

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zoneinfo import ZoneInfo

# No zone has ever changed its clocks twice within so little time.
_STEP: Final = timedelta(days=1)
_EXACT: Final = timedelta(seconds=1)


@attrs.frozen
class Observance:
    """Time from one change of clocks to the next.

    Attributes:
        begins: local time of the change, by the clocks that end with it; without a zone.
        before: offset from UTC before it.
        offset: offset from UTC from then on.
        name: such as `CET`.
        standard: whether it is no summer time.
    """

    begins: datetime
    before: timedelta
    offset: timedelta
    name: str
    standard: bool


def observances(zone: str, first: int, last: int) -> Iterator[Observance]:
    """The offsets of *zone* from the first day of the year *first* to the end of the year *last*, in order."""
    own = clocks(zone)
    # A day on either side: what is at the edge of a year here may be in another one elsewhere.
    moment, until = datetime(first, 1, 1, tzinfo=UTC) - _STEP, datetime(last + 1, 1, 1, tzinfo=UTC) + _STEP
    yield _observance(moment, own, _offset(moment, own))
    while moment < until:
        then = moment + _STEP
        if _kind(moment, own) != _kind(then, own):
            yield _observance(_change(moment, then, own), own, _offset(moment, own))
        moment = then


def _change(low: datetime, high: datetime, own: ZoneInfo) -> datetime:
    """The first second with the offset of *high*, which *low* does not have."""
    before = _kind(low, own)
    while high - low > _EXACT:
        middle = low + (high - low) // 2
        middle = middle.replace(microsecond=0)
        low, high = (middle, high) if _kind(middle, own) == before else (low, middle)
    return high


def _observance(moment: datetime, own: ZoneInfo, before: timedelta) -> Observance:
    shown = moment.astimezone(own)
    return Observance(
        begins=(moment + before).replace(tzinfo=None),
        before=before,
        offset=_offset(moment, own),
        name=shown.tzname() or "",
        standard=not shown.dst(),
    )


def _offset(moment: datetime, own: ZoneInfo) -> timedelta:
    found = moment.astimezone(own).utcoffset()
    assert found is not None, "a zone always has an offset"
    return found


def _kind(moment: datetime, own: ZoneInfo) -> tuple[timedelta, str | None]:
    return _offset(moment, own), moment.astimezone(own).tzname()
