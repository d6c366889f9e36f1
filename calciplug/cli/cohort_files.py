"""The files of a cohort: which are meant, and what may be replaced."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

import attrs
import click

from calciplug.cli.inputs import STDIN

if TYPE_CHECKING:
    from collections.abc import Iterator


@attrs.frozen
class Files:
    """The files that a run reads and writes; None for stdin, for stdout, and for what is not written."""

    source: Path | None
    out: Path | None
    errors: Path | None
    summary: Path | None
    force: bool
    resume: bool

    @property
    def is_table(self) -> bool:
        """Whether the result is a Parquet file: it has the name of one."""
        from calciplug.cohort.parquet import is_named

        return self.out is not None and is_named(self.out)


def files_of(
    source: str,
    out: str | None,
    errors: str | None,
    summary: str | None,
    *,
    force: bool,
    resume: bool,
    tables: bool = False,
) -> Files:
    """The files that were named; OUT may have the name of a Parquet file where *tables* are written.

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
    problems += [*_refused(files), *_misnamed(files, tables=tables)]
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


def _misnamed(files: Files, *, tables: bool) -> Iterator[str]:
    """What speaks against the names of Parquet files: whoever reads them goes by those."""
    from calciplug.cohort.parquet import is_named, library
    from calciplug.errors import CalciplugError

    others = [("--errors", files.errors), ("--summary", files.summary), *([] if tables else [("--out", files.out)])]
    for option, path in others:
        if path is not None and is_named(path):
            yield f"{option} {str(path)!r} is the name of a Parquet file, and none is written there"
    if tables and files.is_table:
        try:
            library()
        except CalciplugError as error:
            yield f"--out {str(files.out)!r}: {error}"
