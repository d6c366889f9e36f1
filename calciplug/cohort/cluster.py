"""A Dask cluster as those who ask see it: an existing one, or one of our own for as long as the run takes."""

from __future__ import annotations

import asyncio
import contextlib
import operator
import pkgutil
import time
import uuid
from importlib import import_module, metadata
from typing import TYPE_CHECKING, Any, Final

from calciplug.cohort import workforce
from calciplug.cohort.faults import ClusterFailed
from calciplug.cohort.local import local, stopped, unlogged
from calciplug.cohort.member import Ended
from calciplug.cohort.origin import version
from calciplug.cohort.workforce import Workforce

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Self

# By name, so that the scheduler, which hands it on, needs no calciplug; the worker looks it up.
ANSWER: Final = "calciplug.cohort.remote:answer"
_BLINK: Final = 0.05


class Cluster:
    """Workers of Dask; a context, at whose end a cluster of our own has ended.

    Args:
        address: of the scheduler of an existing cluster, or None for one of our own.
        jobs: how many processes our own has, one thread each.
    """

    def __init__(self, address: str | None, jobs: int) -> None:
        self._address = address
        self._jobs = jobs
        self._stack = contextlib.ExitStack()
        self._client: Any = None
        self._run = f"calciplug-{uuid.uuid4().hex}"
        self._asked = 0
        self._workforce = Workforce()

    def __enter__(self) -> Self:
        """Connect.

        Raises:
            ClusterFailed: Dask is not installed, or the scheduler cannot be reached.
        """
        try:
            distributed = import_module("distributed")
        except ImportError:
            raise ClusterFailed("Dask is not installed: pip install 'calciplug[dask]'") from None
        with contextlib.ExitStack() as stack:
            stack.enter_context(unlogged())
            try:
                self._client = self._open(distributed, stack)
            except Exception as error:
                failed = "cannot be reached" if self._address else "could not be started"
                raise ClusterFailed(f"{self.name} {failed}: {_line(error)}") from error
            self._workforce = Workforce()
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    @property
    def name(self) -> str:
        """The cluster, in words."""
        return f"the scheduler {self._address}" if self._address else "the local cluster"

    def threads(self) -> int:
        """How many cases are evaluated at a time, as of late; at least one.

        Raises:
            ClusterFailed: there has been no worker for too long, or the scheduler is gone.
        """
        if self._workforce.due():
            with self._told():
                self._workforce.note(sum(self._client.nthreads().values()))
        if self._workforce.absent():
            raise ClusterFailed(f"{self.name} has had no worker for {workforce.PATIENCE:.0f} s")
        return self._jobs if self._address is None else self._workforce.threads

    def ask(self, question: bytes) -> Any:
        """*question* under way; `heard` waits for the answer.

        Raises:
            ClusterFailed: the scheduler is gone.
        """
        self._asked += 1
        key = (self._run, self._asked)  # one group of tasks: the scheduler keeps something of each group for good
        graph = {key: (operator.call, (pkgutil.resolve_name, ANSWER), question)}
        with self._told():
            return self._client.get(graph, key, sync=False)

    def heard(self, asked: Any) -> bytes:
        """Wait for the answer.

        Raises:
            Ended: one worker after the other ended over it.
            ClusterFailed: the scheduler is gone, or a worker has no calciplug, or another one.
        """
        while True:
            try:
                found: bytes = asked.result(workforce.LOOK_AGAIN)
            except (Exception, asyncio.CancelledError) as error:  # noqa: BLE001  # a worker's own come this way too
                if asked.status == "pending" and isinstance(error, TimeoutError):
                    self.threads()
                    continue
                raise self._meant(error, asked.status) from None
            return found

    def settle(self, asked: Any) -> None:
        """Wait until *asked* is answered, or will not be; `heard` says which.

        Raises:
            ClusterFailed: the scheduler is gone.
        """
        while asked.status == "pending":
            self.threads()
            time.sleep(_BLINK)

    def _meant(self, error: BaseException, status: str) -> Exception:
        """What *error* is to those who asked; of what a worker says, no more than its type."""
        if type(error).__name__ == "KilledWorker":
            return Ended()
        if status != "error":
            return ClusterFailed(f"{self.name} is gone")
        return ClusterFailed(f"{self._unfit()}; every worker needs calciplug {version()} ({type(error).__name__})")

    def _unfit(self) -> str:
        """The workers that have no calciplug, or another one."""
        with self._told():
            found = self._client.run(metadata.version, "calciplug", on_error="return")
        named = {name: own if isinstance(own, str) else "none" for name, own in found.items()}
        differing = ", ".join(f"{name} has {own}" for name, own in sorted(named.items()) if own != version())
        return f"a worker of {self.name} cannot run calciplug{differing and f' ({differing})'}"

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        """Say that the scheduler is gone, where that is what an error means."""
        try:
            yield
        except Exception as error:  # of whatever part of Dask noticed it first
            raise ClusterFailed(f"{self.name} is gone ({type(error).__name__})") from error

    def _open(self, distributed: Any, stack: contextlib.ExitStack) -> Any:
        """A client of the cluster; *stack* ends it."""
        own = stack.enter_context(local(distributed, self._jobs)) if self._address is None else None
        client = distributed.Client(
            self._address if own is None else own, name="calciplug", set_as_default=False,
            direct_to_workers=None if own is None else True,
        )  # fmt: skip
        stack.callback(stopped, client)
        return client


def _line(error: Exception) -> str:
    """The first line of *error*, which tells of addresses and certificates, and never of cases."""
    return (str(error).splitlines() or [type(error).__name__])[0]
