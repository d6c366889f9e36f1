"""Thiosulfate as an outcome proposes it: how often, how much, of what; and which days carry it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

from calciplug.calendar.clocks import DAYS, WEEK
from calciplug.calendar.pattern import carrying, intervals

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from calciplug.calendar.pattern import Pattern
    from calciplug.calendar.remarks import Remarks
    from calciplug.model.amount import Amount
    from calciplug.model.outcome import Outcome


@attrs.frozen(kw_only=True)
class Drug:
    """Thiosulfate of one section.

    Attributes:
        per_week: how often, over a calendar week.
        frequency: the same, as a sheet prints it.
        dose: of each time.
        product: id of the product, or None.
        volume: of that product, or None.
    """

    per_week: float
    frequency: str
    dose: Amount
    product: str | None
    volume: Amount | None

    def given(self) -> dict[str, Any]:
        """What an entry says of it."""
        return {"thiosulfate": True, "dose": self.dose, "product": self.product, "volume": self.volume}


def number(outcome: Outcome, path: str) -> float | None:
    """The float of memory that is proposed at *path*, stored or computed; None where nothing stands."""
    own = outcome.amount(path) or computed(outcome, path)
    return own.stored if own is not None and isinstance(own.stored, float) else None


def computed(outcome: Outcome, path: str) -> Amount | None:
    """The computed leaf *path* of what is proposed, or None."""
    return next((item for item in outcome.computed if item.path == path), None)


def drug(outcome: Outcome, section: str, often: str, said: Remarks) -> Drug | None:
    """Thiosulfate of *section* as it is proposed, or None where none is.

    Args:
        outcome: what is proposed.
        section: `thiosulfate` or `exchanges.KEY.thiosulfate`.
        often: its leaf that says how often.
        said: where a dose without that leaf is told.
    """
    dose = outcome.amount(f"{section}.dose")
    if dose is None:
        return None
    times = outcome.amount(f"{section}.{often}")
    if times is None or not isinstance(times.stored, float):
        said.refuse(f"a dose stands at {section}.dose, and nothing says how often it is given; order {section}.{often}")
        return None
    product = outcome.amount(f"{section}.product")
    return Drug(
        per_week=times.stored,
        frequency=times.shown,
        dose=dose,
        product=None if product is None else str(product.stored),
        volume=computed(outcome, f"{section}.volume"),
    )


def days_of(own: Drug, pattern: Pattern, start: date, what: str, said: Remarks) -> Pattern | None:
    """The days of *pattern* that carry *own*, with a note on how they were chosen; or None, with a problem."""
    carried = carrying(pattern, own.per_week, start)
    if carried is None:
        said.refuse(
            f"thiosulfate at {own.frequency} cannot be laid on {what}: there are too few of them, or no whole number "
            "of them within some weeks is as many"
        )
        return None
    if len(carried.offsets) * pattern.period == len(pattern.offsets) * carried.period:
        said.note(f"Thiosulfate, {own.frequency}: with each of {what}.")
        return carried
    days = sorted(set(intervals(carried.offsets, carried.period)))
    apart = " or ".join(str(item) for item in days)
    said.note(
        f"Thiosulfate, {own.frequency}: of {what} those {_named(carried)}, {apart} days apart. No rule chose these "
        "days: calciplug makes the shortest interval between two doses as long as the days allow, then the "
        "next shortest; of choices that are alike it takes the earliest (policy)."
    )
    return carried


def _named(carried: Pattern) -> str:
    if carried.period == DAYS:
        return f"on {listed([WEEK[(carried.first.weekday() + offset) % DAYS] for offset in carried.offsets])}"
    numbers = listed([str(offset + 1) for offset in carried.offsets])
    return f"on day {numbers} of every {carried.period} days from {carried.first} on"


def listed(names: Sequence[str]) -> str:
    """*names* as a sentence takes them."""
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)
