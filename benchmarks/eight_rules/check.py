"""Before anything is timed: every engine decides the same of every case, and the floor writes the same bytes.

It runs in a process of its own, so that no cache of the one that is timed has seen a case.
"""

from __future__ import annotations

from contextlib import ExitStack
from itertools import islice
from typing import TYPE_CHECKING

from calciplug import read_case

from . import logic, ours
from .cases import stream
from .rows import Bench, Row

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

BATCH = 200


def differences(count: int) -> list[str]:
    """What differs in the first *count* cases, a line each; empty where all agree and no two cases are alike."""
    with ExitStack() as stack:
        bench, cases = Bench(stack), stream()
        rows = [row for row in bench.rows() if isinstance(row, Row) and row.answers is not None]
        found: list[str] = []
        seen: set[tuple[float | None, ...]] = set()
        for _ in range(0, count, BATCH):
            documents = list(islice(cases, BATCH))
            flats = bench.flat(documents)
            found += [*_of_bytes(bench, documents), *_of_answers(bench, rows, documents, flats)]
            seen |= {tuple(flat.values()) for flat in flats}
            if len(found) > BATCH:
                break
    total = -(-count // BATCH) * BATCH
    return found if found or len(seen) == total else [f"only {len(seen)} of {total} cases are distinct"]


def _of_bytes(bench: Bench, documents: Sequence[bytes]) -> Iterator[str]:
    for data in documents:
        fast = bench.whole(data, "fast")
        if fast != bench.whole(data, "checked"):
            yield f"the lanes differ: {data.decode()}"
        if fast != bench.floor.adjust(data):
            yield f"the floor differs: {data.decode()}"


def _of_answers(
    bench: Bench, rows: Sequence[Row], documents: Sequence[bytes], flats: Sequence[dict[str, float | None]]
) -> Iterator[str]:
    wanted = [ours.decisions(read_case(data), bench.host, bench.protocol) for data in documents]
    for row in rows:
        assert row.answers is not None, "these have answers"
        for data, one, two in zip(documents, wanted, row.answers(flats), strict=True):
            names = logic.differing(one, two)
            if names:
                yield f"{row.key} differs in {', '.join(names)}: {data.decode()}"
