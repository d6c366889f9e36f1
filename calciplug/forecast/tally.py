"""What became of the cases that were to be predicted, in numbers."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import attrs

from calciplug.forecast.answer import Asked

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

STATUSES = ("predicted", "refused", "failed")


def _counter() -> Counter[str]:
    return Counter()


@attrs.define
class Tally:
    """Counts over cases.

    Attributes:
        statuses: cases by status: `predicted`, `refused` as they stand, `failed` where a plugin or calciplug did.
        internal: cases in which calciplug itself failed.
        errors: rows among the errors.
        problems: rows among the errors by code.
        predicted: cases by prediction that was made of them.
        asked: how plugins were asked.
    """

    statuses: Counter[str] = attrs.field(factory=_counter)
    internal: int = 0
    errors: int = 0
    problems: Counter[str] = attrs.field(factory=_counter)
    predicted: Counter[str] = attrs.field(factory=_counter)
    asked: dict[str, Asked] = attrs.field(factory=dict)

    @property
    def cases(self) -> int:
        """How many cases were answered."""
        return self.statuses.total()

    def add(self, name: str, own: Asked) -> None:
        """Count how the plugin *name* was asked."""
        held = self.asked.setdefault(name, Asked())
        for item in attrs.fields(Asked):
            setattr(held, item.name, getattr(held, item.name) + getattr(own, item.name))


def tally_lines(tally: Tally, names: Sequence[str]) -> Iterator[str]:
    """*tally* for a person.

    Args:
        tally: of the whole run.
        names: of the predictions that rows hold.
    """
    rows = [("cases", tally.cases), *((f"  {name}", tally.statuses[name]) for name in STATUSES)]
    if tally.internal:
        rows.append(("  of the failed: a fault of calciplug itself", tally.internal))
    rows += [(f"problem {code}", count) for code, count in sorted(tally.problems.items())]
    rows += [(f"cases with {name}", tally.predicted[name]) for name in names]
    width, last = max(len(name) for name, _ in rows), max(len(f"{count:,}") for _, count in rows)
    yield from (f"{name:<{width}}  {count:>{last},}" for name, count in rows)
    for name, own in sorted(tally.asked.items()):
        if own.unable:
            yield f"{name} could not be asked about several cases at once, in {own.unable:,} cases; that is slow"
