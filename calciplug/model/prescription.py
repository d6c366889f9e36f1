"""A prescription as stored leaves, one path each, and the leaves that are computed from them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs

from calciplug.model.field import field, section

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

Stored = float | str | tuple[str, ...]
_CODES: Final = (str, tuple)


@attrs.frozen
class Prescription:
    """Stored leaves of a prescription, in force, ordered, drafted or proposed.

    Attributes:
        values: path → float in the kind's own unit, code, text or codes.
        forms: path → salt form, for thiosulfate's grams.
    """

    values: Mapping[str, Stored] = attrs.field(factory=dict)
    forms: Mapping[str, str] = attrs.field(factory=dict)

    def get(self, path: str) -> Stored | None:
        """What stands at *path*, or None."""
        return self.values.get(path)

    def __contains__(self, path: str) -> bool:
        return path in self.values

    def __iter__(self) -> Iterator[str]:
        return iter(self.values)

    def exchanges(self) -> tuple[str, ...]:
        """Keys of the peritoneal exchanges, sorted."""
        return tuple(sorted({path.split(".")[1] for path in self.values if path.startswith("exchanges.")}))

    def sections(self) -> tuple[str, ...]:
        """Sections that hold at least one leaf, sorted."""
        return tuple(sorted({section(path) for path in self.values}))

    def under(self, name: str) -> tuple[str, ...]:
        """Stored leaves of the section called *name*, sorted."""
        return tuple(sorted(path for path in self.values if section(path) == name))

    def joined(self, other: Prescription) -> Prescription:
        """This prescription with every leaf of *other* laid over it."""
        return Prescription({**self.values, **other.values}, {**self.forms, **other.forms})

    def with_value(self, path: str, value: Stored, form: str | None = None) -> Prescription:
        """This prescription with *value* at *path*."""
        forms = {**self.forms, path: form} if form is not None else self.forms
        return Prescription({**self.values, path: value}, forms)

    def without(self, drop: Callable[[str], bool]) -> Prescription:
        """This prescription without the paths that *drop* is true for."""
        return Prescription(
            {path: value for path, value in self.values.items() if not drop(path)},
            {path: form for path, form in self.forms.items() if not drop(path)},
        )


def same(path: str, one: Stored | None, two: Stored | None) -> bool:
    """Whether two values of *path* are equal after the path's deliverable step."""
    if one is two:  # most paths of a draft are as they were
        return True
    declared = field(path)
    if declared is None or isinstance(one, _CODES) or isinstance(two, _CODES) or one is None or two is None:
        return one == two
    if declared.step is None:
        return close(one, two)
    # Half a step apart is another deliverable value; less than that is the same one.
    return abs(one - two) < declared.step * (0.5 - 1e-9)


def close(one: float, two: float) -> bool:
    """Whether two floats differ by rounding only (relative 1e-9)."""
    return abs(one - two) <= 1e-9 * max(abs(one), abs(two))
