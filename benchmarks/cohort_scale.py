"""Whether a cohort's cost stays the same as it grows: `python benchmarks/cohort_scale.py [CASES ...]`.

Default: 1,000, 10,000 and 100,000 cases; 1000000 on request (2.5 GB of input). Every size is one process from start to
end: fast lane, two jobs, flat rows. Printed are processor time a case over all processes (other work on the machine
touches it less than the clock), processor time of each case that the size has more than the one before it (so that
starting is not in it), its ratio to the smallest size, cases a second by the clock, and the memory of the largest
process. The cases are shipped patients in turn, each with a laboratory of its own: a cohort of one patient again and
again would be answered out of caches.
"""

from __future__ import annotations

import json
import random
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from whole_run import run

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

PATIENTS: Final = Path(__file__).resolve().parent.parent / "fixtures" / "patients"
SIZES: Final = (1_000, 10_000, 100_000)
FIELDS: Final = "dialysate.sodium,dialysate.calcium,schedule.duration,thiosulfate.dose,changes,findings"


def lines(size: int) -> Iterator[bytes]:
    """*size* cases, a line each; always the same ones."""
    own = random.Random(0)  # noqa: S311  # nothing secret about it
    documents = [json.loads(path.read_bytes()) for path in sorted(PATIENTS.glob("P*.json"))]
    measured = [_measured(document) for document in documents]
    for number in range(size):
        place = number % len(documents)
        for sample, value in measured[place]:
            # Not far enough away to be another patient, with as many digits as a laboratory gives.
            sample["value"] = round(value * own.uniform(0.95, 1.05), 2)
        document = {**documents[place], "case_id": f"case-{number}"}
        yield json.dumps(document, separators=(",", ":")).encode("utf-8") + b"\n"


def _measured(document: dict[str, Any]) -> list[tuple[dict[str, Any], float]]:
    """Every sample of the laboratory, with the number that it has in the file."""
    samples = [one for series in document.get("labs", {}).values() for one in series]
    return [(one, one["value"]) for one in samples if isinstance(one.get("value"), int | float)]


def main(sizes: Sequence[int]) -> None:
    """Print the table."""
    sys.stdout.write(f"{'cases':>9}{'CPU ms/case':>13}{'each more':>11}{'ratio':>8}{'cases/s':>9}{'largest MB':>12}\n")
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "cases.ndjson")
        smaller, spent, first = 0, 0.0, 0.0
        for size in (sizes[0] // 2, *sizes):
            with source.open("wb") as file:
                file.writelines(lines(size))
            own = run(source, "--jobs", "2", "--lane", "fast", "--fields", FIELDS)
            more = (own.processor - spent) / (size - smaller)
            if smaller:
                first = first or more
                sys.stdout.write(
                    f"{size:>9,}{own.processor / size * 1000:>13.2f}{more * 1000:>11.2f}{more / first:>8.2f}"
                    f"{size / own.clock:>9,.0f}{own.megabytes:>12,.0f}\n"
                )
                sys.stdout.flush()
            smaller, spent = size, own.processor


if __name__ == "__main__":
    main([int(word) for word in sys.argv[1:]] or SIZES)
