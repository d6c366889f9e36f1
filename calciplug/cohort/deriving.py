"""A result of another form than lines: made at the end, out of lines that are all committed, and as often as it takes.

Until then the part of the result holds lines. The file that is made of them has a third name until it is whole and on
the disk, and then takes the place of the lines in one step; so whatever ends a process, there are the lines or there is
the result.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, BinaryIO, Final

from calciplug.cohort.faults import NotResumable, NotWritten
from calciplug.cohort.parquet import begins
from calciplug.cohort.part import Part, part_of, told

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from calciplug.cohort.journal import Commit

SUFFIX: Final = ".new"
_BUFFER: Final = 1 << 20


def new_of(path: Path) -> Path:
    """The name of what becomes the result *path* while it is made."""
    return path.with_name(path.name + SUFFIX)


def derive(path: Path, held: Part | None, last: Commit, write: Callable[[BinaryIO, BinaryIO], int]) -> None:
    """Let what *write* makes of the lines in the part of *path* take their place.

    Args:
        path: the result.
        held: its part, where this process holds it already.
        last: what is committed.
        write: takes the lines and the new file; gives back how many cases it wrote.

    Raises:
        NotResumable: another run is doing it, or the lines are not what was committed.
        NotWritten: the new file could not be written; the lines stand.
    """
    if not part_of(path).exists():
        return  # the result has its name
    own = Part(path) if held is None else held
    try:
        with told(path), part_of(path).open("rb") as lines:
            whole = begins(lines)
            size = lines.seek(0, os.SEEK_END)
            lines.seek(0)
            if not whole:
                _make(path, lines, size, last, write)
        if not whole:
            own.give_way(new_of(path))
    finally:
        if held is None:
            own.close()


def _make(path: Path, lines: BinaryIO, size: int, last: Commit, write: Callable[[BinaryIO, BinaryIO], int]) -> None:
    if size != last.out:
        raise NotResumable(f"{part_of(path)} has {size:,} bytes, and {last.out:,} were committed")
    with new_of(path).open("wb", buffering=_BUFFER) as file:
        try:
            count = write(lines, file)
        except (ValueError, KeyError, TypeError) as error:
            what = f"{part_of(path)} does not hold what was committed ({type(error).__name__})"
            raise NotWritten(f"{path} was not written: {what}") from error
        file.flush()
        os.fsync(file.fileno())
    if count != last.tally.cases:
        what = f"{part_of(path)} holds {count:,} cases, and {last.tally.cases:,} were answered"
        raise NotWritten(f"{path} was not written: {what}")
