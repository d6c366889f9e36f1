"""Predictions over a cohort, in blocks and one case at a time: `python benchmarks/cohort_predict.py [CASES ...]`.

Default: 1,000 and 10,000 cases; 100000 on request. They are the base patient on haemodialysis with every number drawn
anew for each, a fifth of them with a value that is too old, a tenth with one that is missing, a tenth children: no two
are alike, and a block parts into some dozen groups. Reading, predicting and writing are timed apart, block by block;
before and after each block a sample of its cases is predicted one at a time, by one call of the plugin with plain
numbers, and held to what the block said of them. Printed are microseconds a case and the ratio of one at a time to
blocks, with and without reading; the memory is that of a process of its own that runs the command on as many. Only the
ratios say anything beyond this machine.
"""

from __future__ import annotations

import json
import math
import os
import random
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from calciplug import Host, shipped_protocol
from calciplug.cohort import Reader
from calciplug.forecast import BLOCK, Rows, chosen, forecast, predictables
from calciplug.forecast.asking import Asker
from calciplug.forecast.block import blocks
from calciplug.testing.cases import base

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from calciplug.forecast import Forecast

SIZES: Final = (1_000, 10_000)
PLUGIN: Final = "kinetic_outlook"
# Cases of a block that are predicted one at a time beside it.
SAMPLE: Final = 200
OLD: Final = "2025-06-20T06:30:00+01:00"
LABS: Final = ("phosphate", "sodium", "spktv", "calcium_ionised")
# Of ten cases, how many have a value that is too old, one that is missing, or are children.
TOO_OLD, GONE, YOUNG = 2, 1, 1
LEAVES: Final = (
    ("schedule", "duration"), ("flows", "blood"), ("flows", "dialysate"), ("dialysate", "sodium"),
    ("dialysate", "calcium"), ("ultrafiltration", "goal"),
)  # fmt: skip


class Timed:
    """Seconds, by name of what took them."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def of(self, name: str) -> Iterator[None]:
        """Count what the block takes as *name*'s."""
        start = time.perf_counter()
        yield
        self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - start


class Measured(NamedTuple):
    """One size: seconds by part, cases that were predicted one at a time, and calls of the plugin with arrays."""

    seconds: dict[str, float]
    alone: int
    calls: int


def lines(size: int, seed: int = 0) -> Iterator[bytes]:
    """*size* cases, a line each; always the same for a seed."""
    draw, plain = random.Random(seed), json.dumps(base("hd"))  # noqa: S311  # no secret
    for number in range(size):
        document = json.loads(plain) | {"case_id": f"case-{number}"}
        moved = [sample for series in document["labs"].values() for sample in series]
        moved += [document["patient"]["dry_weight"], document["patient"]["height"]]
        moved += [document["prescription"][group][leaf] for group, leaf in LEAVES]
        for own in moved:
            own["value"] = round(own["value"] * draw.uniform(0.9, 1.1), 3)
        fate, name = draw.randrange(10), draw.choice(LABS)
        if fate < TOO_OLD:
            document["labs"][name][0]["taken"] = OLD
        elif fate < TOO_OLD + GONE:
            document["labs"].pop(name, None)
        elif fate < TOO_OLD + GONE + YOUNG:
            document["patient"]["age"]["value"] = 15
        yield json.dumps(document).encode() + b"\n"


def measured(source: Path) -> Measured:
    """Everything about the cases in *source*, in this process."""
    host, protocol = Host.discover(), shipped_protocol()
    asker = Asker(host, PLUGIN, host.bind(protocol)[PLUGIN])
    rows, timed, alone, calls = Rows(chosen(predictables(host, protocol), None)), Timed(), 0, 0
    with source.open("rb") as stream:
        pending = blocks(Reader(stream))
        while True:
            with timed.of("reading"):
                block = next(pending, None)
            if block is None:
                break
            cases = [own.case for own in block if own.case is not None]
            if len(cases) != len(block):
                raise SystemExit("a generated case was refused; nothing was measured")
            places = range(0, len(cases), max(1, len(cases) // SAMPLE))
            with timed.of("alone"):
                heard = [asker.one(cases[place]) for place in places[::2]]
            with timed.of("blocks"):
                found = forecast(cases, host, protocol)
            calls += sum(own.together for own in found.asked.values())
            with timed.of("writing"):
                for row in rows.rows(found):
                    json.dumps(row)
            with timed.of("alone"):
                heard += [asker.one(cases[place]) for place in places[1::2]]
            alone += len(heard)
            for place, own in zip((*places[::2], *places[1::2]), heard, strict=True):
                hold(found, place, own)
    return Measured(timed.seconds, alone, calls)


def hold(found: Forecast, place: int, heard: Any) -> None:
    """End it where a block and one call differ."""
    for one in heard.predictions:
        column = found.columns[one.plugin, one.rule, one.key, one.path or ""]
        for ends, own in ((one.before, column.before), (one.after, column.after)):
            for end, values in zip(ends or (), own, strict=False):
                if not math.isclose(end, values[place], rel_tol=1e-12, abs_tol=1e-12 * max(map(abs, ends))):
                    raise SystemExit(f"{one.rule}/{one.key}: {values[place]!r} in a block and {end!r} alone")


def memory(source: Path) -> float:
    """Megabytes that the command holds at most."""
    command = [sys.executable, "-m", "calciplug", "predict", "--cohort", str(source), "--out", str(source) + ".out"]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)  # noqa: S603  # the project's own command
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"the run ended with {process.returncode}; nothing was measured")
    Path(str(source) + ".out").unlink()
    return usage.ru_maxrss / (1 if sys.platform == "linux" else 1024) / 1024


def main(sizes: Sequence[int]) -> None:
    """Print the table."""
    names = ("reading", "blocks", "writing", "alone")
    sys.stdout.write(f"blocks of {BLOCK:,} cases; microseconds a case\n{'cases':>9}")
    sys.stdout.write("".join(f"{name:>10}" for name in names) + f"{'ratio':>8}{'whole':>8}{'calls':>7}{'MB':>7}\n")
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            source = Path(folder, f"{size}.ndjson")
            with source.open("wb") as file:
                file.writelines(lines(size))
            found = measured(source)
            each = {name: found.seconds[name] / (found.alone if name == "alone" else size) * 1e6 for name in names}
            rest = each["reading"] + each["writing"]
            ratio, whole = each["alone"] / each["blocks"], (each["alone"] + rest) / (each["blocks"] + rest)
            sys.stdout.write(f"{size:>9,}" + "".join(f"{each[name]:>10,.0f}" for name in names))
            sys.stdout.write(f"{ratio:>8.1f}{whole:>8.2f}{found.calls:>7}{memory(source):>7,.0f}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main([int(word) for word in sys.argv[1:]] or SIZES)
