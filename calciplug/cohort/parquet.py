"""Parquet files: which file is one, and pyarrow, the only thing here that reads and writes them."""

from __future__ import annotations

import contextlib
import os
from importlib import import_module
from typing import TYPE_CHECKING, Any, BinaryIO, Final

import attrs

from calciplug.cohort.faults import NotRead
from calciplug.errors import CalciplugError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SUFFIX: Final = ".parquet"
MAGIC: Final = b"PAR1"
# Stands where MAGIC does in a file whose own description is encrypted.
_ENCRYPTED: Final = b"PARE"
_SHOWN: Final = 200


@attrs.frozen
class Arrow:
    """The parts of pyarrow that are used here.

    Attributes:
        types: types and arrays of them.
        files: Parquet files.
    """

    types: Any
    files: Any


def library() -> Arrow:
    """The library that reads and writes Parquet.

    Raises:
        CalciplugError: it is not installed.
    """
    try:
        return Arrow(import_module("pyarrow"), import_module("pyarrow.parquet"))
    except ImportError:
        what = "a Parquet file needs the package pyarrow, which is not installed"
        raise CalciplugError(f"{what}: pip install 'calciplug[parquet]'") from None


def is_named(path: Path) -> bool:
    """Whether *path* is called a Parquet file."""
    return path.suffix.lower() == SUFFIX


def begins(stream: BinaryIO) -> bool:
    """Whether *stream* begins as a Parquet file does; no JSON does."""
    stream.seek(0)
    return stream.read(len(MAGIC)) == MAGIC


def is_parquet(stream: BinaryIO, path: Path) -> bool:
    """Whether *stream*, which is at *path*, is a Parquet file: by its first and last bytes; it is left at its begin.

    Raises:
        NotRead: it is encrypted; or it has the name of one, or one of the two ends, and is none.
    """
    size = stream.seek(0, os.SEEK_END)
    stream.seek(0)
    head = stream.read(len(MAGIC))
    stream.seek(max(size - len(MAGIC), 0))
    tail = stream.read(len(MAGIC))
    stream.seek(0)
    if head == tail == _ENCRYPTED:
        raise NotRead(f"{str(path)!r} is an encrypted Parquet file; only one that is not encrypted can be read")
    if head == tail == MAGIC:
        return True
    if head == MAGIC:
        raise NotRead(f"{str(path)!r} begins as a Parquet file and does not end as one: part of it is missing")
    if is_named(path):
        found = f"its {size:,} bytes do not begin with PAR1" if size else "it is empty"
        raise NotRead(f"{str(path)!r} is called a Parquet file and is none: {found}; NDJSON has another name")
    return False


@contextlib.contextmanager
def refusals(arrow: Arrow, what: str) -> Iterator[None]:
    """Say of *what* why it could not be read.

    Raises:
        NotRead: in place of whatever the library raises over a file that is damaged, or cannot be read.
    """
    try:
        yield
    # A number of rows or bytes that is wrong may ask for more memory than there is, and text may be none.
    except (arrow.types.ArrowException, OSError, ValueError, MemoryError, OverflowError) as error:
        raise NotRead(f"{what}: {_said(error)}") from error


def _said(error: BaseException) -> str:
    text = (getattr(error, "strerror", None) or str(error)).strip() or type(error).__name__
    line = text.splitlines()[0]
    return line if len(line) <= _SHOWN else f"{line[: _SHOWN - 1]}…"
