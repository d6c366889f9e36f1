"""What a plan asks for and could not ask for, each as a line of a case file."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from calciplug.model.amount import Amount
    from calciplug.model.plan import Due, FollowUp, Programme

_DAY: Final = 24 * 60.0
_DIGITS: Final = 4


def follow_up_lines(programme: Programme) -> list[str]:
    """Every follow-up: `rule key action path -> value (checks); when`, with plan-wide numbers and days.

    A time that does not count from the plan's first one names the moment, at the offset of the case's `as_of`.
    """
    return [_line(item, programme.outcome.as_of) for item in programme.follow_ups]


def unplanned_lines(programme: Programme) -> list[str]:
    """Every rule that could not say what follows, and for want of what: `rule cause path (part)`."""
    return [
        " ".join(filter(None, (item.rule, item.cause, item.path, f"({item.part})" if item.part else None)))
        for item in programme.silent
        if item.cause not in ("not-triggered", "modality")
    ]


def _line(item: FollowUp, as_of: str | None) -> str:
    parts = [item.rule, item.key, item.action, item.path or ""]
    if item.to is not None:
        parts.append(f"-> {_amount(item.to)}")
    if item.checks:
        parts.append(f"({', '.join(path.removeprefix('labs.') for path in item.checks)})")
    return f"{' '.join(filter(None, parts))}; {_when(item.due, as_of)}"


def _amount(item: Amount) -> str:
    return " ".join(str(own) for own in (item.value, item.unit, item.form) if own is not None)


def _when(due: Due, as_of: str | None) -> str:
    if due.after is None:
        which = ", ".join(str(number) for number in due.numbers)
        text = f"{due.on} {which}" if which else f"each {due.on}"
    else:
        text = f"{due.on} after {_days(due.after)}{_from(due, as_of)}"
    if due.every is not None:
        text += f", every {_days(due.every)}"
    return text if due.times is None else f"{text}, at most {due.times}"


def _from(due: Due, as_of: str | None) -> str:
    if due.since is None or as_of is None:
        return ""
    return f" from {(datetime.fromisoformat(as_of) - timedelta(minutes=due.since)).isoformat()}"


def _days(minutes: float) -> str:
    return f"{round(minutes / _DAY, _DIGITS):g} d"
