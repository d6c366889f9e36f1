"""A calendar: what an outcome proposes, and what rules ask for, with dates and times of day in one zone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import attrs

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime, time

    from calciplug.model.amount import Amount
    from calciplug.model.plan import Programme

Kind = Literal["session", "infusion", "dwell", "check", "step", "review"]
# `conditional`: it waits for something that nobody knows yet, and is never shown as given.
State = Literal["planned", "conditional"]


@attrs.frozen(kw_only=True)
class Times:
    """Days and times of day that no prescription holds, as the user gives them; nothing here is guessed.

    Attributes:
        weeks: blocks of seven days from *start*.
        start: first day of the calendar.
        zone: IANA zone whose clocks count.
        at: time of day at which a session begins, or an intravenous infusion without one; None: the case's own.
        exchanges: time of day of the first exchange of each key.
        weekdays: days of the sessions, or of infusions without one, `mon` to `sun`; None: the prescription's own.
    """

    weeks: int
    start: date
    zone: str
    at: time | None = None
    exchanges: Mapping[str, time] = attrs.field(factory=dict)
    weekdays: tuple[str, ...] | None = None


@attrs.frozen(kw_only=True)
class Asked:
    """Which rule asked for an entry, in its own words and on its own grounds.

    Attributes:
        plugin: who.
        rule: under which rule.
        key: which of the rule's follow-ups.
        title: one line.
        detail: what it waits for, or why.
        citations: bibliography ids; empty with *policy*.
        policy: whether a number in it is local policy and not from a source.
        disputes: disputes that it touches.
    """

    plugin: str
    rule: str
    key: str
    title: str
    detail: str
    citations: tuple[str, ...]
    policy: bool
    disputes: tuple[str, ...]


@attrs.frozen(kw_only=True)
class Entry:
    """One thing at one time.

    Attributes:
        kind: what it is.
        day: on the clocks of the calendar's zone, of *start* where there is one.
        start: with a fixed offset, so that differences are elapsed time; None: no time of day, the whole day.
        end: likewise; None for what takes no time of its own.
        title: one line.
        detail: what is proposed for it, or what it waits for.
        state: `planned`, or `conditional`.
        exchange: key of the exchange, for a dwell.
        thiosulfate: whether thiosulfate is given in it; a session's dose stands in its `infusion`.
        dose: of thiosulfate, for an infusion or a dwell that has one.
        product: id of the product of that dose.
        volume: of that product.
        path: what a step or a review is about, or None.
        to: the value that a step would go to, or None.
        checks: paths of what is to be measured.
        asked: rules that asked for it; none for what the prescription itself holds.
        note: what a change of clocks makes of it, or None.
    """

    kind: Kind
    day: date
    start: datetime | None = None
    end: datetime | None = None
    title: str
    detail: str = ""
    state: State = "planned"
    exchange: str | None = None
    thiosulfate: bool = False
    dose: Amount | None = None
    product: str | None = None
    volume: Amount | None = None
    path: str | None = None
    to: Amount | None = None
    checks: tuple[str, ...] = ()
    asked: tuple[Asked, ...] = ()
    note: str | None = None


@attrs.frozen(kw_only=True)
class Undated:
    """What a rule asked for and what has no day in this calendar, with the reason."""

    kind: Kind
    asked: Asked
    why: str


@attrs.frozen(kw_only=True)
class Calendar:
    """What an outcome comes to in the weeks that follow, as long as nothing changes.

    Attributes:
        programme: the outcome that it is laid from, and what rules asked for; it holds for this outcome alone.
        times: days and times of day that were given.
        at: time of day of a session that was used, given or the case's own; None where nothing begins at it.
        entries: sorted by day and time.
        later: entries of rules after the last week, sorted.
        undated: what rules asked for and what could not be placed.
        notes: how days were chosen, what is not laid, and why.
    """

    programme: Programme
    times: Times
    at: time | None
    entries: tuple[Entry, ...]
    later: tuple[Entry, ...] = ()
    undated: tuple[Undated, ...] = ()
    notes: tuple[str, ...] = ()
