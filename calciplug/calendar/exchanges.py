"""Peritoneal exchanges of one key: on which days, at which time of day, how long, which carry thiosulfate."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import attrs

from calciplug.calendar.clocks import DAYS, WEEK, after, begins
from calciplug.calendar.drug import days_of, drug, number
from calciplug.calendar.pattern import every, weekly, whole
from calciplug.calendar.proposal import rounded, shown, title
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
class Exchange:
    """Exchanges of one key, settled in every respect.

    Attributes:
        key: of the prescription's `exchanges`.
        times: what the user gave.
        at: time of day of the first of a day.
        days: on which there are any.
        each: how many a day, back to back.
        minutes: how long one dwells.
        detail: what is proposed for each.
        drug: thiosulfate, or None.
        carried: days that carry it.
        every_one: whether every exchange of such a day does, and not the first alone.
    """

    key: str
    times: Times
    at: time
    days: Pattern
    each: int
    minutes: int
    detail: str
    drug: Drug | None = None
    carried: Pattern | None = None
    every_one: bool = False

    def lay(self, weeks: int) -> Iterator[Entry]:
        """Every dwell that begins on a day of so many weeks, in order."""
        zone, first = self.times.zone, self.times.start
        until = first + timedelta(days=DAYS * weeks)
        carrying = set() if self.carried is None else set(self.carried.days(first, until))
        for day in self.days.days(first, until):
            opened, note = begins(day, self.at, zone)
            for index in range(self.each):
                start = after(opened, index * self.minutes, zone)
                carries = self.drug is not None and day in carrying and (self.every_one or index == 0)
                yield Entry(
                    kind="dwell", day=start.date(), start=start, end=after(start, self.minutes, zone),
                    title=f"dwell {self.key}", detail=self.detail, exchange=self.key, note=note if index == 0 else None,
                    **(self.drug.given() if carries and self.drug is not None else {}),
                )  # fmt: skip


def exchange(outcome: Outcome, key: str, times: Times, said: Remarks) -> Exchange | None:
    """The exchanges *key* of *outcome*; None where they cannot be laid, with all problems but a missing time of day."""
    path = f"exchanges.{key}"
    count, dwell = number(outcome, f"{path}.count"), number(outcome, f"{path}.dwell")
    for leaf, found in (("count", count), ("dwell", dwell)):
        if found is None:
            said.refuse(f"nothing is proposed at {path}.{leaf}, so exchange {key} cannot be laid; give it in the case")
    own = drug(outcome, f"{path}.thiosulfate", "count", said)
    if count is None or dwell is None:
        return None
    days, each = _days(outcome, key, count, times, said)
    carried, every_one = None, False
    if own is not None and days is not None:
        every_one = abs(own.per_week - count) < 1e-6  # noqa: PLR2004  # rounding of floats, not a threshold
        if every_one:
            carried = days
            said.note(f"Thiosulfate, {own.frequency}: in every dwell {key}.")
        else:
            what = f"the days of dwell {key}" if each == 1 else f"the first dwell {key} of a day"
            carried = days_of(own, days, times.start, what, said)
    at = times.exchanges.get(key)
    if days is None or at is None:
        return None
    return Exchange(
        key=key, times=times, at=at, days=days, each=each, minutes=rounded(dwell, f"dwell {key}", said),
        detail=_proposal(outcome, path), drug=own, carried=carried, every_one=every_one,
    )  # fmt: skip


def _days(outcome: Outcome, key: str, count: float, times: Times, said: Remarks) -> tuple[Pattern | None, int]:
    """The days that have such exchanges, and how many each has."""
    each, apart = whole(count / DAYS), whole(DAYS / count)
    if each:
        return weekly(WEEK, times.start), each
    if apart:
        return every(apart, times.start), 1
    said.refuse(
        f"exchange {key}: {shown(outcome, f'exchanges.{key}.count')} is neither a whole number a day nor one every so "
        "many whole days, so it has no days"
    )
    return None, 0


def _proposal(outcome: Outcome, path: str) -> str:
    prescription = outcome.prescription
    assert prescription is not None, "a rejected outcome was refused before"
    leaves = (f"{path}.{leaf}" for leaf in ("method", "solution", "volume", "dwell"))
    return "; ".join(f"{title(leaf)} {shown(outcome, leaf)}" for leaf in leaves if leaf in prescription)
