"""Where answers go, chunk by chunk: result and errors first, the journal after them, their own names at the end."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import attrs

from calciplug.cohort.deriving import derive
from calciplug.cohort.faults import NotResumable
from calciplug.cohort.journal import Commit, Journal, journal_of, read
from calciplug.cohort.leftovers import refuse_leftovers
from calciplug.cohort.part import Part, part_of, settle, told
from calciplug.cohort.tally import Tally

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Self

    from calciplug.cohort.chunk import Answered, Chunk
    from calciplug.cohort.target import Target


class Store:
    """A result that grows; a context. Leaving it before `finish` leaves what a run can go on with.

    Args:
        target: what is written.
        resume: whether to go on with a run that did not end.
        pause: seconds between two commits; what is handed in before they are over waits for the next one.

    Attributes:
        last: how far it is committed.

    Raises:
        NotResumable: there is no such run, or it was another one; or, without *resume*, there is one.
        NotWritten: a file cannot be opened.
    """

    def __init__(self, target: Target, *, resume: bool = False, pause: float = 0.0) -> None:
        self._target = target
        self._parts: dict[Path, Part] = {}
        self._journal: Journal | None = None
        self._pause = pause
        self._committed = time.monotonic()
        self._torn = False
        self.last = self._reached = Commit()
        try:
            self._open(self._found() if resume else None)
            self._reached = self.last
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of every file."""
        for own in (*self._parts.values(), self._journal):
            if own is not None:
                own.close()
        self._parts, self._journal = {}, None

    def commit(self, chunk: Chunk, answered: Answered) -> None:
        """Write the answer to *chunk*; once this returns without a pause, no end of this process can lose it.

        Raises:
            NotWritten: what was committed before stands.
        """
        self._write(self._target.out, answered.out)
        if self._target.errors is not None:
            self._write(self._target.errors, answered.errors)
        tally = Tally()
        tally.add(self._reached.tally)
        tally.add(answered.tally)
        out, errors = self._size(self._target.out), self._size(self._target.errors)
        self._reached = Commit(chunk.offset, chunk.number, chunk.digest, out, errors, tally)
        # Waiting for the disk after each chunk took longer than answering it does.
        if not self._parts or time.monotonic() - self._committed >= self._pause:
            self._note(self._reached)

    def catch_up(self) -> None:
        """Commit what waits for the pause to be over.

        Raises:
            NotWritten: what was committed before stands.
        """
        if self._reached is not self.last and not self._torn:
            self._note(self._reached)

    def finish(self) -> None:
        """Give every file its name, and take the journal away."""
        if not self.last.done:
            self._note(attrs.evolve(self._reached, out=self._size(self._target.out), done=True))
        out, make = self._target.out, self._target.derive
        if out is not None and make is not None:
            derive(out, self._parts.get(out), self.last, make)
        self.close()
        for path in self._target.files:
            settle(path, force=self._target.force)
        if self._target.out is not None:
            with told(self._target.out):
                journal_of(self._target.out).unlink(missing_ok=True)

    def _note(self, commit: Commit) -> None:
        # Until it is written: where a line of the journal was torn, none may follow it.
        self._torn = True
        for part in self._parts.values():
            part.sync()
        if self._journal is not None:
            self._journal.commit(commit)
        self._torn = False
        self.last = self._reached = commit
        self._committed = time.monotonic()

    def _found(self) -> tuple[Commit, int] | None:
        """How far the run came that did not end, or None where it had not begun to write."""
        target = self._target
        if target.out is None or target.identity is None:
            raise NotResumable("only a run from a file into a file can go on")
        part = part_of(target.out)
        if journal_of(target.out).exists():
            return read(journal_of(target.out), target.identity)
        if part.exists() and part.stat().st_size:
            raise NotResumable(f"there is {part}, and no {journal_of(target.out)} to go on by; --force begins anew")
        return None

    def _open(self, found: tuple[Commit, int] | None) -> None:
        target = self._target
        if found is None and target.out is not None and not target.force:
            refuse_leftovers(target.out, derived=target.derive is not None)
        self.last, size = found or (Commit(), 0)
        if self.last.done:
            return
        existing = [str(path) for path in target.files if path.exists()]
        if existing and not target.force:
            raise NotResumable(f"there is a finished {' and '.join(existing)} already; --force replaces it")
        for path in target.files:
            self._parts[path] = Part(path)
        if target.out is not None:
            self._begin(target.out, size if found is not None else None)
        if target.errors is not None:
            self._parts[target.errors].keep(self.last.errors)
        if not self.last.out:
            self._write(target.out, target.header)

    def _begin(self, out: Path, size: int | None) -> None:
        """Go on after what was committed: *size* bytes of the journal, or none where a run begins."""
        if size is None:
            # Before anything is cut off: a journal without its result would promise what is not there.
            with told(out):
                journal_of(out).unlink(missing_ok=True)
        self._parts[out].keep(self.last.out)
        if self._target.identity is not None:
            self._journal = Journal(journal_of(out), size or 0)
            if not size:
                self._journal.begin(self._target.identity)

    def _write(self, path: Path | None, data: bytes) -> None:
        if not data:
            return
        if path is None:
            self._target.write(data)
        else:
            self._parts[path].write(data)

    def _size(self, path: Path | None) -> int:
        return 0 if path is None else self._parts[path].size
