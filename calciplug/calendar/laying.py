"""One outcome and what rules ask for, laid into weeks with dates: pure, no clock."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from calciplug.calendar.aging import aged
from calciplug.calendar.clocks import DAYS, WEEK
from calciplug.calendar.drug import listed
from calciplug.calendar.dwells import dwells
from calciplug.calendar.follow import followed
from calciplug.calendar.given import misshapen
from calciplug.calendar.order import sort
from calciplug.calendar.proposal import unlaid, withheld
from calciplug.calendar.remarks import Remarks
from calciplug.calendar.sessions import Sessions, sessions
from calciplug.codec.times import YEARS, local, unknown_zone
from calciplug.engine import plan as programme
from calciplug.errors import CalendarError
from calciplug.model.calendar import Calendar

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from calciplug.host import Host
    from calciplug.model.calendar import Entry, Times
    from calciplug.model.case import Case
    from calciplug.model.outcome import Outcome
    from calciplug.model.plan import Programme
    from calciplug.protocol import Protocol

# A year: an outcome is one case at one moment, and what is laid from it does not hold for longer (policy).
MOST_WEEKS: Final = 53
_PERITONEAL: Final = ("CAPD", "APD")


def plan(case: Case, host: Host, protocol: Protocol, times: Times) -> Calendar:
    """Adjust *case*, and lay what is proposed and what rules ask for into the weeks that follow.

    Args:
        case: the patient at one moment; see `codec.read_case`.
        host: the loaded plugins.
        protocol: the site's policy.
        times: days and times of day that no prescription holds.

    Raises:
        CalendarError: with every reason for which no calendar can be laid.
        ProtocolError: the protocol does not fit the loaded plugins.
    """
    return lay(case, programme(case, host, protocol), times)


def lay(case: Case, asked: Programme, times: Times) -> Calendar:
    """Lay an outcome, and what rules ask for, into weeks.

    Args:
        case: that the outcome answers.
        asked: the outcome, and what rules ask for in the weeks that follow.
        times: days and times of day that no prescription holds.

    Raises:
        CalendarError: with every reason for which no calendar can be laid.
    """
    outcome = asked.outcome
    _check_held(outcome)
    problems = list(misshapen(times)) or list(_wrong(case, times))
    if problems:
        raise CalendarError(problems)
    said = Remarks()
    peritoneal = outcome.modality in _PERITONEAL
    if not peritoneal and times.exchanges:
        said.refuse(f"--at names {listed(sorted(times.exchanges))}, and there are no exchanges: give --at HH:MM")
    found = dwells(outcome, times, said) if peritoneal else sessions(case, outcome, times, said)
    if said.problems or found is None:
        raise CalendarError(said.problems)
    laid = tuple(found.lay(times.weeks))
    entries, later, undated = followed(asked.follow_ups, found.lay, times, case.as_of)
    said.notes.extend(
        [
            *unlaid(outcome, peritoneal),
            *withheld(outcome),
            *aged(asked.read, case.as_of, laid),
            *_moments(case, times, laid),
        ]
    )
    return Calendar(
        programme=asked, times=times, at=found.at if isinstance(found, Sessions) else times.at,
        entries=sort((*laid, *entries)), later=later, undated=undated, notes=tuple(said.notes),
    )  # fmt: skip


def _check_held(outcome: Outcome) -> None:
    """Refuse where the outcome leaves nothing to lay."""
    if outcome.prescription is None:
        raise CalendarError(["the case was rejected, and nothing is proposed that could be laid"], held=True)
    # Thiosulfate may be withheld: the sessions or dwells stand without it.
    gone = [
        item
        for item in outcome.withheld
        if item.section in ("schedule", "modality")
        or (item.section.startswith("exchanges") and not item.section.endswith(".thiosulfate"))
    ]
    if gone:
        raise CalendarError(
            [f"{item.section} is withheld ({item.why}); nothing can be laid" for item in gone], held=True
        )


def _wrong(case: Case, times: Times) -> Iterator[str]:
    """What no prescription could make right."""
    if (unknown := unknown_zone(times.zone)) is not None:
        yield unknown
    if not 1 <= times.weeks <= MOST_WEEKS:
        yield f"{times.weeks} weeks cannot be laid; from 1 to {MOST_WEEKS} can"
    # Room for what is looked for after the last week, up to ten years.
    elif not date(YEARS[0], 1, 1) <= times.start <= date(YEARS[1] - 11, 12, 31):
        yield f"{times.start} is not between the years {YEARS[0]} and {YEARS[1] - 11}"
    elif unknown is None and times.start < (known := local(case.as_of, times.zone).date()):
        yield f"the calendar would begin on {times.start}, before the day of the case; give --start {known} or later"
    for clock in (times.at, *times.exchanges.values()):
        if clock is not None and (clock.second or clock.microsecond or clock.tzinfo is not None):
            yield f"{clock.isoformat()} is no time of day in hours and minutes"
    named = times.weekdays or ()
    if times.weekdays is not None and (not named or set(named) - set(WEEK) or len(set(named)) != len(named)):
        yield f"{', '.join(named) or 'nothing'} names no weekdays; each once, out of {', '.join(WEEK)}"


def _moments(case: Case, times: Times, laid: Sequence[Entry]) -> Iterator[str]:
    """Notes on single days."""
    if any(item.start is not None and item.start < case.as_of for item in laid):
        known = local(case.as_of, times.zone)
        yield f"What begins on {times.start} before {known:%H:%M}, the moment of the case, is past."
    for item in laid:
        if item.note is not None:
            yield f"{item.title[0].upper()}{item.title[1:]}: {item.note}."
    if laid and max(item.day for item in laid) >= times.start + timedelta(days=DAYS * times.weeks):
        yield "What belongs to the last day and begins after its midnight is laid with it."
