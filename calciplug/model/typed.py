"""Numbers of one path as a person typed them: exact, with the unit that was typed, and as memory keeps them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from calciplug import units

if TYPE_CHECKING:
    from decimal import Decimal


@attrs.frozen(kw_only=True)
class Typed:
    """One number, or several, of one path.

    Attributes:
        path: which.
        kind: its kind of quantity.
        numbers: as they were typed, in *unit*, in the order given.
        unit: UCUM code, one that *kind* accepts.
        form: salt form that grams of thiosulfate count, or None.
        values: the same numbers as floats in the own unit of *kind*.
    """

    path: str
    kind: str
    numbers: tuple[Decimal, ...]
    unit: str
    form: str | None = None
    values: tuple[float, ...] = attrs.field(init=False, repr=False, eq=False)

    @values.default
    def _values(self) -> tuple[float, ...]:
        return tuple(units.read(number, self.unit, self.kind, self.form) for number in self.numbers)
