"""Where one case's time goes, as ratios in one run: `python benchmarks/one_case.py [ROUNDS]`.

Each round times every step once, interleaved, so that a slow moment of the machine meets all of them; printed are
medians over the rounds, each as a multiple of what plain `json.loads` needs for the same bytes. Nothing is asserted.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from calciplug import Host, adjust, adjust_document, read_case, shipped_protocol, write_outcome
from calciplug.codec.schema import check
from calciplug.codec.strict import parse

if TYPE_CHECKING:
    from collections.abc import Callable

PATIENT = Path(__file__).resolve().parent.parent / "fixtures" / "patients" / "P01.json"


def median(rounds: int, steps: dict[str, Callable[[], Any]]) -> dict[str, float]:
    """Median seconds of each step over interleaved rounds."""
    times: dict[str, list[float]] = {name: [] for name in steps}
    for _ in range(rounds):
        for name, step in steps.items():
            start = time.perf_counter()
            step()
            times[name].append(time.perf_counter() - start)
    return {name: statistics.median(values) for name, values in times.items()}


def main(rounds: int) -> None:
    """Print the table."""
    data = PATIENT.read_bytes()
    host, protocol = Host.discover(), shipped_protocol()
    case = read_case(data)
    outcome = adjust(case, host, protocol)
    document = parse(data)
    found = median(
        rounds,
        {
            "json.loads (the measure)": lambda: json.loads(data),
            "strict parse": lambda: parse(data),
            "schema check of the case": lambda: check("case", document),
            "read_case, whole": lambda: read_case(data),
            "adjust (checked lane)": lambda: adjust(case, host, protocol),
            "adjust (fast lane)": lambda: adjust(case, host, protocol, lane="fast"),
            "write_outcome, validated": lambda: write_outcome(outcome),
            "bytes to bytes, checked": lambda: adjust_document(data, host, protocol),
            "bytes to bytes, fast": lambda: adjust_document(data, host, protocol, lane="fast"),
        },
    )
    measure = found["json.loads (the measure)"]
    sys.stdout.write(f"{'step':<28}{'x json.loads':>14}{'ms':>10}\n")
    for name, seconds in found.items():
        sys.stdout.write(f"{name:<28}{seconds / measure:>14,.1f}{seconds * 1000:>10.2f}\n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 50)
