"""Lines and chunks out of a stream of bytes; a line that is too long is counted and hashed, and never held."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, BinaryIO, Final, Protocol

from calciplug.codec import MAX_BYTES
from calciplug.cohort.chunk import Chunk, Line
from calciplug.cohort.faults import NotRead

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# One byte more than a document may have, and the end of the line.
_KEPT: Final = MAX_BYTES + 3
_BLOCK: Final = 1 << 20
# Bytes of a chunk after which no line is added, so that large cases make small chunks.
_FULL: Final = 1 << 20
_BLANKS: Final = b" \t\r\n"


class Cases(Protocol):
    """An input as cases, one after the other; `offset`, `number` and `blank` as `Reader` has them."""

    offset: int
    number: int
    blank: int

    def skip(self, offset: int, number: int) -> str:
        """Read on to the end of what a commit had answered, and say by which digest it is known again."""

    def digest(self) -> str:
        """The digest of what was read so far."""

    def take_blank(self) -> int:
        """How many blank lines were passed since this was last asked."""

    def __iter__(self) -> Iterator[Line]:
        """Every case that is left."""


class Reader:
    """The lines of *stream*, and how far it was read; `NotRead` leaves it where it cannot be.

    Attributes:
        offset: bytes read so far.
        number: lines read so far.
        blank: blank lines passed since `take_blank`.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._hash = hashlib.sha256()
        self.offset = 0
        self.number = 0
        self.blank = 0

    def skip(self, offset: int, number: int) -> str:
        """Read on to *offset*, which is the end of line *number*; the SHA-256 of everything up to there."""
        while self.offset < offset:
            if not self._take(self._stream.read, min(_BLOCK, offset - self.offset)):
                break
        self.number = number
        return self.digest()

    def digest(self) -> str:
        """SHA-256 of what was read so far, in hexadecimal."""
        return self._hash.copy().hexdigest()

    def take_blank(self) -> int:
        """How many blank lines were passed since this was last asked."""
        found, self.blank = self.blank, 0
        return found

    def __iter__(self) -> Iterator[Line]:
        """The lines that are not blank. A line ends with LF or CRLF; the last one may end with neither."""
        while data := self._take(self._stream.readline, _KEPT):
            self.number += 1
            line = self._long(data) if len(data) == _KEPT and not data.endswith(b"\n") else self._whole(data)
            if line is None:
                self.blank += 1
            else:
                yield line

    def _whole(self, data: bytes) -> Line | None:
        own = data.removesuffix(b"\n").removesuffix(b"\r") if data.endswith(b"\n") else data
        return Line(self.number, own, len(own)) if own.strip(_BLANKS) else None

    def _long(self, data: bytes) -> Line | None:
        total, size, blank, held, ended = hashlib.sha256(), 0, True, b"", False
        while data:
            own, held, ended = held + data, b"", data.endswith(b"\n")
            if ended:
                own = own.removesuffix(b"\n").removesuffix(b"\r")
            elif own.endswith(b"\r"):
                # The line may end with the next byte, and then this one is no part of it.
                own, held = own[:-1], b"\r"
            total.update(own)
            size += len(own)
            blank = blank and not own.strip(_BLANKS)
            data = b"" if ended else self._take(self._stream.readline, _BLOCK)
        total.update(held)
        return None if blank else Line(self.number, b"", size + len(held), total.hexdigest())

    def _take(self, read: Callable[[int], bytes], size: int) -> bytes:
        try:
            data = read(size)
        except OSError as error:
            raise NotRead(f"the input could not be read after {self.offset:,} bytes: {error.strerror}") from error
        self._hash.update(data)
        self.offset += len(data)
        return data


def chunks(reader: Cases, most: int) -> Iterator[Chunk]:
    """What is left in *reader*, in chunks of at most *most* cases; the last may hold none."""
    lines: list[Line] = []
    for line in reader:
        lines.append(line)
        if len(lines) >= most or sum(len(item.data) for item in lines) >= _FULL:
            yield _chunk(reader, lines)
            lines = []
    if lines or reader.blank:
        yield _chunk(reader, lines)


def _chunk(reader: Cases, lines: list[Line]) -> Chunk:
    return Chunk(tuple(lines), reader.take_blank(), reader.offset, reader.number, reader.digest())
