"""What stands at a path in one case: noted as one object for all who read it, and handed out fresh to each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from calciplug import units
from calciplug.model.records import with_quantities

if TYPE_CHECKING:
    from calciplug.model.answers import ReadValue


class Found(Protocol):
    """Something that stands at a path.

    Attributes:
        noted: what goes into the list of values read; None where that is nothing.
        bare: the value as it is kept, which is what the fast lane hands out: nothing in it can be changed.
    """

    noted: ReadValue | None
    bare: Any

    def given(self) -> Any:
        """The value for one reader: what can be changed is made anew, so that no reader meets another's changes."""


class Plain:
    """A code, a text, a moment or codes: it cannot be changed, and is handed out as it is kept."""

    __slots__ = ("bare", "noted")

    def __init__(self, noted: ReadValue | None, value: Any) -> None:
        self.noted = noted
        self.bare = value

    def given(self) -> Any:
        """The value itself."""
        return self.bare


class Number:
    """A number of a kind, handed out as a quantity."""

    __slots__ = ("_kind", "bare", "noted")

    def __init__(self, noted: ReadValue | None, value: Any, kind: str) -> None:
        self.noted = noted
        self.bare = value
        self._kind = kind

    def given(self) -> Any:
        """A fresh quantity."""
        return units.make(self.bare, self._kind)


class Numbers:
    """Several numbers of a kind, handed out as quantities."""

    __slots__ = ("_kind", "bare", "noted")

    def __init__(self, noted: ReadValue | None, values: tuple[float, ...], kind: str) -> None:
        self.noted = noted
        self.bare = values
        self._kind = kind

    def given(self) -> Any:
        """A fresh quantity for each."""
        return tuple(units.make(value, self._kind) for value in self.bare)


class Records:
    """A list of records, handed out with quantities in place of their numbers."""

    __slots__ = ("bare", "noted")

    def __init__(self, noted: ReadValue | None, records: tuple[Any, ...]) -> None:
        self.noted = noted
        self.bare = records

    def given(self) -> Any:
        """The records, with fresh quantities."""
        return tuple(with_quantities(record) for record in self.bare)
