"""A process that answers chunks, one at a time: it makes its host once, and ends when its pipe does."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING, Any, Final

from calciplug.cohort.answering import answered
from calciplug.cohort.chunk import Answered, Line, joined
from calciplug.cohort.spec import load
from calciplug.cohort.tally import Tally
from calciplug.errors import CalciplugError, PluginError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from multiprocessing.connection import Connection

    from calciplug.cohort.spec import Spec

READY: Final = "ready"
REFUSED: Final = "refused"
ANSWER: Final = "answer"
_STREAMS: Final = (0, 1, 2)


def question(lines: Iterable[Line]) -> list[tuple[int, bytes, int, str]]:
    """*lines* as they cross to a worker."""
    return [(line.number, line.data, line.size, line.digest) for line in lines]


def answer_of(message: tuple[Any, ...]) -> Answered:
    """The answer in *message*, as it crossed from a worker."""
    _, out, errors, tally = message
    return Answered(out, errors, Tally.of_row(tally))


def serve(pipe: Connection, spec: Spec) -> None:
    """Answer what comes through *pipe* until it is closed; a worker's main function."""
    leave_streams()
    # Whoever asked is gone: there is nobody to tell, and nothing to save.
    with contextlib.suppress(EOFError, OSError):
        converse(pipe, spec)


def converse(pipe: Connection, spec: Spec) -> None:
    """Load *spec*, say so, and answer.

    Raises:
        EOFError: the other end was closed.
        OSError: it is gone.
    """
    try:
        loaded = load(spec)
    except CalciplugError as error:
        plugin = error.plugin if isinstance(error, PluginError) else ""
        code = error.code if isinstance(error, PluginError) else ""
        message = error.message if isinstance(error, PluginError) else str(error)
        pipe.send((REFUSED, plugin, code, message))
        return
    pipe.send((READY,))
    while True:
        found = joined(answered(Line(*item), loaded) for item in pipe.recv())
        pipe.send((ANSWER, found.out, found.errors, found.tally.row()))


def leave_streams() -> None:
    """Point the standard streams at nothing: a plugin must neither print into the result nor read the input."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in _STREAMS:
        os.dup2(nothing, stream)
