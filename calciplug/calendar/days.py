"""Which days are treated: from the prescription or from the user, never guessed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from calciplug.calendar.clocks import DAYS, WEEK
from calciplug.calendar.drug import listed
from calciplug.calendar.pattern import every, weekly, whole

if TYPE_CHECKING:
    from calciplug.calendar.pattern import Pattern
    from calciplug.calendar.remarks import Remarks
    from calciplug.model.calendar import Times

# Seven in two weeks: every second day, and no weekday is its own.
_ALTERNATE: Final = DAYS / 2


def treated(what: str, count: float, own: tuple[str, ...] | None, times: Times, said: Remarks) -> Pattern | None:
    """The days on which *what* falls *count* times a week; None where they are not known, with a problem for it.

    Args:
        what: `sessions`, or `infusions`.
        count: how often, over a calendar week.
        own: weekdays that the prescription names, or None.
        times: what the user gave.
        said: where it is told what is wanting, and what was taken.
    """
    if count == _ALTERNATE:
        if times.weekdays is not None:
            said.refuse(f"{count:g} {what} a week are every second day, and no weekday is its own: no --weekdays")
        said.note(f"{count:g} {what} a week: every second day from {times.start} on.")
        return every(2, times.start)
    wanted = whole(count)
    if wanted is None or not 1 <= wanted <= DAYS:
        said.refuse(
            f"{count:g} {what} a week have no week that repeats; whole numbers from 1 to {DAYS} and {_ALTERNATE:g} "
            "(every second day) can be laid"
        )
        return None
    if wanted == DAYS and times.weekdays is None:
        return weekly(WEEK, times.start)
    return _named(what, wanted, own, times, said)


def _named(what: str, wanted: int, own: tuple[str, ...] | None, times: Times, said: Remarks) -> Pattern | None:
    fitting = own is not None and len(own) == wanted
    if times.weekdays is None:
        if fitting and own is not None:
            return weekly(own, times.start)
        has = f"the prescription names {len(own)} ({', '.join(own)})" if own else "the prescription names no days"
        said.refuse(
            f"{wanted} {what} a week are proposed, and {has}; name them, {wanted} of mon to sun: --weekdays DAY,DAY"
        )
        return None
    if len(times.weekdays) != wanted:
        said.refuse(
            f"{wanted} {what} a week are proposed, and --weekdays names {len(times.weekdays)} "
            f"({', '.join(times.weekdays)}); name {wanted} days"
        )
        return None
    if fitting and own is not None and set(own) != set(times.weekdays):
        said.refuse(
            f"--weekdays names {listed(times.weekdays)}, and the prescription has {listed(own)}; leave "
            "--weekdays out, or order other days"
        )
        return None
    return weekly(times.weekdays, times.start)
