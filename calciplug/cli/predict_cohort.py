"""`calciplug predict --cohort`: predictions over many cases, a row each; nothing is adjusted."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

import attrs
import click

from calciplug.cli import exits
from calciplug.cli.cohort_files import files_of
from calciplug.cli.cohort_source import lines_left, source_of
from calciplug.cli.hush import hushed
from calciplug.cli.output import opened
from calciplug.cli.progress import Progress
from calciplug.cli.talk import say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from calciplug.cli.cohort_files import Files
    from calciplug.cohort import Line, Reader
    from calciplug.forecast import Predictable
    from calciplug.host import Host
    from calciplug.protocol import Protocol


@attrs.frozen
class Asked:
    """What was asked for on the command line; None for what was not."""

    source: str
    out: str | None
    errors: str | None
    fields: str | None
    block: int | None
    force: bool


def predict_cohort(asked: Asked, host: Host, protocol: Protocol) -> int:
    """Predict every case of the cohort; the exit code.

    Raises:
        click.UsageError: the options do not fit, or NumPy is not installed; nothing was done.
        Unwritten: a result could not be written.
    """
    fields = _fields(asked.fields, host, protocol)
    files = files_of(asked.source, asked.out, asked.errors, None, force=asked.force, resume=False)
    from calciplug.cohort import NotRead

    run = _Run(files, host, protocol, fields)
    try:
        run(asked.block)
    except NotRead as error:
        say(f"calciplug: {error}; {run.standing()}")
        return exits.INVALID
    except KeyboardInterrupt:
        say(f"calciplug: interrupted; {run.standing()}")
        return exits.INTERRUPTED
    return run.told()


def _fields(text: str | None, host: Host, protocol: Protocol) -> tuple[Predictable, ...]:
    from calciplug.errors import CalciplugError

    try:
        from calciplug.forecast import chosen, predictables
    except CalciplugError as error:
        raise click.UsageError(f"{error}; nothing was done") from error
    try:
        names = None if text is None else [name.strip() for name in text.split(",")]
        return chosen(predictables(host, protocol), names)
    except CalciplugError as error:
        raise click.UsageError(f"--fields: {error}; nothing was done") from error


class _Run:
    """A run; called once."""

    def __init__(self, files: Files, host: Host, protocol: Protocol, fields: tuple[Predictable, ...]) -> None:
        from calciplug.forecast import Tally

        self._files = files
        self._host = host
        self._protocol = protocol
        self._fields = fields
        self._tally = Tally()

    def __call__(self, most: int | None) -> None:
        """Answer every line, *most* of them in a block.

        Raises:
            NotRead: the input could not be read on.
            Unwritten: a result could not be written.
        """
        from calciplug.cohort import Reader
        from calciplug.forecast import BLOCK, Rows, answered, blocks, predicting

        files, rows = self._files, Rows(self._fields)
        with (
            source_of(files) as source,
            opened(files.out, force=files.force) as write,
            _errors(files) as write_errors,
        ):
            write(rows.header(self._host, self._protocol, predicting(self._host, self._protocol)))
            progress = Progress(counted="lines")
            lines = _watched(Reader(source.stream), progress, lines_left(source))
            try:
                for block in blocks(lines, most or BLOCK):
                    with hushed():
                        out, errors = answered(block, self._host, self._protocol, rows, self._tally)
                    write(out)
                    write_errors(errors)
                    block.clear()  # the next one is read before this name holds another
                    del out, errors
            finally:
                progress.close()

    def standing(self) -> str:
        """What holds of the result of a run that did not end."""
        if self._files.out is not None:
            return "no result was written"
        return f"cases answered: {self._tally.cases:,}; the result is not whole"

    def told(self) -> int:
        """Say what became of the cases; the code that stands for all of them."""
        from calciplug.forecast import tally_lines

        tally, files = self._tally, self._files
        for line in tally_lines(tally, [one.name for one in self._fields]):
            say(line)
        if tally.errors and files.errors is None:
            say(f"{tally.errors:,} problems were only counted; --errors FILE writes them")
        for path in (files.out, files.errors):
            if path is not None:
                say(f"wrote {path}")
        codes = [exits.BUG] if tally.internal else []
        codes += [exits.INVALID] if tally.statuses["refused"] else []
        codes += [exits.HELD] if tally.statuses["failed"] else []
        return exits.worst(codes)


@contextlib.contextmanager
def _errors(files: Files) -> Iterator[Callable[[bytes], Any]]:
    """A function that writes what went wrong, where a file is meant for it."""
    if files.errors is None:
        yield lambda _: None
    else:
        with opened(files.errors, force=files.force) as write:
            yield write


def _watched(reader: Reader, progress: Progress, size: int | None) -> Iterator[Line]:
    for line in reader:
        progress(line.number, size)
        yield line
