"""One moment of each of many cases, counted from the case's own `as_of`."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from calciplug.forecast.arrays import np
from calciplug.forecast.many import Many, textless

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

_MICROSECOND: Final = timedelta(microseconds=1)
_SECOND: Final = 1_000_000


class Moments:
    """What stands for a `datetime` where many cases are asked about together.

    It is compared with another one and subtracted from it, case by case. Whatever else a `datetime` can do raises, so
    that its cases are asked about one at a time.

    Args:
        micros: microseconds after `as_of`, whole numbers.
    """

    __hash__ = None  # type: ignore[assignment]  # one moment of each case is no key

    def __init__(self, micros: Any) -> None:
        self.micros = micros

    @classmethod
    def of(cls, moments: Sequence[datetime], nows: Sequence[datetime]) -> Moments:
        """*moments*, one of each case.

        Args:
            moments: as the cases have them.
            nows: `as_of` of each case.
        """
        pairs = zip(moments, nows, strict=True)
        return cls(np.array([(moment - now) // _MICROSECOND for moment, now in pairs], dtype=np.int64))

    def __sub__(self, other: object) -> Span:
        return Span(self.micros - _micros(other))

    def __eq__(self, other: object) -> Many:  # type: ignore[override]  # a truth of each case
        return _truths(self.micros == _micros(other))

    def __ne__(self, other: object) -> Many:  # type: ignore[override]  # as above
        return _truths(self.micros != _micros(other))

    def __lt__(self, other: object) -> Many:
        return _truths(self.micros < _micros(other))

    def __le__(self, other: object) -> Many:
        return _truths(self.micros <= _micros(other))

    def __gt__(self, other: object) -> Many:
        return _truths(self.micros > _micros(other))

    def __ge__(self, other: object) -> Many:
        return _truths(self.micros >= _micros(other))

    def __str__(self) -> str:
        return textless()

    def __format__(self, _: str) -> str:
        return textless()

    __repr__ = __str__


class Span:
    """What stands for a `timedelta`: all that it has is its length."""

    def __init__(self, micros: Any) -> None:
        self.micros = micros

    def total_seconds(self) -> Many:
        """Length (s), the same float as that of each case's own `timedelta`."""
        return _viewed(self.micros / _SECOND)


def _micros(other: object) -> Any:
    if type(other) is not Moments:
        raise TypeError("a moment of many cases goes with its like only")
    return other.micros


def _truths(found: Any) -> Many:
    return _viewed(found)


def _viewed(found: Any) -> Many:
    viewed: Many = found.view(Many)
    return viewed
