"""What `calciplug plan` does between a case and its bytes, and what is said where it can not."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from calciplug.cli import exits, when
from calciplug.cli.talk import plain, say

if TYPE_CHECKING:
    from calciplug.cli.inputs import Input
    from calciplug.model.calendar import Calendar, Times
    from calciplug.model.case import Case
    from calciplug.model.plan import Programme


def check_library() -> None:
    """Refuse before anything is read where the library that writes iCalendar is not installed."""
    from calciplug.codec.calendar_ics import icalendar
    from calciplug.errors import CalciplugError

    try:
        icalendar()
    except CalciplugError as error:
        raise click.UsageError(f"{error}; nothing was done") from error


def rejected(item: Input, asked: Programme) -> int:
    """Say on stderr which plugin failed; the exit code is that of `calciplug adjust`."""
    faults = [found.detail for found in asked.outcome.findings if found.code == "plugin-fault"]
    say(f"calciplug: {item.name} was rejected; no calendar was laid, and nothing was written")
    for fault in faults:
        say(f"  {plain(fault)}")
    return exits.HELD


def laid(item: Input, case: Case, asked: Programme, times: Times) -> Calendar | None:
    """The calendar; None where the outcome leaves nothing to lay.

    Raises:
        click.UsageError: what was typed does not fit what is proposed; with every reason.
    """
    from calciplug.calendar import lay
    from calciplug.errors import CalendarError

    try:
        return lay(case, asked, times)
    except CalendarError as error:
        if not error.held:
            when.refuse(error.problems)
        say(f"calciplug: {item.name} is held; no calendar was laid, and nothing was written")
        for problem in error.problems:
            say(f"  {plain(problem)}")
        return None


def written(calendar: Calendar, form: str, *, colour: bool) -> bytes:
    """*calendar* as `text`, `json` or `ics`."""
    from calciplug.codec.calendar_ics import write_ics
    from calciplug.codec.calendar_writer import write_calendar

    if form == "ics":
        return write_ics(calendar)
    document = write_calendar(calendar)
    if form == "json":
        return document
    from calciplug.report import calendar_sheet

    return calendar_sheet(json.loads(document), colour=colour).encode("utf-8")
