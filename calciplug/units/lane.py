"""The two lanes: quantities checked by pint, or the bare floats behind them.

In the fast lane `make` gives the float itself, in the own unit of its kind, and `measure` takes it back, so that the
same code runs in both. Units are not checked there: which plugins may run in it is on record (`calciplug.host.lanes`).
"""

from __future__ import annotations

from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Final, Literal, get_args

from calciplug.errors import CalciplugError

if TYPE_CHECKING:
    from contextvars import Token

Lane = Literal["checked", "fast"]

_FAST: Final[ContextVar[bool]] = ContextVar("calciplug_fast", default=False)
# A context variable and no global: another thread, or another task, keeps its own lane.
is_fast: Final = _FAST.get


class _FastLane:
    """The fast lane inside a block. It is entered for every computed value, so that it is no generator."""

    __slots__ = ("_token",)

    _token: Token[bool]

    def __enter__(self) -> None:
        self._token = _FAST.set(True)

    def __exit__(self, *_: object) -> None:
        _FAST.reset(self._token)


def fast() -> _FastLane:
    """The fast lane inside the block; whatever lane was outside comes back at its end."""
    return _FastLane()


def known(lane: Any) -> Lane:
    """*lane*, which is one of the two: another word would otherwise run checked without a word.

    Raises:
        CalciplugError: it is none.
    """
    if lane not in get_args(Lane):
        raise CalciplugError(f"there is no lane {lane!r:.60}; there are {' and '.join(get_args(Lane))}")
    return lane  # type: ignore[no-any-return]  # one of the two, as just seen
