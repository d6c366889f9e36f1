"""Days and times of day, as they are typed; all that is wrong with them is told at once."""

from __future__ import annotations

import re
from datetime import date, time
from typing import TYPE_CHECKING, Final

import attrs
import click

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from calciplug.model.calendar import Times

_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_CLOCK: Final = re.compile(r"[0-9]{2}:[0-9]{2}", re.ASCII)


def day(text: str, problems: list[str]) -> date | None:
    """The day that *text* names, as `2026-01-12`."""
    try:
        if _DATE.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    problems.append(f"--start {text!r} is no day; write YYYY-MM-DD, as in 2026-01-12")
    return None


def clocks(texts: Sequence[str], problems: list[str]) -> tuple[time | None, dict[str, time]]:
    """The time of day without a key, and the one of each key of an exchange.

    Args:
        texts: `HH:MM` or `KEY=HH:MM`, as they were typed.
        problems: where it is told what is wrong with them.
    """
    found: dict[str, time] = {}
    for text in texts:
        key, _, clock = text.rpartition("=")
        try:
            at = time.fromisoformat(clock) if _CLOCK.fullmatch(clock) else None
        except ValueError:
            at = None
        if at is None or text.startswith("="):
            problems.append(f"--at {text!r} is no time of day; write HH:MM from 00:00 to 23:59, or KEY=HH:MM")
        elif key in found:
            problems.append(f"--at {key}= was given twice" if key else "--at HH:MM was given twice")
        else:
            found[key] = at
    return found.pop("", None), found


def weekdays(text: str | None, problems: list[str]) -> tuple[str, ...] | None:
    """The weekdays that *text* names, parted by commas."""
    from calciplug.model.field import code_lists

    if text is None:
        return None
    known = code_lists()["weekday"]
    named = tuple(text.split(","))
    wrong = [name for name in named if name not in known]
    if wrong or len(set(named)) != len(named):
        problems.append(f"--weekdays {text!r} does not name weekdays, each once; write some of {','.join(known)}")
    return named


@attrs.frozen
class Typed:
    """What was typed, and is sound by itself."""

    weeks: int
    start: date
    at: time | None
    exchanges: Mapping[str, time]
    weekdays: tuple[str, ...] | None


def typed(weeks: int | None, start: str | None, zone: str | None, named: str | None, at: Sequence[str]) -> Typed:
    """Everything that was typed; the zone is only looked up, because the case may name it instead.

    Raises:
        click.UsageError: with all that is wrong or missing.
    """
    from calciplug.codec.times import unknown_zone

    problems = [f"{name} is missing" for name, own in (("--weeks", weeks), ("--start", start)) if own is None]
    first = None if start is None else day(start, problems)
    unknown = None if zone is None else unknown_zone(zone)
    problems += [] if unknown is None else [f"--zone: {unknown}"]
    days = weekdays(named, problems)
    clock, exchanges = clocks(at, problems)
    refuse(problems)
    assert weeks is not None
    assert first is not None
    return Typed(weeks, first, clock, exchanges, days)


def times(own: Typed, zone: str | None) -> Times:
    """What was typed, on the clocks of *zone*.

    Raises:
        click.UsageError: there is no zone.
    """
    from calciplug.model.calendar import Times

    if zone is None:
        refuse(["neither --zone nor the case says whose clocks count; give --zone AREA/CITY, as in Europe/Paris"])
    assert zone is not None
    return Times(weeks=own.weeks, start=own.start, zone=zone, at=own.at, exchanges=own.exchanges, weekdays=own.weekdays)


def refuse(problems: Sequence[str]) -> None:
    """Refuse with every one of *problems*.

    Raises:
        click.UsageError: there is one.
    """
    if problems:
        lines = [f"  {problem}" for problem in problems]
        raise click.UsageError("\n".join(["no calendar was laid, and nothing was written", *lines]))
