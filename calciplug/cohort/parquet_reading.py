"""Cases out of a Parquet file: one a row, in the column `case`; every row is a case, whatever it holds."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from calciplug.codec import MAX_BYTES
from calciplug.cohort.chunk import Line
from calciplug.cohort.faults import NotRead
from calciplug.cohort.parquet import library, refusals

if TYPE_CHECKING:
    from collections.abc import Iterator

    from calciplug.cohort.parquet import Arrow

COLUMN: Final = "case"
# Bytes of the file that are read at once, so that a group of rows of any size is never held.
_BUFFER: Final = 1 << 20
# Types of a column that can hold documents; the last is newer than the oldest pyarrow.
_KINDS: Final = ("string", "large_string", "binary", "large_binary", "string_view", "binary_view")
_WANTED: Final = f"wanted is one column {COLUMN!r} of string or binary, with a case document in each row"
_NAMED: Final = 12
_LONG: Final = 60
# In place of the size of a cell, where there is none.
_NULL: Final = (1 << 64) - 1


class ParquetReader:
    """The cases of a Parquet file; offers what `Reader` does, and of its rows none is blank.

    Attributes:
        offset: bytes of the cells read so far.
        number: rows read so far.
        blank: 0.

    Args:
        stream: the file, which can be read anywhere.

    Raises:
        NotRead: it is damaged, or has no column of cases; with the columns that it has.
        CalciplugError: pyarrow is not installed.
    """

    blank = 0

    def __init__(self, stream: BinaryIO) -> None:
        self._arrow = library()
        self.offset = 0
        self.number = 0
        self._hash = hashlib.sha256()
        with refusals(self._arrow, "the input is no Parquet file that can be read"):
            # One row at a time and one page: what is held does not depend on how many rows make a group.
            self._file = self._arrow.files.ParquetFile(
                stream, buffer_size=_BUFFER, pre_buffer=False, page_checksum_verification=True
            )
            self.rows: int = self._file.metadata.num_rows
            _check(self._file.schema_arrow, self._arrow)
        self._cells = self._read()

    @property
    def left(self) -> int:
        """How many rows are not read yet."""
        return self.rows - self.number

    def skip(self, offset: int, number: int) -> str:  # noqa: ARG002  # rows are not found by bytes
        """Read on to the end of row *number*; the digest of everything up to there."""
        while self.number < number and next(self._cells, None) is not None:
            pass
        return self.digest()

    def digest(self) -> str:
        """SHA-256 of the cells read so far, each after its size, in hexadecimal."""
        return self._hash.copy().hexdigest()

    def take_blank(self) -> int:
        """0: a row that holds nothing is answered."""
        return 0

    def __iter__(self) -> Iterator[Line]:
        """The rows; one without a value is a document without a byte."""
        return self._cells

    def _read(self) -> Iterator[Line]:
        batches = self._file.iter_batches(batch_size=1, columns=[COLUMN], use_threads=False)
        while (batch := self._next(batches)) is not None:
            column = batch.column(0)
            for cell in getattr(column, "storage", column):
                yield self._line(cell.as_buffer())
        if self.number != self.rows:
            raise NotRead(f"the input says that it has {self.rows:,} rows, and has {self.number:,}")

    def _next(self, batches: Iterator[Any]) -> Any:
        with refusals(self._arrow, f"the input could not be read after row {self.number:,}"):
            return next(batches, None)

    def _line(self, cell: Any) -> Line:
        data = memoryview(b"" if cell is None else cell)
        size = len(data)
        self._hash.update((_NULL if cell is None else size).to_bytes(8, "big"))
        self._hash.update(data)
        self.offset += size
        self.number += 1
        if size > MAX_BYTES:
            return Line(self.number, b"", size, hashlib.sha256(data).hexdigest())
        return Line(self.number, bytes(data), size)


def _check(schema: Any, arrow: Arrow) -> None:
    """Refuse a file without one column of documents."""
    found = [field for field in schema if field.name == COLUMN]
    if len(found) != 1:
        many = f"{len(found)} columns {COLUMN!r}" if found else f"no column {COLUMN!r}"
        raise NotRead(f"the input has {many} among its {len(schema.names)} columns{_names(schema)}; {_WANTED}")
    tests = [getattr(arrow.types.types, f"is_{kind}", None) for kind in _KINDS]
    # What is marked as JSON is kept as text.
    kind = getattr(found[0].type, "storage_type", found[0].type)
    if not any(test is not None and test(kind) for test in tests):
        raise NotRead(f"the column {COLUMN!r} of the input holds {_shown(found[0].type)}; {_WANTED}")


def _names(schema: Any) -> str:
    shown = ", ".join(repr(_shown(name)) for name in schema.names[:_NAMED])
    return f" ({shown}{', …' if len(schema.names) > _NAMED else ''})" if shown else ""


def _shown(value: object) -> str:
    text = str(value)
    return text if len(text) <= _LONG else f"{text[: _LONG - 1]}…"
