"""Intravenous thiosulfate without a session: infusions on their own days, as in peritoneal dialysis."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import attrs

from calciplug.calendar.clocks import DAYS, after, begins
from calciplug.calendar.days import treated
from calciplug.calendar.drug import drug, number
from calciplug.calendar.proposal import rounded
from calciplug.model.calendar import Entry

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import time

    from calciplug.calendar.drug import Drug
    from calciplug.calendar.pattern import Pattern
    from calciplug.calendar.remarks import Remarks
    from calciplug.model.calendar import Times
    from calciplug.model.outcome import Outcome


@attrs.frozen(kw_only=True)
class Visits:
    """Infusions without a session, settled in every respect.

    Attributes:
        times: what the user gave.
        at: time of day at which each begins.
        days: on which.
        minutes: how long each runs; None where nothing says so.
        drug: what is infused.
    """

    times: Times
    at: time
    days: Pattern
    minutes: int | None
    drug: Drug

    def lay(self, weeks: int) -> Iterator[Entry]:
        """Every infusion of so many weeks, in order."""
        first, zone = self.times.start, self.times.zone
        for day in self.days.days(first, first + timedelta(days=DAYS * weeks)):
            start, note = begins(day, self.at, zone)
            yield Entry(
                kind="infusion", day=start.date(), start=start,
                end=None if self.minutes is None else after(start, self.minutes, zone),
                title=f"thiosulfate infusion, {self.drug.dose.shown}", detail="Intravenous, without a session.",
                note=note, **self.drug.given(),
            )  # fmt: skip


def visits(outcome: Outcome, times: Times, said: Remarks) -> Visits | None:
    """Intravenous thiosulfate of *outcome*; None where there is none, or where it cannot be laid."""
    own = drug(outcome, "thiosulfate", "sessions", said)
    if own is None:
        if outcome.amount("thiosulfate.dose") is None and "thiosulfate" not in {
            item.section for item in outcome.withheld
        }:
            _unused(times, said)
        return None
    if times.at is None:
        said.refuse("intravenous thiosulfate is proposed, and nothing says at which time of day; give --at HH:MM")
    days = treated("infusions", own.per_week, None, times, said)
    run = number(outcome, "thiosulfate.infusion_duration")
    if run is None:
        said.note("No infusion duration is proposed: infusions have a beginning and no end here.")
    if times.at is None or days is None:
        return None
    minutes = None if run is None else rounded(run, "infusion", said)
    return Visits(times=times, at=times.at, days=days, minutes=minutes, drug=own)


def _unused(times: Times, said: Remarks) -> None:
    """Nothing that was given may be left aside without a word."""
    if times.at is not None:
        said.refuse("--at HH:MM is for intravenous thiosulfate, and none is proposed; exchanges take --at KEY=HH:MM")
    if times.weekdays is not None:
        said.refuse("--weekdays is for sessions and for intravenous thiosulfate, and neither is proposed")
