"""A grid of prescriptions and what models predict on it; no rule has looked at its points, and none is a proposal."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import attrs

from calciplug import units
from calciplug.model.amount import Interval
from calciplug.model.coupling import couplings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

    from calciplug.model.answers import Silence
    from calciplug.model.case import Case
    from calciplug.model.coupling import Coupling
    from calciplug.model.outcome import Predicted, UsedPlugin
    from calciplug.model.typed import Typed


@attrs.frozen(kw_only=True, eq=False)
class Swept:
    """One prediction at every point of the grid.

    Attributes:
        about: title, model, note, sources and what it read beside the axes; its `before` is under the prescription in
            force, its `flags` are those that limit it at one point at least.
        low: lowest value at each point, an array in the order of the grid; NaN where its rule predicted nothing.
            Memory's form: floats in the own unit of the kind. For one point take `at`, which has its unit.
        high: highest value at each point, in the same form; alike where the model gives one value.
        flags: code → whether it limits the prediction, an array over the points.
    """

    about: Predicted
    low: Any
    high: Any
    flags: Mapping[str, Any]

    @property
    def unit(self) -> str:
        """UCUM code of the unit in which documents write it."""
        return units.kind(self.about.kind).shows[0][0]

    def at(self, index: int) -> Interval | None:
        """What is predicted at the point *index*, as documents write it; None where its rule predicted nothing."""
        ends = float(self.low[index]), float(self.high[index])
        return None if any(math.isnan(end) for end in ends) else Interval(stored=ends, kind=self.about.kind)


@attrs.frozen(kw_only=True, eq=False)
class Sweep:
    """A grid and what models predict on it.

    Attributes:
        case: whose prescription, as ordered or else in force, every point varies.
        axes: as asked for; the last one varies fastest.
        predictions: each at every point.
        silent: rules that predicted nothing, everywhere or at some points, and the value that kept them silent.
        unread: axes that no prediction depends on.
        pointwise: plugins that were asked about one point at a time, because they branch on a quantity.
        plugins: that predict.
        protocol: name and version.
    """

    case: Case
    axes: tuple[Typed, ...]
    predictions: tuple[Swept, ...]
    silent: tuple[Silence, ...]
    unread: tuple[str, ...]
    pointwise: tuple[str, ...]
    plugins: tuple[UsedPlugin, ...]
    protocol: tuple[str, str]

    @property
    def size(self) -> int:
        """How many points."""
        return points_of(self.axes)

    @property
    def notes(self) -> tuple[Coupling, ...]:
        """What hangs together with an axis and stays as it is at every point."""
        return couplings(self.case, self.axes)

    def point(self, index: int) -> tuple[Decimal, ...]:
        """The numbers of the axes at the point *index*, as they were typed."""
        found = []
        for axis in reversed(self.axes):
            index, own = divmod(index, len(axis.numbers))
            found.append(axis.numbers[own])
        return tuple(reversed(found))


def points_of(axes: Sequence[Typed]) -> int:
    """How many points the grid of *axes* has."""
    return math.prod(len(axis.numbers) for axis in axes)
