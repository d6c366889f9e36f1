"""The input of a cohort: lines or the rows of a table, and by what it is known again."""

from __future__ import annotations

import contextlib
import hashlib
import os
import sys
from typing import TYPE_CHECKING, BinaryIO, Final

import attrs
import click

from calciplug.cli.talk import say

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from calciplug.cli.cohort_files import Files
    from calciplug.cohort import Cases, ParquetReader
    from calciplug.cohort.fields import Counted

_HEAD: Final = 1 << 20


@attrs.frozen
class Source:
    """The input.

    Attributes:
        stream: its bytes.
        identity: by which it is known again, or None where it can be read only once.
        table: its rows, where it is a Parquet file.
    """

    stream: BinaryIO
    identity: Mapping[str, int | str] | None
    table: ParquetReader | None = None

    @property
    def counted(self) -> Counted:
        """What its cases are counted in."""
        return "line" if self.table is None else "row"

    def cases(self) -> Cases:
        """Its cases; to be asked for once."""
        from calciplug.cohort import Reader

        return Reader(self.stream) if self.table is None else self.table


@contextlib.contextmanager
def source_of(files: Files, *, tables: bool = False) -> Iterator[Source]:
    """The input, open; it may be a Parquet file where *tables* are read.

    Raises:
        NotRead: it is a Parquet file that cannot be read, or is called one and is none.
        click.UsageError: it cannot be opened, or not without a library that is not installed.
    """
    if files.source is None:
        if sys.stdin is None:
            raise click.UsageError("stdin is closed; nothing was done")
        if sys.stdin.isatty():
            say("reading cases from the terminal, one a line; end them with Ctrl-D")
        _refuse_stream(sys.stdin.buffer)
        yield Source(sys.stdin.buffer, None)
        return
    try:
        stream = files.source.open("rb")
    except OSError as error:
        raise click.UsageError(
            f"{str(files.source)!r} could not be read: {error.strerror}; nothing was done"
        ) from error
    with stream:
        head = hashlib.sha256(stream.read(_HEAD)).hexdigest()
        identity: dict[str, int | str] = {"size": os.fstat(stream.fileno()).st_size, "head": head}
        stream.seek(0)
        yield Source(stream, identity, _table(stream, files.source, tables=tables))


def _refuse_stream(stream: BinaryIO) -> None:
    """Refuse a Parquet file that comes through a pipe: what describes it stands at its end."""
    from calciplug.cohort import NotRead
    from calciplug.cohort.parquet import MAGIC

    look = getattr(stream, "peek", None)
    if look is not None and look(len(MAGIC)).startswith(MAGIC):
        raise NotRead("stdin holds a Parquet file, which can be read only where it has a name")


def _table(stream: BinaryIO, path: Path, *, tables: bool) -> ParquetReader | None:
    from calciplug.cohort import NotRead, ParquetReader
    from calciplug.cohort.parquet import is_parquet
    from calciplug.errors import CalciplugError

    if not is_parquet(stream, path):
        return None
    if not tables:
        raise NotRead(f"{str(path)!r} is a Parquet file, and here cases are read from NDJSON")
    try:
        return ParquetReader(stream)
    except NotRead:
        raise
    except CalciplugError as error:
        raise click.UsageError(f"{str(path)!r}: {error}; nothing was done") from error


def lines_left(source: Source) -> int | None:
    """How many lines or rows are left, for somebody who waits; None where counting would use them up."""
    if source.identity is None or not sys.stderr.isatty():
        return None
    if source.table is not None:
        return source.table.left
    here, count, last = source.stream.tell(), 0, b"\n"
    while block := source.stream.read(_HEAD):
        count, last = count + block.count(b"\n"), block[-1:]
    source.stream.seek(here)
    return count + (last != b"\n")
