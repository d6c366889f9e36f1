"""The lines of a chunk that ended two workers, each asked about alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from calciplug.cohort.answering import died
from calciplug.cohort.faults import WorkersFailed
from calciplug.cohort.member import Ended, Member

if TYPE_CHECKING:
    from collections.abc import Iterator

    from calciplug.cohort.chunk import Answered, Chunk
    from calciplug.cohort.spec import Spec

# Workers that may end one after the other before one is ready: more is no accident.
STARTS: Final = 3


def one_by_one(chunk: Chunk, spec: Spec) -> Iterator[Answered]:
    """The answer to each line of *chunk*, so that only the one that ends its worker is left without an outcome.

    Raises:
        WorkersFailed: workers end before they are ready.
    """
    member: Member | None = None
    try:
        for line in chunk.lines:
            member = _fresh(spec) if member is None else member
            try:
                member.ask([line])
                yield member.answer()
            except Ended:
                member.stop()
                member = None
                yield died(line, spec)
    finally:
        if member is not None:
            member.stop()


def _fresh(spec: Spec) -> Member:
    """A worker that is ready."""
    end = ""
    for _ in range(STARTS):
        member = Member(spec)
        try:
            member.greet()
        except Ended:
            member.stop()
            end = member.end
        except BaseException:
            member.stop()
            raise
        else:
            return member
    raise WorkersFailed(f"{STARTS} worker processes ended before they were ready ({end})")
