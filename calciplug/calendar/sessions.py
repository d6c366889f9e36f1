"""Haemodialysis: sessions on their days, and the infusions that end with them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import attrs

from calciplug.calendar.clocks import DAYS, WEEK, after, begins, whole_minutes
from calciplug.calendar.days import treated
from calciplug.calendar.drug import computed, days_of, drug, number
from calciplug.calendar.proposal import proposal, rounded, shown
from calciplug.calendar.start import time_of_day
from calciplug.codec.times import local
from calciplug.model.calendar import Entry

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime, time

    from calciplug.calendar.drug import Drug
    from calciplug.calendar.pattern import Pattern
    from calciplug.calendar.remarks import Remarks
    from calciplug.model.calendar import Times
    from calciplug.model.case import Case
    from calciplug.model.outcome import Outcome


@attrs.frozen(kw_only=True)
class Sessions:
    """Sessions that are settled in every respect and can be laid over any number of weeks.

    Attributes:
        times: what the user gave.
        at: time of day at which each begins.
        days: on which.
        minutes: how long each is.
        detail: what is proposed for each.
        drug: thiosulfate, or None.
        carried: days that carry it.
        starts: minutes into the session at which it begins; None where that is not known.
    """

    times: Times
    at: time
    days: Pattern
    minutes: int
    detail: str
    drug: Drug | None = None
    carried: Pattern | None = None
    starts: int | None = None

    def lay(self, weeks: int) -> Iterator[Entry]:
        """Every session and infusion of so many weeks, in order."""
        first = self.times.start
        until = first + timedelta(days=DAYS * weeks)
        carrying = set() if self.carried is None else set(self.carried.days(first, until))
        for day in self.days.days(first, until):
            start, note = begins(day, self.at, self.times.zone)
            end = after(start, self.minutes, self.times.zone)
            carries = day in carrying
            yield Entry(
                kind="session", day=start.date(), start=start, end=end, title="dialysis session", detail=self.detail,
                thiosulfate=carries, note=note,
            )  # fmt: skip
            if carries and self.drug is not None:
                yield self._infusion(self.drug, start, end)

    def _infusion(self, own: Drug, start: datetime, end: datetime) -> Entry:
        begin = None if self.starts is None else after(start, self.starts, self.times.zone)
        if begin is None:
            title, detail = "thiosulfate in this session", "Nothing says how long it runs, so it has no time of day."
        else:
            title = "thiosulfate infusion"
            detail = f"It begins {self.starts} min into the session and ends with it."
        return Entry(
            kind="infusion", day=(begin or start).date(), start=begin, end=None if begin is None else end,
            title=f"{title}, {own.dose.shown}", detail=detail, **own.given(),
        )  # fmt: skip


def sessions(case: Case, outcome: Outcome, times: Times, said: Remarks) -> Sessions | None:
    """The sessions of *outcome*; None where they cannot be laid, with every problem that was found."""
    at = time_of_day(case, times, "a session", said)
    count, duration = number(outcome, "schedule.count"), number(outcome, "schedule.duration")
    for path, found in (("schedule.count", count), ("schedule.duration", duration)):
        if found is None:
            said.refuse(f"nothing is proposed at {path}, so there is no session to lay; give it in the case")
    own = drug(outcome, "thiosulfate", "sessions", said)
    if count is None or duration is None:
        return None
    weekdays = outcome.amount("schedule.weekdays")
    named = weekdays.stored if weekdays is not None and isinstance(weekdays.stored, tuple) else None
    days = treated("sessions", count, named, times, said)
    carried = None
    if own is not None and days is not None:
        carried = days_of(own, days, times.start, "the days of sessions", said)
    starts = None if own is None else _starts(outcome, said)
    if days is None or at is None:
        return None
    settled = Sessions(
        times=times, at=at, days=days, minutes=rounded(duration, "session duration", said), detail=proposal(outcome),
        drug=own, carried=carried, starts=starts,
    )  # fmt: skip
    _compare(case, settled, said)
    return settled


def _compare(case: Case, found: Sessions, said: Remarks) -> None:
    """Note that the case's own next session is none of those that are laid, where it falls into their weeks."""
    times = found.times
    if case.session_start is None:
        return
    own = local(case.session_start, times.zone).replace(second=0)
    until = times.start + timedelta(days=DAYS * times.weeks)
    if times.start <= own.date() < until and all(item.start != own for item in found.lay(times.weeks)):
        said.note(
            f"The case's next session begins on {WEEK[own.weekday()]} {own:%Y-%m-%d} at {own:%H:%M}; no session here "
            "does. Check --weekdays, --at and --start."
        )


def _starts(outcome: Outcome, said: Remarks) -> int | None:
    """Minutes into a session at which its infusion begins, as the model computes them."""
    leaf = computed(outcome, "thiosulfate.start")
    if leaf is None or not isinstance(leaf.stored, float):
        said.note("No infusion duration is proposed: infusions have no time of day here.")
        return None
    if whole_minutes(leaf.stored) < 0:
        run = shown(outcome, "thiosulfate.infusion_duration")
        said.refuse(f"the infusion ({run}) is longer than the session; nothing was laid")
    return rounded(leaf.stored, "begin of the infusion", said)
