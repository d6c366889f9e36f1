"""Dask beside the pool, as ratios in one run: `python benchmarks/cohort_engines.py [CASES ...]` (with calciplug[dask]).

Default: 500 and 4,000 cases. Each is answered by the pool with two processes and by Dask with two local workers, as a
process of its own from start to end, in turn, for several rounds; the cases are the shipped patients, each with other
weights. Printed are the median seconds of both, the median of the ratios of a round, and the same of processor time,
which other work on the machine changes less; then all of it for the cases that a larger cohort has more than a smaller
one, which leaves the start out. All runs of a size have to write the same bytes, or it ends there. Only the ratios say
anything beyond this machine.
"""

from __future__ import annotations

import itertools
import json
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Final, NamedTuple

from whole_run import run

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

PATIENTS: Final = Path(__file__).resolve().parent.parent / "fixtures" / "patients"
SIZES: Final = (500, 4_000)
ROUNDS: Final = 5
ENGINES: Final = ("pool", "dask")


def lines(size: int) -> Iterator[bytes]:
    """*size* distinct cases, a line each."""
    documents = [json.loads(path.read_bytes()) for path in sorted(PATIENTS.glob("P*.json"))]
    for index, document in enumerate(itertools.islice(itertools.cycle(documents), size)):
        weight = document["patient"]["dry_weight"]
        varied = {**weight, "value": round(weight["value"] * (1 + index % 997 / 10_000), 3)}
        patient = {**document["patient"], "dry_weight": varied}
        yield json.dumps({**document, "case_id": f"case-{index}", "patient": patient}).encode() + b"\n"


class Cost(NamedTuple):
    """What one run took, or one more than another: seconds by the clock, and of its processors."""

    clock: float
    processor: float

    def beyond(self, other: Cost) -> Cost:
        """What it took more than *other*."""
        return Cost(self.clock - other.clock, self.processor - other.processor)


def row(name: str, pool: Sequence[Cost], dask: Sequence[Cost]) -> None:
    """Print one line: medians of both, and of the ratios of a round."""
    text = f"{name:>14}"
    for at in (0, 1):
        ratio = median(b[at] / a[at] for a, b in zip(pool, dask, strict=True))
        text += f"{median(a[at] for a in pool):>12.1f}{median(b[at] for b in dask):>12.1f}{ratio:>8.2f}"
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main(sizes: Sequence[int]) -> None:
    """Print the table."""
    found: dict[int, dict[str, list[Cost]]] = {size: {name: [] for name in ENGINES} for size in sorted(set(sizes))}
    written: dict[int, set[str]] = {size: set() for size in found}
    with tempfile.TemporaryDirectory() as folder:
        sources = {size: Path(folder, f"{size}.ndjson") for size in found}
        for size, source in sources.items():
            with source.open("wb") as file:
                file.writelines(lines(size))
        for number in range(ROUNDS):
            # Whoever goes first may find the machine in another state: they take turns at that too.
            for size, engine in itertools.product(sources, ENGINES if number % 2 else ENGINES[::-1]):
                own = run(sources[size], "--jobs", "2", "--engine", engine)
                found[size][engine].append(Cost(own.clock, own.processor))
                written[size].add(own.digest)
                if len(written[size]) > 1:
                    raise SystemExit(f"{size:,} cases: not every run wrote the same bytes; did a plugin change?")
    heads = "".join(f"{f'pool {unit}':>12}{f'Dask {unit}':>12}{'ratio':>8}" for unit in ("s", "cpu s"))
    sys.stdout.write(f"{'cases':>14}{heads}\n")
    for size, own in found.items():
        row(f"{size:,}", own["pool"], own["dask"])
    for small, large in itertools.pairwise(found):
        pool, dask = ([b.beyond(a) for a, b in zip(found[small][n], found[large][n], strict=True)] for n in ENGINES)
        row(f"{large - small:,} more", pool, dask)


if __name__ == "__main__":
    main([int(word) for word in sys.argv[1:]] or SIZES)
