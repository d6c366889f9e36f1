"""A sweep as a table for other programs: RFC 4180, one row for each point."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from calciplug.codec.columns import chunks, wire_numbers

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from calciplug.model.sweep import Sweep, Swept


def csv_of(sweep: Sweep) -> Iterator[bytes]:
    """*sweep* as UTF-8, in pieces: a header, then every point in the order of the grid.

    Axes stand as they were typed, predictions in the unit and the digits of documents; a cell is empty where a rule
    predicted nothing.
    """
    names = _names(sweep.predictions)
    header = [f"{axis.path} [{axis.unit}{f' {axis.form}' if axis.form else ''}]" for axis in sweep.axes]
    for name, item in zip(names, sweep.predictions, strict=True):
        header += [f"model {name} low [{item.unit}]", f"model {name} high [{item.unit}]"]
    yield _rows([[*header, "flags"]])
    axes = [[f"{number:f}" for number in axis.numbers] for axis in sweep.axes]
    for first, last in chunks(sweep.size):
        columns = [
            wire_numbers(column[first:last], item.about.kind)
            for item in sweep.predictions
            for column in (item.low, item.high)
        ]
        flags = _flags(names, sweep.predictions, first, last)
        yield _rows(
            [*_point(axes, index), *(column[index - first] for column in columns), flags[index - first]]
            for index in range(first, last)
        )


def _names(predictions: Sequence[Swept]) -> list[str]:
    """`rule/prediction`, with the exchange where there are several and the plugin where two say the same."""
    told = [one.about for one in predictions]
    short = [" ".join(filter(None, (f"{one.rule}/{one.prediction}", one.path))) for one in told]
    named = zip(short, told, strict=True)
    return [name if short.count(name) == 1 else f"{one.plugin}/{name}" for name, one in named]


def _point(axes: Sequence[Sequence[str]], index: int) -> list[str]:
    found = []
    for axis in reversed(axes):
        index, own = divmod(index, len(axis))
        found.append(axis[own])
    return found[::-1]


def _flags(names: Sequence[str], predictions: Sequence[Swept], first: int, last: int) -> list[str]:
    """For each point what limits which prediction there: `rule/prediction:code`, parted by a semicolon."""
    flags = [
        (f"{name}:{code}", up[first:last].tolist())
        for name, item in zip(names, predictions, strict=True)
        for code, up in item.flags.items()
    ]
    if not flags:
        return [""] * (last - first)
    texts, columns = zip(*flags, strict=True)
    # Many points share few patterns: each is spelled once.
    patterns = list(zip(*columns, strict=True))
    spelled = {one: "; ".join(text for text, up in zip(texts, one, strict=True) if up) for one in set(patterns)}
    return [spelled[one] for one in patterns]


def _rows(rows: Iterator[Sequence[object]] | Sequence[Sequence[object]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode("utf-8")
