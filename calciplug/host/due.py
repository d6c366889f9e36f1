"""When a follow-up is due: counts and times of a plugin, checked before they are taken down."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, get_args

from calciplug.codec.times import YEARS
from calciplug.errors import PluginFault
from calciplug.host import said
from calciplug.model.plan import Due, Unit

if TYPE_CHECKING:
    from collections.abc import Callable

    from calciplug.units import Quantity

_DAY: Final = 24 * 60.0
# Ten years: no plan is that long, and a calendar has to be able to add it to a date.
_MOST: Final = 3653
_LONGEST: Final = _MOST * _DAY
# What arithmetic may leave on a whole number.
_ROUNDING: Final = 1e-9


def due(on: str, numbers: Any, after: Any, every: Any, times: Any) -> Due:
    """When, with every part checked.

    Raises:
        PluginFault: a part cannot stand, or two of them contradict each other.
    """
    if on not in get_args(Unit):
        raise PluginFault("plugin.unknown_unit", f"placed a follow-up at none of {', '.join(get_args(Unit))}")
    if after is not None and numbers is not None:
        raise PluginFault("plugin.contradictory_due", "gave a follow-up both numbers and a time after the first")
    if every is not None and after is None:
        raise PluginFault("plugin.contradictory_due", "repeated a follow-up without saying after what time it begins")
    if times is not None and (numbers is not None or (after is not None and every is None)):
        raise PluginFault("plugin.contradictory_due", "said how often of a follow-up that is not repeated")
    given = () if numbers is None else numbers if isinstance(numbers, tuple) else (numbers,)
    if numbers == ():
        raise PluginFault("plugin.no_whole_count", "gave a follow-up no numbers; None stands for each")
    return Due(
        on=on,  # type: ignore[arg-type]  # one of the units, as just seen
        numbers=tuple(sorted({_count(one) for one in given})),
        after=None if after is None else _delay(after),
        every=None if every is None else _interval(every),
        times=None if times is None else _count(times),
    )


def elapsed(since: Any, after: Any, age: Callable[[datetime], Quantity]) -> float | None:
    """Minutes before `as_of` of the moment that *after* counts from; None where it is the plan's first one.

    Args:
        since: the moment, or None.
        after: what counts from it.
        age: time from a moment to `as_of`.

    Raises:
        PluginFault: it is no moment, lies after `as_of` or before what any document holds, or nothing counts from it.
    """
    if since is None:
        return None
    if after is None:
        raise PluginFault("plugin.contradictory_due", "said from what moment a time counts, and gave no time")
    if not isinstance(since, datetime):
        raise PluginFault("plugin.wrong_type", "gave something that is no moment for one that a time counts from")
    if since.utcoffset() is None:
        raise PluginFault("plugin.naive_moment", "gave a moment without its offset from UTC for a time to count from")
    if since.year < YEARS[0]:
        raise PluginFault("plugin.bad_moment", f"counted a time from a moment before the year {YEARS[0]}")
    minutes = said.number(age(since), "time")
    if minutes < 0:
        raise PluginFault("plugin.moment_ahead", "counted a time from a moment after the case's as_of")
    return minutes


def _count(value: Any) -> int:
    number = said.number(value, "count")
    whole = round(number)
    if not 1 <= whole <= _MOST or abs(number - whole) > _ROUNDING:
        raise PluginFault("plugin.no_whole_count", f"counted a follow-up by what is no whole number from 1 to {_MOST}")
    return whole


def _delay(value: Any) -> float:
    minutes = said.number(value, "time")
    if not 0 <= minutes <= _LONGEST:
        raise PluginFault("plugin.bad_delay", "delayed a follow-up by less than nothing, or by more than ten years")
    return abs(minutes)  # no minus before nothing


def _interval(value: Any) -> float:
    minutes = said.number(value, "time")
    if not _DAY <= minutes <= _LONGEST:
        raise PluginFault("plugin.bad_interval", "repeated a follow-up within less than a day, or in over ten years")
    return minutes
