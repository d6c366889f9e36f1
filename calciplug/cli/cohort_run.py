"""One run over a cohort: from where it goes on to its last case, with a line of progress."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from calciplug import __version__
from calciplug.cli import exits
from calciplug.cli.cohort_files import lines_left
from calciplug.cli.output import opened
from calciplug.cli.progress import Progress
from calciplug.cli.talk import say
from calciplug.cohort import Crew, NotResumable, Reader, Store, Tally, Target, chunks, summary_document, summary_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from calciplug.cli.cohort_files import Files, Source
    from calciplug.cohort import Answered, Chunk, Spec


class Run:
    """A run; called once. Whatever ends it, `tally` and `standing` tell how far it came."""

    def __init__(self, source: Source, files: Files, spec: Spec) -> None:
        self._source = source
        self._files = files
        self._spec = spec
        self.tally = Tally()

    def __call__(self, jobs: int, chunk: int) -> None:
        """Answer every case that is left, with *jobs* processes, *chunk* cases at a time.

        Raises:
            NotResumable: there is nothing to go on with, or something that would be lost.
            NotWritten: a file could not be written.
            Unwritten: stdout could not.
            WorkersFailed: no worker could be started.
            PluginError: a plugin changed while cases were evaluated.
        """
        with opened(None, force=False) as write, Store(self._target(write), resume=self._files.resume) as store:
            self.tally = store.last.tally
            if not store.last.done:
                reader = self._reader(store)
                left = lines_left(self._source)
                with Crew(self._spec, jobs) as crew:
                    self._commit(crew.answers(chunks(reader, chunk)), store, left)
            store.finish()

    def standing(self) -> str:
        """What holds of the result of a run that did not end."""
        if not self.tally.cases:
            return "no case is committed"
        if self._files.out is None:
            return f"cases answered: {self.tally.cases:,}; the result is not whole"
        again = "" if self._source.identity is None else ", and --resume goes on with it"
        return f"{self._files.out} is not whole; cases committed: {self.tally.cases:,}{again}"

    def _target(self, write: Callable[[bytes], Any]) -> Target:
        files, fields = self._files, self._spec.fields
        identity = None if files.out is None or self._source.identity is None else self._identity()
        header = b"" if fields is None else fields.header()
        return Target(
            out=files.out, errors=files.errors, write=write, header=header, identity=identity, force=files.force
        )

    def _identity(self) -> dict[str, Any]:
        spec, files = self._spec, self._files
        return {
            "calciplug": __version__,
            "input": self._source.identity,
            "protocol": f"sha256:{hashlib.sha256(spec.protocol).hexdigest()}",
            "plugins": dict(spec.plugins),
            "lane": spec.lane,
            "fields": None if spec.fields is None else list(spec.fields.paths),
            "errors": None if files.errors is None else str(files.errors.absolute()),
        }

    def _reader(self, store: Store) -> Reader:
        """The input from where the last commit ended."""
        reader, last = Reader(self._source.stream), store.last
        if reader.skip(last.offset, last.number) != last.digest and last.offset:
            raise NotResumable(f"the first {last.offset:,} bytes of the input are not those that were answered")
        return reader

    def _commit(self, answers: Iterator[tuple[Chunk, Answered]], store: Store, left: int | None) -> None:
        progress, begun = Progress(counted="cases" if left is None else "lines"), store.last.number
        cases = self.tally.cases
        try:
            for chunk, answered in answers:
                store.commit(chunk, answered)
                self.tally = store.last.tally
                progress(self.tally.cases - cases if left is None else chunk.number - begun, left)
        finally:
            progress.close()


def told(tally: Tally, files: Files) -> int:
    """Say what became of the cases; the code that stands for all of them."""
    for line in summary_lines(tally):
        say(line)
    if tally.errors and files.errors is None:
        say(f"{tally.errors:,} problems were only counted; --errors FILE writes them")
    if files.summary is not None:
        with opened(files.summary, force=files.force) as write:
            write(json.dumps(summary_document(tally), ensure_ascii=False, indent=2).encode("utf-8") + b"\n")
    for path in (files.out, files.errors, files.summary):
        if path is not None:
            say(f"wrote {path}")
    codes = [exits.BUG] if tally.failed else []
    codes += [exits.INVALID] if tally.refused else []
    codes += [exits.HELD] if tally.statuses["held"] + tally.statuses["rejected"] else []
    return exits.worst(codes)
