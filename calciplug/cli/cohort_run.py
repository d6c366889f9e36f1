"""One run over a cohort: from where it goes on to its last case, with a line of progress."""

from __future__ import annotations

import contextlib
import hashlib
import json
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from calciplug import __version__
from calciplug.cli import exits
from calciplug.cli.cohort_source import lines_left
from calciplug.cli.output import opened
from calciplug.cli.progress import Progress
from calciplug.cli.talk import say
from calciplug.cohort import (
    Columns,
    NotResumable,
    NotWritten,
    Store,
    Tally,
    Target,
    chunks,
    summary_document,
    summary_lines,
    write_parquet,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from calciplug.cli.cohort_files import Files
    from calciplug.cli.cohort_source import Source
    from calciplug.cohort import Answered, Cases, Chunk, Crew, Spec
    from calciplug.cohort.dask_crew import DaskCrew

# Seconds of work that the end of a machine may cost; a commit waits for the disk.
PAUSE: Final = 1.0


class Run:
    """A run; called once. Whatever ends it, `tally` and `standing` tell how far it came.

    Attributes:
        tally: what is counted of the cases that are committed.
        begun: whether a file was touched.
    """

    def __init__(self, source: Source, files: Files, spec: Spec) -> None:
        self._source = source
        self._files = files
        self._spec = spec
        self.tally = Tally()
        self.begun = False

    def __call__(self, crew: Crew | DaskCrew, chunk: int) -> None:
        """Answer every case that is left, by *crew*, *chunk* cases at a time.

        Raises:
            NotResumable: there is nothing to go on with, or something that would be lost.
            NotWritten: a file could not be written.
            Unwritten: stdout could not.
            WorkersFailed: no worker could be started.
            ClusterFailed: a cluster cannot be used, or was lost.
            PluginError: a plugin changed while cases were evaluated.
        """
        with crew as own, opened(None, force=False) as write, self._store(write) as store:
            self.begun = True
            self.tally = store.last.tally
            if not store.last.done:
                cases = self._cases(store)
                left = lines_left(self._source)
                self._commit(own.answers(chunks(cases, chunk)), store, left)
            store.finish()

    def standing(self) -> str:
        """What holds of the result of a run that did not end."""
        if not self.tally.cases:
            return "no case is committed"
        if self._files.out is None:
            return f"cases answered: {self.tally.cases:,}; the result is not whole"
        again = "" if self._source.identity is None else ", and --resume goes on with it"
        return f"{self._files.out} is not whole; cases committed: {self.tally.cases:,}{again}"

    def _store(self, write: Callable[[bytes], Any]) -> Store:
        return Store(self._target(write), resume=self._files.resume, pause=PAUSE)

    def _target(self, write: Callable[[bytes], Any]) -> Target:
        files, fields = self._files, self._spec.fields
        identity = None if files.out is None or self._source.identity is None else self._identity()
        header = b"" if fields is None else fields.header()
        return Target(
            out=files.out, errors=files.errors, write=write, header=header, identity=identity, force=files.force,
            derive=self._derived if files.is_table else None,
        )  # fmt: skip

    def _derived(self, lines: BinaryIO, sink: BinaryIO) -> int:
        """The table that the committed lines make."""
        progress, cases = Progress(counted="rows written"), self.tally.cases
        try:
            return write_parquet(lines, sink, Columns.of(self._spec), lambda done: progress(done, cases))
        finally:
            progress.close()

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

    def _cases(self, store: Store) -> Cases:
        """The input from where the last commit ended."""
        cases, last = self._source.cases(), store.last
        if cases.skip(last.offset, last.number) != last.digest and last.number:
            what = f"{last.number:,} {self._source.counted}s of the input"
            raise NotResumable(f"the first {what} are not those that were answered")
        return cases

    def _commit(self, answers: Iterator[tuple[Chunk, Answered]], store: Store, left: int | None) -> None:
        counted = "cases" if left is None else f"{self._source.counted}s"
        progress, begun = Progress(counted=counted), store.last.number
        cases = self.tally.cases
        try:
            for chunk, answered in answers:
                store.commit(chunk, answered)
                self.tally = store.last.tally
                progress(self.tally.cases - cases if left is None else chunk.number - begun, left)
            store.catch_up()
        except BaseException:
            # Whatever ended the run: what was answered before need not be answered again.
            with contextlib.suppress(NotWritten):
                store.catch_up()
            raise
        finally:
            self.tally = store.last.tally
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
