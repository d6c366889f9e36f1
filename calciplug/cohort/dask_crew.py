"""Workers of Dask and the order of their answers; what ends a worker is found out as with processes of our own."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any

import attrs

from calciplug.cohort import remote
from calciplug.cohort.answering import died
from calciplug.cohort.chunk import Answered, joined
from calciplug.cohort.cluster import Cluster
from calciplug.cohort.faults import ClusterFailed, WorkersFailed
from calciplug.cohort.member import Ended
from calciplug.cohort.origin import digest, version
from calciplug.cohort.wire import answer_of, asked, spec_text, unpacked
from calciplug.errors import PluginError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Self

    from calciplug.cohort.chunk import Chunk, Line
    from calciplug.cohort.spec import Spec

# Chunks under way for each thread of the cluster: one is answered, the others bridge the way to it and back.
_EACH = 3


@attrs.frozen(eq=False)
class _Task:
    """A chunk under way, and what stands for its answer; None where there is nothing to ask."""

    chunk: Chunk
    asked: Any


class DaskCrew:
    """What `Crew` offers, by Dask; a context, at whose end a cluster of our own has ended.

    Args:
        spec: how cases are answered.
        jobs: processes of a cluster of our own.
        address: of the scheduler of an existing cluster, whose size is then its own.
    """

    def __init__(self, spec: Spec, jobs: int, address: str | None = None) -> None:
        self._answers_by = spec
        self._spec = spec_text(spec)
        self._origin = version(), digest()
        self._greetings = jobs if address is None else 1
        self._cluster = Cluster(address, jobs)

    def __enter__(self) -> Self:
        """Connect, and hear that a worker is ready: what speaks against it is known before a case is read.

        Raises:
            ClusterFailed: the cluster cannot be reached, or has no worker with this calciplug.
            PluginError: a worker loaded other plugins than this process.
            WorkersFailed: workers end before they are ready.
        """
        self._cluster.__enter__()
        try:
            for greeting in [self._ask(()) for _ in range(self._greetings)]:
                self._heard(greeting)
        except BaseException as error:
            self._cluster.__exit__()
            if isinstance(error, Ended):
                raise WorkersFailed(f"workers of {self._cluster.name} ended before they were ready") from None
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._cluster.__exit__()

    def answers(self, chunks: Iterator[Chunk]) -> Iterator[tuple[Chunk, Answered]]:
        """Every one of *chunks* with its answer, in their order; few are held at a time, however many there are.

        Raises:
            ClusterFailed: the cluster was lost, or has a worker with another calciplug.
            PluginError: a worker loaded other plugins than the process that reads the input.
        """
        order: deque[_Task] = deque()
        while True:
            most = _EACH * self._cluster.threads() + 1
            while len(order) < most and (chunk := next(chunks, None)) is not None:
                order.append(_Task(chunk, self._ask(chunk.lines) if chunk.lines else None))
            if not order:
                return
            task = order.popleft()
            answer = self._answer(task, order)
            answer.tally.blank += task.chunk.blank
            yield task.chunk, answer

    def _answer(self, task: _Task, others: Iterable[_Task]) -> Answered:
        if task.asked is None:
            return Answered()
        try:
            return self._heard(task.asked)
        except Ended:
            # A worker takes all with it that waits there: alone is a line only when nothing of ours waits beside it.
            for other in others:
                if other.asked is not None:
                    self._cluster.settle(other.asked)
            return joined(self._alone(line) for line in task.chunk.lines)

    def _alone(self, line: Line) -> Answered:
        try:
            return self._heard(self._ask([line]))
        except Ended:
            return died(line, self._answers_by)

    def _ask(self, lines: Iterable[Line]) -> Any:
        return self._cluster.ask(asked(self._origin, self._spec, lines))

    def _heard(self, under_way: Any) -> Answered:
        head, parts = unpacked(self._cluster.heard(under_way))
        if remote.REFUSED in head:
            plugin, code, message = head[remote.REFUSED]
            raise PluginError(plugin, code, message)
        if remote.FAILED in head:
            raise ClusterFailed(head[remote.FAILED])
        return answer_of(head, parts)
