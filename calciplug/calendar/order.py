"""The order of entries: by day, the whole day first, then by moment, a check before what it is made for."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from calciplug.model.calendar import Entry

_RANKS: Final = {"review": 0, "check": 1, "step": 2, "session": 3, "dwell": 4, "infusion": 5}
_FIRST: Final = datetime.min.replace(tzinfo=UTC)


def sort(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """*entries* in the order of a calendar; the same order for the same entries, however they came."""
    return tuple(sorted(entries, key=_place))


def _place(item: Entry) -> tuple[object, ...]:
    names = tuple((one.plugin, one.rule, one.key) for one in item.asked)
    return item.day, item.start or _FIRST, _RANKS[item.kind], item.exchange or "", item.title, names
