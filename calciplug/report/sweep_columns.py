"""Points and predictions of a sweep as columns, as many beside the axes as a page holds."""

from __future__ import annotations

from decimal import Decimal
from itertools import product, zip_longest
from typing import TYPE_CHECKING, Any, Final

import attrs

from calciplug import units
from calciplug.report.layout import WIDTH, Line, heading, wrap
from calciplug.report.words import title

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    # (which prediction, code of a flag) → the letter that marks its points.
    Marks = Mapping[tuple[int, str], str]

IN_FORCE: Final = "in force"
_GAP: Final = "  "
_NONE: Final = "-"
# A header of several words is wrapped to this, where its cells are narrower.
_HEADER: Final = 15
_MARKS: Final = "abcdefghijklmnopqrstuvwxyz"


@attrs.frozen
class _Column:
    """One column: its header, the cell for the prescription in force, and one for each point."""

    header: tuple[str, ...]
    standing: str
    cells: tuple[str, ...]

    @property
    def width(self) -> int:
        return max(len(cell) for cell in (*self.header, self.standing, *self.cells))


def pages(document: Mapping[str, Any], marks: Marks) -> list[Line]:
    """The points with as many predictions beside the axes as fit, then the same points with the next ones."""
    if not document["predictions"]:
        return [Line(""), Line("  Nothing could be predicted at any point.")]
    fixed = [_label(document["points"]), *_axis_columns(document)]
    columns = [_column(index, item, marks) for index, item in enumerate(document["predictions"])]
    room = WIDTH - 2 - sum(column.width + len(_GAP) for column in fixed)
    found: list[list[_Column]] = [[]]
    for column in columns:
        if found[-1] and sum(one.width + len(_GAP) for one in (*found[-1], column)) > room + len(_GAP):
            found.append([])
        found[-1].append(column)
    lines = []
    for number, page in enumerate(found, 1):
        of = f" ({number} of {len(found)})" if len(found) > 1 else ""
        lines += [*heading(f"Predicted{of}", "a model, not a measurement"), *_table([*fixed, *page])]
    return lines


def _table(columns: Sequence[_Column]) -> Iterator[Line]:
    widths = [column.width for column in columns]

    def row(cells: Iterable[str]) -> Line:
        padded = (cell.rjust(width) for cell, width in zip(cells, widths, strict=True))
        return Line("  " + _GAP.join(padded).rstrip())

    height = max(len(column.header) for column in columns)
    for line in range(height):
        at = [line - height + len(column.header) for column in columns]  # headers stand on the ground
        yield row(column.header[index] if index >= 0 else "" for column, index in zip(columns, at, strict=True))
    yield row("-" * width for width in widths)
    yield row(column.standing for column in columns)
    for cells in zip(*(column.cells for column in columns), strict=True):
        yield row(cells)


def _label(points: int) -> _Column:
    return _Column(("point",), IN_FORCE, tuple(f"{index:,}" for index in range(points)))


def _axis_columns(document: Mapping[str, Any]) -> Iterator[_Column]:
    points = list(product(*(axis["values"] for axis in document["axes"])))[: document["points"]]
    for index, axis in enumerate(document["axes"]):
        standing = number(axis["in_force"]) if "in_force" in axis else _NONE
        parts = [*axis["path"].replace(".", ". ").split(), units.label(axis["unit"]), axis.get("form", "")]
        yield _Column(tuple(filter(None, parts)), standing, tuple(number(point[index]) for point in points))


def _column(index: int, item: Mapping[str, Any], marks: Marks) -> _Column:
    name = f"{title(item['path'])}: {item['title']}" if "path" in item else item["title"]
    before = item.get("before")
    standing = _NONE if before is None else _between(before["low"], before["high"])
    cells = [_between(low, high) for low, high in zip(item["low"], item["high"], strict=True)]
    for flag in item["flags"]:
        mark = marks.get((index, flag["code"]))
        for point in flag["points"] if mark else ():
            cells[point] += f" {mark}"
    width = max(_HEADER, *(len(text) for text in (*cells, standing, *name.split())))
    return _Column((*wrap(name, width=width), units.label(item["unit"])), standing, tuple(cells))


def marks_of(document: Mapping[str, Any]) -> dict[tuple[int, str], str]:
    """A letter for each flag of each prediction that is up at some points, and not at all of them."""
    wanted = [
        (index, flag["code"])
        for index, item in enumerate(document["predictions"])
        for flag in item["flags"]
        if not flag["everywhere"]
    ]
    codes = dict.fromkeys(code for _, code in wanted)
    letters = dict(zip_longest(codes, _MARKS[: len(codes)], fillvalue="*"))
    return {(index, code): letters[code] for index, code in wanted}


def _between(low: float | None, high: float | None) -> str:
    if low is None or high is None:
        return _NONE
    return number(low) if low == high else f"{number(low)} to {number(high)}"


def number(value: float) -> str:
    """*value* in plain digits."""
    return units.number(units.plain(Decimal(str(value))))
