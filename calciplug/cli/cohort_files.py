"""The files of a cohort: which are meant, what may be replaced, and the input as a stream."""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

import attrs
import click

from calciplug.cli.inputs import STDIN
from calciplug.cli.talk import say

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_HEAD: Final = 1 << 20


@attrs.frozen
class Files:
    """The files that a run reads and writes; None for stdin, for stdout, and for what is not written."""

    source: Path | None
    out: Path | None
    errors: Path | None
    summary: Path | None
    force: bool
    resume: bool


@attrs.frozen
class Source:
    """The input.

    Attributes:
        stream: its bytes.
        identity: by which it is known again, or None where it can be read only once.
    """

    stream: BinaryIO
    identity: Mapping[str, int | str] | None


def files_of(
    source: str, out: str | None, errors: str | None, summary: str | None, *, force: bool, resume: bool
) -> Files:
    """The files that were named.

    Raises:
        click.UsageError: with everything that is wrong with them; nothing was done.
    """
    own = None if source == STDIN else Path(source)
    target = None if out in (None, STDIN) else Path(str(out))
    beside = None if target is None else target.with_name(f"{target.name}.errors.ndjson")
    told = Path(errors) if errors is not None else beside
    files = Files(own, target, told, Path(summary) if summary is not None else None, force, resume)
    problems = [] if own is None or own.exists() else [f"there is no file {source!r}"]
    if own is not None and own.exists() and not own.is_file():
        problems.append(f"{source!r} is not a regular file; to read a pipe, use -")
    if resume and (own is None or target is None):
        problems.append("--resume goes on from a file into a file; stdin and stdout have no way back")
    problems += _refused(files)
    if problems:
        raise click.UsageError(f"{'; '.join(problems)}; nothing was done")
    return files


def _refused(files: Files) -> Iterator[str]:
    """What speaks against writing each file."""
    named = [("--out", files.out), ("--errors", files.errors), ("--summary", files.summary)]
    seen: dict[Path, str] = {} if files.source is None else {files.source.resolve(): "IN"}
    for option, path in named:
        if path is None:
            continue
        if path.resolve() in seen:
            yield f"{option} {str(path)!r} is {seen[path.resolve()]} as well"
        seen[path.resolve()] = option
        if not path.parent.is_dir():
            yield f"{option} {str(path)!r}: there is no such folder"
        elif os.path.lexists(path) and not stat.S_ISREG(path.lstat().st_mode):
            yield f"{option} {str(path)!r} exists and is not a regular file"
        # A run that ended while its files got their names has to find them.
        elif os.path.lexists(path) and not files.force and not (files.resume and option != "--summary"):
            yield f"{option} {str(path)!r} exists; to replace it: --force"


@contextlib.contextmanager
def source_of(files: Files) -> Iterator[Source]:
    """The input, open."""
    if files.source is None:
        if sys.stdin is None:
            raise click.UsageError("stdin is closed; nothing was done")
        if sys.stdin.isatty():
            say("reading cases from the terminal, one a line; end them with Ctrl-D")
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
        stream.seek(0)
        yield Source(stream, {"size": os.fstat(stream.fileno()).st_size, "head": head})


def lines_left(source: Source) -> int | None:
    """How many lines the stream still has, for somebody who waits; None where counting would use it up."""
    if source.identity is None or not sys.stderr.isatty():
        return None
    here, count, last = source.stream.tell(), 0, b"\n"
    while block := source.stream.read(_HEAD):
        count, last = count + block.count(b"\n"), block[-1:]
    source.stream.seek(here)
    return count + (last != b"\n")
