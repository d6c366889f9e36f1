"""A value of a path, or the two ends of an interval, with what is needed to write and to show it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from calciplug import units
from calciplug.model.field import field

if TYPE_CHECKING:
    from calciplug.model.prescription import Prescription, Stored


@attrs.frozen(kw_only=True)
class Amount:
    """A value of a path, as documents and sheets write it.

    Attributes:
        path: which.
        stored: memory's form: a float in the own unit of *kind* (grams of thiosulfate are grams of
            pentahydrate there), or codes. For showing, take `value` with `unit`, or `shown`.
        kind: kind of quantity, or None for codes.
        form: salt form whose grams `value` counts, or None.
    """

    path: str
    stored: Stored
    kind: str | None = None
    form: str | None = None

    @property
    def value(self) -> int | float | str | tuple[str, ...]:
        """The number in `unit`, in the digits that the document writes; or the codes."""
        if self.kind is None or not isinstance(self.stored, float):
            return self.stored
        return units.figure(self.stored, self.kind, self.form)

    @property
    def unit(self) -> str | None:
        """UCUM code of the unit that `value` counts; None for codes."""
        return None if self.kind is None else units.kind(self.kind).shows[0][0]

    @property
    def shown(self) -> str:
        """As a sheet prints it, in both customary unit systems."""
        if self.kind is not None and isinstance(self.stored, float):
            return units.text(self.stored, self.kind, self.form)
        return ", ".join(self.stored) if isinstance(self.stored, tuple) else str(self.stored)


@attrs.frozen(kw_only=True)
class Interval:
    """The lowest and the highest value of a quantity; alike where it is one value.

    Attributes:
        stored: memory's form of both: floats in the own unit of *kind*. For showing, take `low` and `high` with
            `unit`, or `shown`.
        kind: kind of quantity.
    """

    stored: tuple[float, float]
    kind: str

    @property
    def low(self) -> int | float:
        """The lowest value in `unit`, in the digits that the document writes."""
        return units.figure(self.stored[0], self.kind)

    @property
    def high(self) -> int | float:
        """The highest value in `unit`, in the digits that the document writes."""
        return units.figure(self.stored[1], self.kind)

    @property
    def unit(self) -> str:
        """UCUM code of the unit that `low` and `high` count."""
        return units.kind(self.kind).shows[0][0]

    @property
    def shown(self) -> str:
        """As a sheet prints it, in both customary unit systems."""
        return units.interval(*self.stored, self.kind)


def amount(path: str, stored: Stored, form: str | None) -> Amount:
    """*stored*, memory's form of the stored leaf *path*, ready to be written."""
    declared = field(path)
    formed = declared is not None and declared.kind.startswith("thiosulfate")
    return Amount(path=path, stored=stored, kind=declared.kind if declared else None, form=form if formed else None)


def leaf(prescription: Prescription, path: str) -> Amount | None:
    """The stored leaf *path* of *prescription*, ready to be written; None where it does not stand."""
    stored = prescription.get(path)
    return None if stored is None else amount(path, stored, prescription.forms.get(path))
