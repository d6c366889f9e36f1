"""Dask beside the pool, as ratios in one run: `python benchmarks/cohort_engines.py [CASES ...]` (with calciplug[dask]).

Default: 500 and 4,000 cases. Each is answered by the pool with two processes and by Dask with two local workers, as a
process of its own from start to end, in turn, for several rounds; the cases are the shipped patients, each with other
weights. Printed are the median seconds of both, the median of the ratios of a round, and the same of processor time,
which other work on the machine changes less; then all of it for the cases that a larger cohort has more than a smaller
one, which leaves the start out. All runs of a size have to write the same bytes, or it ends there. Only the ratios say
anything beyond this machine.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Final, NamedTuple

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


class Run(NamedTuple):
    """One run, or what one took more than another: seconds from start to end, and of the processor."""

    wall: float
    processor: float

    def beyond(self, other: Run) -> Run:
        """What it took more than *other*."""
        return Run(self.wall - other.wall, self.processor - other.processor)


def run(source: Path, engine: str) -> tuple[Run, str]:
    """Answer *source* once; and SHA-256 of what was written."""
    out = source.with_name(f"out-{engine}")
    words = ["cohort", str(source), "--out", str(out), "--jobs", "2", "--engine", engine, "--force"]
    start = time.perf_counter()
    process = subprocess.Popen(  # noqa: S603  # the project's own command
        [sys.executable, "-m", "calciplug", *words], stderr=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 3, 4):
        raise SystemExit(f"calciplug {' '.join(words)}: ended with {process.returncode}; nothing was measured")
    with out.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    out.unlink()
    return Run(seconds, usage.ru_utime + usage.ru_stime), digest


def row(name: str, pool: Sequence[Run], dask: Sequence[Run]) -> None:
    """Print one line: medians of both, and of the ratios of a round."""
    text = f"{name:>14}"
    for at in (0, 1):
        ratio = median(b[at] / a[at] for a, b in zip(pool, dask, strict=True))
        text += f"{median(a[at] for a in pool):>12.1f}{median(b[at] for b in dask):>12.1f}{ratio:>8.2f}"
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main(sizes: Sequence[int]) -> None:
    """Print the table."""
    found: dict[int, dict[str, list[Run]]] = {size: {name: [] for name in ENGINES} for size in sorted(set(sizes))}
    written: dict[int, set[str]] = {size: set() for size in found}
    with tempfile.TemporaryDirectory() as folder:
        sources = {size: Path(folder, f"{size}.ndjson") for size in found}
        for size, source in sources.items():
            with source.open("wb") as file:
                file.writelines(lines(size))
        for number in range(ROUNDS):
            # Whoever goes first may find the machine in another state: they take turns at that too.
            for size, engine in itertools.product(sources, ENGINES if number % 2 else ENGINES[::-1]):
                took, digest = run(sources[size], engine)
                found[size][engine].append(took)
                written[size].add(digest)
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
