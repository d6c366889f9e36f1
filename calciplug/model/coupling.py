"""Paths of a prescription that hang together: a sweep that varies one and keeps the other has to say so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from calciplug.model.case import Case
    from calciplug.model.typed import Typed


@attrs.frozen(kw_only=True)
class Coupling:
    """One path that a person would move with another, and what it means that it stays.

    Attributes:
        varied: path that varies.
        kept: path that stays as it is.
        meaning: what follows from that.
    """

    varied: str
    kept: str
    meaning: str

    @property
    def text(self) -> str:
        """The whole sentence, with the way out."""
        return (
            f"{self.varied} varies and {self.kept} stays as it is: {self.meaning}. "
            f"Where that is not meant, vary {self.kept} as well."
        )


COUPLINGS: Final = (
    Coupling(
        varied="schedule.count",
        kept="ultrafiltration.goal",
        meaning="every session keeps its volume, so the volume of a week changes with the number of sessions",
    ),
    Coupling(
        varied="thiosulfate.dose",
        kept="ultrafiltration.goal",
        meaning="the volume that is infused with another dose is not added to what a session removes",
    ),
)


def couplings(case: Case, axes: Sequence[Typed]) -> tuple[Coupling, ...]:
    """Those of `COUPLINGS` that hold for a sweep of *axes* over the prescription of *case*.

    None is told where the kept path does not stand, or where the axis has the value of the draft alone.
    """
    draft = case.draft()
    paths = {axis.path for axis in axes}
    moved = {axis.path for axis in axes if any(value != draft.get(axis.path) for value in axis.values)}
    return tuple(own for own in COUPLINGS if own.varied in moved and own.kept in draft and own.kept not in paths)
