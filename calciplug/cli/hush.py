"""Keeps what plugin code prints out of the result: stdout belongs to the result, stderr to our own talk."""

from __future__ import annotations

import contextlib
import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextlib.contextmanager
def hushed() -> Iterator[None]:
    """Drop what is printed meanwhile.

    The command line may do this because it is the whole process and has one thread; the library does not.
    """
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        yield
