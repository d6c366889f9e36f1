"""Workers and the order of their answers; a worker that dies loses nothing and repeats nothing."""

from __future__ import annotations

from collections import deque
from multiprocessing.connection import wait
from typing import TYPE_CHECKING

import attrs

from calciplug.cohort.alone import STARTS, one_by_one
from calciplug.cohort.chunk import Answered, joined
from calciplug.cohort.faults import WorkersFailed
from calciplug.cohort.member import LOOK_AGAIN, Ended, Member

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Self

    from calciplug.cohort.chunk import Chunk
    from calciplug.cohort.spec import Spec


@attrs.define(eq=False)
class _Task:
    """A chunk under way.

    Attributes:
        chunk: what is asked.
        answer: once it is known.
        ended: workers that ended over it.
    """

    chunk: Chunk
    answer: Answered | None = None
    ended: int = 0


class Crew:
    """At most *jobs* processes that answer chunks by *spec*; a context, at whose end all of them have ended."""

    def __init__(self, spec: Spec, jobs: int) -> None:
        self._spec = spec
        self._jobs = jobs
        self._members: dict[Member, _Task | None] = {}
        self._todo: deque[_Task] = deque()
        self._failed_starts = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for member in self._members:
            member.stop()
        self._members.clear()

    def answers(self, chunks: Iterator[Chunk]) -> Iterator[tuple[Chunk, Answered]]:
        """Every one of *chunks* with its answer, in their order; few are held at a time, however many there are.

        Raises:
            PluginError: a worker loaded other plugins than the process that reads the input.
            ProtocolError: a worker could not read the protocol.
            WorkersFailed: workers end before they are ready.
        """
        order: deque[_Task] = deque()
        most = 2 * self._jobs + 1
        while True:
            while len(order) < most and (chunk := next(chunks, None)) is not None:
                task = _Task(chunk, None if chunk.lines else Answered())
                order.append(task)
                self._todo.extend([task] if chunk.lines else [])
            if not order:
                return
            self._hand_out()
            if order[0].answer is None:
                self._listen()
                self._hand_out()
            while order and (answer := order[0].answer) is not None:
                answer.tally.blank += order[0].chunk.blank
                yield order.popleft().chunk, answer

    def _hand_out(self) -> None:
        for member in [own for own, task in self._members.items() if task is None and own.ready]:
            if not self._todo:
                return
            task = self._todo.popleft()
            self._members[member] = task
            try:
                member.ask(task.chunk.lines)
            except Ended:
                self._lost(member)
        starting = sum(not member.ready for member in self._members)
        while starting < len(self._todo) and len(self._members) < self._jobs:
            self._members[Member(self._spec)] = None
            starting += 1

    def _listen(self) -> None:
        """Take what workers have to say, and see which have ended."""
        wait([member.pipe for member in self._members], timeout=LOOK_AGAIN)
        for member in list(self._members):
            try:
                message = member.heard()
            except Ended:
                self._lost(member)
                continue
            task = self._members[member]
            if message is not None and task is not None:
                task.answer, self._members[member] = message, None
            if member.ready:
                self._failed_starts = 0

    def _lost(self, member: Member) -> None:
        """Hand the chunk of a worker that ended to a fresh one; the second time ask about each of its lines alone."""
        task = self._members.pop(member)
        member.stop()
        if task is None:
            self._failed_starts += not member.ready
            if self._failed_starts >= STARTS:
                raise WorkersFailed(f"{STARTS} worker processes ended before they were ready ({member.end})")
            return
        task.ended += 1
        if task.ended == 1:
            self._todo.appendleft(task)
        else:
            task.answer = joined(one_by_one(task.chunk, self._spec))
