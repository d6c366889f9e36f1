"""What goes to a worker and what comes back: lines of input, and the bytes that answer them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from calciplug.cohort.tally import Tally

if TYPE_CHECKING:
    from collections.abc import Iterable


@attrs.frozen
class Line:
    """One line that is not blank, or one row of a table.

    Attributes:
        number: which line or row of the input it is, from 1; blank lines count.
        data: its bytes without the end of the line; empty where *size* is more than is kept.
        size: how many bytes it has.
        digest: SHA-256 of a line that was not kept, in hexadecimal; else empty.
    """

    number: int
    data: bytes
    size: int
    digest: str = ""


@attrs.frozen
class Chunk:
    """Lines that are answered, and committed, together.

    Attributes:
        lines: those that are not blank; none at the end of an input that ends with blank lines.
        blank: how many blank lines were passed.
        offset: bytes of the input up to the end of this chunk; of a table, bytes of its cells.
        number: lines or rows of the input up to there.
        digest: SHA-256 of the input up to there, in hexadecimal, as its reader counts it.
    """

    lines: tuple[Line, ...]
    blank: int
    offset: int
    number: int
    digest: str


@attrs.frozen
class Answered:
    """The answer to one or more lines.

    Attributes:
        out: one line of UTF-8 JSON for each.
        errors: one line of UTF-8 JSON for each problem.
        tally: what is counted of them.
    """

    out: bytes = b""
    errors: bytes = b""
    tally: Tally = attrs.field(factory=Tally)


def joined(parts: Iterable[Answered]) -> Answered:
    """*parts* as one answer, in their order."""
    own = list(parts)
    tally = Tally()
    for part in own:
        tally.add(part.tally)
    return Answered(b"".join(part.out for part in own), b"".join(part.errors for part in own), tally)
