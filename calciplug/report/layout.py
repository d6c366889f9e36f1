"""Lines of a sheet: wrapped at one width, aligned, safe for a terminal; colour only brings out what is written."""

from __future__ import annotations

import re
import textwrap
import unicodedata
from itertools import zip_longest
from typing import TYPE_CHECKING, Final

import attrs

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

WIDTH: Final = 100

# Words that say how grave something is; each also has a colour, and none is a colour alone.
STYLES: Final = {
    "STOP": "1;31", "HOLD": "1;35", "CAUTION": "1;33", "NOTE": "36", "OK": "1;32", "heading": "1",
}  # fmt: skip

# The end of a line must not part a number from its unit, grams from their salt form, or one unit system from the other.
_TIED: Final = (
    re.compile(r"(?<=\d) (?=[^\s\d(\[\u2192])"),
    re.compile(r"(?<=\bg) (?=pentahydrate|anhydrous)"),
    re.compile(r"(?<=[^\s\d]) (?=\(\d[\d.,]*[ )\u00a0])"),
)
_TIE: Final = "\u00a0"
_GAP: Final = "  "


@attrs.frozen
class Line:
    """One line of a sheet.

    Attributes:
        text: as it is printed without colour.
        mark: the part of it that colour brings out; its first occurrence.
        style: which colour, a key of `STYLES`.
    """

    text: str
    mark: str = ""
    style: str = ""


def safe(text: object) -> str:
    """*text* with every character that a terminal could act on replaced."""
    return "".join(char if unicodedata.category(char)[0] != "C" else "\ufffd" for char in str(text))


def printed(lines: Iterable[Line], *, colour: bool = False) -> str:
    """*lines* as text that ends with a newline."""
    return "".join(f"{_painted(line, colour)}\n" for line in lines)


def _painted(line: Line, colour: bool) -> str:
    text = safe(line.text).rstrip()
    if not colour or not line.mark or line.mark not in text:
        return text
    before, after = text.split(line.mark, 1)
    return f"{before}\x1b[{STYLES[line.style]}m{line.mark}\x1b[0m{after}"


def heading(name: str, note: str = "") -> list[Line]:
    """The heading of a section, with a blank line before it."""
    title = name.upper()
    return [Line(""), Line(f"{title}   {note}" if note else title, title, "heading")]


def wrap(text: str, first: str = "", rest: str | None = None, width: int = WIDTH) -> list[str]:
    """*text* wrapped: *first* before its first line, *rest* (or as many blanks) before the others."""
    tied = safe(text)
    for pattern in _TIED:
        tied = pattern.sub(_TIE, tied)
    lines = textwrap.wrap(
        tied, width, initial_indent=first, subsequent_indent=" " * len(first) if rest is None else rest,
        break_on_hyphens=False,
    )  # fmt: skip
    return [line.replace(_TIE, " ") for line in lines or [first]]


def paragraph(text: str, first: str = "", rest: str | None = None) -> list[Line]:
    """*text* as wrapped lines."""
    return [Line(line) for line in wrap(text, first, rest)]


def table(rows: Sequence[Sequence[str]], indent: int = 2, caps: Sequence[int] = (), least: int = 0) -> list[Line]:
    """*rows* as aligned columns, each cell wrapped in its column; the last column takes the room that is left.

    Args:
        rows: cells, alike in number.
        indent: blanks before the first column.
        caps: widest that a column may be, for the first ones.
        least: narrowest that the first column may be.
    """
    if not rows:
        return []
    widths = [max(len(row[index]) for row in rows) for index in range(len(rows[0]))]
    widths = [min(width, caps[index]) if index < len(caps) else width for index, width in enumerate(widths)]
    widths = [max(1, width) for width in widths]
    widths[0] = max(widths[0], least)
    widths[-1] = max(1, min(widths[-1], WIDTH - indent - sum(widths[:-1]) - len(_GAP) * (len(widths) - 1)))
    return [line for row in rows for line in _row(row, widths, " " * indent)]


def _row(row: Sequence[str], widths: Sequence[int], indent: str) -> Iterator[Line]:
    columns = [wrap(cell, width=width) for cell, width in zip(row, widths, strict=True)]
    for cells in zip_longest(*columns, fillvalue=""):
        padded = (cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
        yield Line((indent + _GAP.join(padded)).rstrip())


def counted(number: int, one: str, many: str | None = None) -> str:
    """*number* with its noun: `1 change`, `2 changes`."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def listed(names: Sequence[str]) -> str:
    """*names* as a sentence takes them: `a`, `a and b`, `a, b and c`."""
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)
