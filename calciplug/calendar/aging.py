"""Values that the outcome rests on, and that are too old for it by the time the calendar begins."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from calciplug.model.field import field
from calciplug.units import text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from calciplug.model.answers import ReadValue
    from calciplug.model.calendar import Entry


def aged(read: Iterable[ReadValue], as_of: datetime, laid: Sequence[Entry]) -> Iterator[str]:
    """A note that names them, each with its own limit; what was old at *as_of* already is said by the outcome.

    Args:
        read: values that rules read, with their ages.
        as_of: the moment that ages are counted to.
        laid: sessions, infusions and dwells, in order.
    """
    first = next((item.start for item in laid if item.start is not None), None)
    if first is None:
        return
    gone = (first - as_of) / timedelta(minutes=1)
    found: dict[float, dict[str, str]] = {}
    for item in read:
        declared = field(item.path)
        if declared is None or declared.max_age is None or item.age is None or item.stale:
            continue
        if item.age + gone > declared.max_age:
            found.setdefault(declared.max_age, {})[item.path] = declared.title
    if found:
        named = "; ".join(
            f"{text(limit, 'time')}: {', '.join(own[path] for path in sorted(own))}"
            for limit, own in sorted(found.items())
        )
        yield (
            f"By {first:%Y-%m-%d %H:%M}, when the first of what is laid begins, values that rules read will be older "
            f"than their limits ({named}). Measure them again and adjust the case anew before that."
        )
