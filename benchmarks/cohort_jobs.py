"""How fast cohorts are answered, as ratios in one run: `python benchmarks/cohort_jobs.py [CASES ...]`.

Default: 1,000 and 10,000 cases; 100000 on request. Each is answered with one job and two, in both lanes, as a process
of its own from start to end; the cases are the shipped patients in turn. Printed are cases a second, the ratio to one
job in the checked lane on as many cases, and the memory of the largest process (the one that reads, or a worker). All
runs of a size have to write the same bytes, or it ends there. Only the ratios say anything beyond this machine.
"""

from __future__ import annotations

import itertools
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from whole_run import run

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

PATIENTS: Final = Path(__file__).resolve().parent.parent / "fixtures" / "patients"
SIZES: Final = (1_000, 10_000)
WAYS: Final = ((1, "checked"), (2, "checked"), (1, "fast"), (2, "fast"))


def lines(size: int) -> Iterator[bytes]:
    """*size* cases, a line each."""
    documents = [path.read_bytes().replace(b"\n", b" ") + b"\n" for path in sorted(PATIENTS.glob("P*.json"))]
    return itertools.islice(itertools.cycle(documents), size)


def main(sizes: Sequence[int]) -> None:
    """Print the table."""
    sys.stdout.write(f"{'cases':>9}{'jobs':>6}  {'lane':<9}{'cases/s':>9}{'ratio':>8}{'largest MB':>12}\n")
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            source = Path(folder, f"{size}.ndjson")
            with source.open("wb") as file:
                file.writelines(lines(size))
            found = {(jobs, lane): run(source, "--jobs", str(jobs), "--lane", lane) for jobs, lane in WAYS}
            if len({own.digest for own in found.values()}) != 1:
                raise SystemExit(f"{size:,} cases: not every way wrote the same bytes; did a plugin change meanwhile?")
            for (jobs, lane), own in found.items():
                ratio = found[WAYS[0]].clock / own.clock
                row = f"{size:>9,}{jobs:>6}  {lane:<9}{size / own.clock:>9,.0f}{ratio:>8.2f}{own.megabytes:>12,.0f}\n"
                sys.stdout.write(row)
            sys.stdout.flush()


if __name__ == "__main__":
    main([int(word) for word in sys.argv[1:]] or SIZES)
