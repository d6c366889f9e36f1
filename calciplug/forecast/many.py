"""One value of each of many cases: an array that takes a branch only where all of them take it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

from calciplug.forecast.arrays import np

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence


class Parted(BaseException):
    """Cases that are asked about together would go different ways; no `except Exception` of a plugin takes it.

    Attributes:
        labels: of each case, alike for those that go the same way.
    """

    def __init__(self, labels: Sequence[Hashable]) -> None:
        self.labels = tuple(labels)
        super().__init__()


class Many(np.ndarray[Any, Any]):
    """An array whose truth is that of all of its values; where they differ, asking for it raises `Parted`.

    So code that branches on a quantity stays right: its cases part there, and each part is asked about anew.
    """

    def __bool__(self) -> bool:
        if not self.ndim:
            return bool(self.item())
        truths = np.asarray(self, dtype=bool).ravel()
        if truths.all():
            return True
        if not truths.any():
            return False
        raise Parted(truths.tolist())

    # A text of many values would be taken for one about each case.
    def __str__(self) -> str:
        return textless()

    def __format__(self, _: str) -> NoReturn:
        textless()

    __repr__ = __str__


def textless() -> NoReturn:
    """Refuse to put the values of many cases into words."""
    raise TypeError("what stands for many cases has no text")


def many(values: Iterable[float]) -> Many:
    """*values* as an array that nobody can write into: a hook that did would spoil it for the next one."""
    found = np.fromiter(values, dtype=float).view(Many)
    found.setflags(write=False)
    return found
