"""How far long work has come: on stderr, only where that is a terminal, and only once it takes a while."""

from __future__ import annotations

import contextlib
import sys
import time
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TextIO

_QUIET: Final = 1.0
_BETWEEN: Final = 0.2
_MINUTE: Final = 60


class Progress:
    """A line that is written over: how many are done, how many a second, time left.

    Args:
        stream: stderr as it is when the work begins: what plugins print meanwhile goes elsewhere.
        clock: seconds that only grow.
        counted: what is counted, in the plural.
    """

    def __init__(
        self, stream: TextIO | None = None, clock: Callable[[], float] = time.monotonic, counted: str = "points"
    ) -> None:
        self._counted = counted
        self._stream = sys.stderr if stream is None else stream
        self._clock = clock
        self._begun = self._last = clock()
        self._width = 0

    def __call__(self, done: int, size: int | None) -> None:
        """Say how far it is, where somebody is looking and not too often; *size* is None where nobody knows it."""
        now = self._clock()
        if now - self._begun < _QUIET or now - self._last < _BETWEEN or not self._is_seen():
            return
        self._last = now
        rate = done / (now - self._begun)
        left = f", {_spell((size - done) / rate)} left" if rate and size is not None else ""
        of = "" if size is None else f" of {size:,}"
        self._write(f"{done:,}{of} {self._counted}, {rate:,.0f} a second{left}")

    def close(self) -> None:
        """Take the line away."""
        if self._width:
            self._write("")
            self._width = 0

    def _is_seen(self) -> bool:
        with contextlib.suppress(OSError, ValueError, AttributeError):
            return self._stream.isatty()
        return False

    def _write(self, text: str) -> None:
        with contextlib.suppress(OSError, ValueError):
            self._stream.write(f"\r{text.ljust(self._width)}" if text else f"\r{' ' * self._width}\r")
            self._stream.flush()
        self._width = max(self._width, len(text))


def _spell(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 2 * _MINUTE else f"{seconds / _MINUTE:.0f} min"
