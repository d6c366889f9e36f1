"""The two lanes: quantities checked by pint, or the bare floats behind them.

In the fast lane `make` gives the float itself, in the own unit of its kind, and `measure` takes it back, so that the
same code runs in both. Units are not checked there: which plugins may run in it is on record (`calciplug.host.lanes`).
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

Lane = Literal["checked", "fast"]

_FAST: Final[ContextVar[bool]] = ContextVar("calciplug_fast", default=False)
# A context variable and no global: another thread, or another task, keeps its own lane.
is_fast: Final = _FAST.get


@contextmanager
def fast() -> Iterator[None]:
    """The fast lane inside the block; whatever lane was outside comes back at its end."""
    token = _FAST.set(True)
    try:
        yield
    finally:
        _FAST.reset(token)
