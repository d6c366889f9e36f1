"""One worker as the process that asks sees it: started, ready, asked, heard, ended."""

from __future__ import annotations

import contextlib
import signal
from multiprocessing import get_context
from typing import TYPE_CHECKING, Final

from calciplug.cohort.chunk import Answered
from calciplug.cohort.worker import ANSWER, REFUSED, answer_of, question, serve
from calciplug.errors import PluginError, ProtocolError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from calciplug.cohort.chunk import Line
    from calciplug.cohort.spec import Spec

# A worker may leave processes behind that keep its pipe open, so that its end cannot be read off the pipe alone.
LOOK_AGAIN: Final = 0.5


class Ended(Exception):
    """The process of a worker has ended, and will not answer what it was asked."""


class Member:
    """A worker process.

    Attributes:
        pipe: to it; readable when there is something to hear.
        ready: whether it has loaded its host.
        end: how it ended, in words, once it was stopped.
    """

    def __init__(self, spec: Spec) -> None:
        # Spawned and not forked: the same on every system, and nothing of this process is in the new one.
        context = get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.ready = False
        self.end = "still running"
        self._process = context.Process(target=serve, args=(theirs, spec), daemon=True)
        with uninterrupted():
            self._process.start()
        theirs.close()

    def ask(self, lines: Iterable[Line]) -> None:
        """Ask for an answer to *lines*; only of a worker that is ready.

        Raises:
            Ended: it has.
        """
        try:
            self.pipe.send(question(lines))
        except OSError as error:
            raise Ended from error

    def heard(self) -> Answered | None:
        """The answer, where there is one by now.

        Raises:
            Ended: it has, and what it said before was heard.
            PluginError: it loaded other plugins, or one was refused.
            ProtocolError: it could not read the protocol.
        """
        try:
            if not self.pipe.poll():
                # What it said last may have come between the two questions.
                if self._process.is_alive() or self.pipe.poll():
                    return None
                raise Ended
            message = self.pipe.recv()
        except (EOFError, OSError) as error:
            raise Ended from error
        if message[0] == ANSWER:
            return answer_of(message)
        if message[0] == REFUSED:
            _, plugin, code, text = message
            raise PluginError(plugin, code, text) if plugin else ProtocolError(text)
        self.ready = True
        return None

    def greet(self) -> None:
        """Wait until it is ready.

        Raises:
            Ended: it has.
        """
        while not self.ready:
            self.pipe.poll(LOOK_AGAIN)
            self.heard()

    def answer(self) -> Answered:
        """Wait for the answer.

        Raises:
            Ended: it has.
        """
        while (found := self.heard()) is None:
            self.pipe.poll(LOOK_AGAIN)
        return found

    def stop(self) -> None:
        """End it; it holds nothing that could be lost."""
        self.pipe.close()
        self._process.kill()
        self._process.join()
        self.end = f"exit code {self._process.exitcode}"


@contextlib.contextmanager
def uninterrupted() -> Iterator[None]:
    """Start processes that Ctrl-C at the terminal does not reach: who asks decides when its workers end."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    old = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, old)
