"""What is counted of a cohort: numbers by name, whose names are those of statuses, codes, rules and paths."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import attrs

from calciplug.model.field import general

if TYPE_CHECKING:
    from collections.abc import Mapping

    from calciplug.model.outcome import Outcome

_COUNTERS = ("statuses", "problems", "spoken", "changed")


def _counter() -> Counter[str]:
    return Counter()


@attrs.define
class Tally:
    """Counts over cases; two are added, and one is written as plain JSON and read back.

    Attributes:
        blank: blank lines.
        refused: cases whose document could not be read.
        failed: cases in which calciplug itself failed, or a worker died.
        errors: rows among the errors.
        statuses: outcomes by status.
        problems: problems of documents by code.
        spoken: findings by rule and severity, with a blank between them.
        changed: changes by path, the key of an exchange as `*`.
    """

    blank: int = 0
    refused: int = 0
    failed: int = 0
    errors: int = 0
    statuses: Counter[str] = attrs.field(factory=_counter)
    problems: Counter[str] = attrs.field(factory=_counter)
    spoken: Counter[str] = attrs.field(factory=_counter)
    changed: Counter[str] = attrs.field(factory=_counter)

    @property
    def cases(self) -> int:
        """How many cases were answered."""
        return self.statuses.total()

    def count(self, outcome: Outcome, *, failed: bool) -> None:
        """Count one outcome.

        Args:
            outcome: of one case.
            failed: whether its problem is a fault of calciplug itself.
        """
        self.statuses[outcome.status] += 1
        self.failed += failed
        self.refused += bool(outcome.problems) and not failed
        self.problems.update(problem.code for problem in outcome.problems)
        self.spoken.update(f"{finding.code} {finding.severity}" for finding in outcome.findings)
        # Keys of exchanges come from documents: a counter of them would grow with the cohort.
        self.changed.update(general(change.path) for change in outcome.changes)

    def add(self, other: Tally) -> None:
        """Count what *other* counted as well."""
        self.blank += other.blank
        self.refused += other.refused
        self.failed += other.failed
        self.errors += other.errors
        for name in _COUNTERS:
            getattr(self, name).update(getattr(other, name))

    def row(self) -> dict[str, Any]:
        """As plain JSON."""
        own = {name: dict(sorted(getattr(self, name).items())) for name in _COUNTERS}
        return {"blank": self.blank, "refused": self.refused, "failed": self.failed, "errors": self.errors, **own}

    @classmethod
    def of_row(cls, row: Mapping[str, Any]) -> Tally:
        """The tally that wrote *row*."""
        counters = {name: Counter(row[name]) for name in _COUNTERS}
        return cls(row["blank"], row["refused"], row["failed"], row["errors"], **counters)
