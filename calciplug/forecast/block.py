"""Blocks of cases to blocks of rows: whatever is wrong with one case, every line has its row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import attrs

from calciplug.codec.outcome_parts import problem as problem_row
from calciplug.cohort.answering import INTERNAL, case_of, described
from calciplug.errors import InputError
from calciplug.forecast.forecasting import forecast
from calciplug.forecast.rows import line as line_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from calciplug.cohort import Line
    from calciplug.forecast.rows import Rows
    from calciplug.forecast.tally import Tally
    from calciplug.host import Host
    from calciplug.model.case import Case
    from calciplug.protocol import Protocol

# Cases of a block, and bytes of their documents after which none is added: a block is all that is held in memory.
BLOCK: Final = 10_000
_FULL: Final = 1 << 26
_FAILED: Final = "calciplug itself failed ({}); nothing was predicted"


@attrs.frozen
class Entry:
    """One line, read.

    Attributes:
        number: of the line.
        case: in it, or None.
        problems: why there is none, as rows among the errors.
    """

    number: int
    case: Case | None
    problems: tuple[dict[str, Any], ...] = ()


def entry(line: Line) -> Entry:
    """*line*, read; whatever is in it."""
    try:
        return Entry(line.number, case_of(line))
    except InputError as error:
        return Entry(line.number, None, tuple(problem_row(item) for item in error.problems))
    except Exception as error:  # noqa: BLE001  # our fault in one case must not keep the others from their rows
        return Entry(line.number, None, (_internal(error),))


def blocks(lines: Iterable[Line], most: int = BLOCK) -> Iterator[list[Entry]]:
    """*lines*, read, in blocks of at most *most*."""
    held: list[Entry] = []
    size = 0
    for line in lines:
        held.append(entry(line))
        size += line.size
        if len(held) >= most or size >= _FULL:
            yield held
            held, size = [], 0
    if held:
        yield held


def answered(block: Sequence[Entry], host: Host, protocol: Protocol, rows: Rows, tally: Tally) -> tuple[bytes, bytes]:
    """The rows of *block*, and those among the errors.

    Args:
        block: lines, read.
        host: the loaded plugins.
        protocol: the site's policy.
        rows: what a row holds.
        tally: counts them.
    """
    out, errors = [], []
    found = _predicted([own.case for own in block if own.case is not None], host, protocol, rows, tally)
    for own in block:
        row, problems = (rows.empty(), own.problems) if own.case is None else next(found)
        if any(item["code"] == INTERNAL for item in problems):
            row["status"] = "failed"
            tally.internal += 1
        name = None if own.case is None else own.case.id
        ordered = None if own.case is None else bool(own.case.order.values or own.case.stop)
        out.append(line_of({"line": own.number, "case_id": name, "ordered": ordered, **row}))
        tally.statuses[row["status"]] += 1
        for item in problems:
            rest = {key: value for key, value in item.items() if key not in ("code", "line")}
            errors.append(line_of({"line": own.number, "case_id": name, "code": item["code"], **rest}))
            tally.problems[item["code"]] += 1
    tally.errors += len(errors)
    return b"".join(out), b"".join(errors)


def _predicted(
    cases: Sequence[Case], host: Host, protocol: Protocol, rows: Rows, tally: Tally
) -> Iterator[tuple[dict[str, Any], tuple[dict[str, Any], ...]]]:
    """Row and problems of each of *cases*, in order."""
    if not cases:
        return
    try:
        found = forecast(cases, host, protocol)
        made = list(rows.rows(found))
    except Exception as error:  # noqa: BLE001  # as above
        if len(cases) == 1:
            yield {**rows.empty()}, (_internal(error),)
            return
        # Ours, over one of them: alone, it keeps no other from its row.
        for case in cases:
            yield from _predicted([case], host, protocol, rows, tally)
        return
    for name, own in found.asked.items():
        tally.add(name, own)
    tally.predicted.update(rows.counts(found))
    for index, row in enumerate(made):
        fault = found.faults.get(index)
        told = () if fault is None else (_fault(*fault),)
        yield row, told


def _fault(plugin: str, fault: Any) -> dict[str, Any]:
    return {"code": fault.code, "pointer": "", "message": f"{plugin} {fault.message}; nothing was predicted"}


def _internal(error: Exception) -> dict[str, Any]:
    return {"code": INTERNAL, "pointer": "", "message": _FAILED.format(described(error))}
