"""Eight rules in calciplug and elsewhere: `python benchmarks/peers.py [--rounds N] [--json FILE] [--into PAGE]`.

One run, one process (Node.js beside it, which times itself): every round gives every row cases that it has not seen,
the rows in turn, and medians over the rounds are compared. Nobody sees a case twice, so that no cache of single values
knows it. Nothing is timed before a process of its own has found that every engine decides the same of every case, that
both lanes write the same bytes, and that the hand-written floor writes them too. What is not installed says so.

Counted is processor time, so that other programs on the machine disturb less. Only the ratios say anything beyond this
machine, and only of rows of one run.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import os
import platform
import pstats
import statistics
import subprocess
import sys
from contextlib import ExitStack
from importlib.metadata import PackageNotFoundError, version
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from eight_rules.cases import stream
from eight_rules.check import differences
from eight_rules.page import into, page
from eight_rules.rows import CHECKED, FAST, FLOOR, OTHER_SEED, PARTS, RULES, RULES_CHECKED, Absent, Bench, Row

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

EACH: Final = 50
WARM: Final = 200
# A compiler that watches what runs, as that of Node.js, needs more calls before it is done.
WARM_PEERS: Final = 10
PEERS: Final = ("zen-1", "zen-8", "datalogic")
PACKAGES: Final = (
    "calciplug", "attrs", "datalogic-py", "jsonschema-rs", "orjson", "pint", "pluggy", "zen-engine",
)  # fmt: skip


def measured(bench: Bench, rows: Sequence[Row], rounds: int, cases: Iterator[bytes]) -> dict[str, list[float]]:
    """Seconds a case of each row in each round."""

    def once(row: Row, shared: Sequence[Any], size: int) -> float:
        # Peers keep nothing of a case, and are given the same ones; ours are each given cases of their own.
        return row.seconds(shared if row.answers is not None else list(islice(cases, size))) / size

    shared = bench.flat(list(islice(cases, WARM)))
    for row in rows:
        once(row, shared * WARM_PEERS, WARM)
    found: dict[str, list[float]] = {row.key: [] for row in rows}
    for turn in range(rounds):
        shared = bench.flat(list(islice(cases, EACH)))
        for part, seconds in bench.parts(list(islice(cases, EACH))).items():
            found.setdefault(part, []).append(seconds / EACH)
        first = turn % len(rows)
        for row in (*rows[first:], *rows[:first]):
            found[row.key].append(once(row, shared, EACH))
    return found


def ratio(found: Mapping[str, Sequence[float]], one: str, two: str) -> float | None:
    """Median over the rounds of *one* over *two*; None where one of them is absent."""
    if one not in found or two not in found:
        return None
    return statistics.median(a / b for a, b in zip(found[one], found[two], strict=True))


def targets(found: Mapping[str, Sequence[float]]) -> list[dict[str, Any]]:
    """The rows of the table of targets; `measured` over `limit` is by how much one is missed."""
    there = [key for key in PEERS if key in found]
    fastest = min(there, key=lambda key: statistics.median(found[key]), default="none")
    told = [
        ("one case, bytes to validated bytes, fast lane", "the hand-written floor", "<= 1.5x", FAST, FLOOR, 1.5),
        ("rules alone, fast lane", f"evaluation only: {fastest}", "<= 1/3", RULES, fastest, 1 / 3),
        ("whole path, fast lane", f"evaluation only: {fastest}", "< 1x", FAST, fastest, 1.0),
        ("rules alone, checked lane", "evaluation only: cql-quantity", "< 1x", RULES_CHECKED, "cql-quantity", 1.0),
        ("whole path, checked lane", "evaluation only: cql-quantity", "< 1x", CHECKED, "cql-quantity", 1.0),
        ("whole path, checked lane", "the hand-written floor", "<= 25x", CHECKED, FLOOR, 25.0),
    ]
    if "zen-1" in there and fastest != "zen-1":
        told.insert(2, ("rules alone, fast lane", "evaluation only: zen-1", "<= 1/3", RULES, "zen-1", 1 / 3))
        told.insert(4, ("whole path, fast lane", "evaluation only: zen-1", "< 1x", FAST, "zen-1", 1.0))
    return [
        {
            "work": work, "against": against, "target": target, "limit": limit,
            "measured": ratio(found, one, two),
        }
        for work, against, target, one, two, limit in told
    ]  # fmt: skip


def parts(found: Mapping[str, Sequence[float]]) -> list[dict[str, Any]]:
    """The fast lane's whole path by part."""
    median = {part: statistics.median(found[part]) for part in PARTS}
    total = sum(median.values())
    return [
        {
            "part": part, "us": seconds * 1e6, "share": seconds / total, "x_floor": ratio(found, part, FLOOR),
        }
        for part, seconds in median.items()
    ]  # fmt: skip


def profiled(work: Callable[[bytes], bytes], documents: Sequence[bytes]) -> Any:
    """What the profiler sees of *work*."""
    profile = cProfile.Profile()
    profile.enable()
    for data in documents:
        work(data)
    profile.disable()
    return pstats.Stats(profile)


def packages(stats: Any) -> dict[str, float]:
    """Share of own time by package; the profiler favours what is compiled."""
    own: dict[str, float] = {}
    for (file, _, name), (_, _, seconds, _, _) in stats.stats.items():
        _, inside, rest = file.replace(os.sep, "/").rpartition("/calciplug/")
        if inside:
            where = f"calciplug.{rest.partition('/')[0]}" if "/" in rest else "calciplug, its top modules"
        elif "eight_rules/plugins" in file:
            where = "the eight plugins"
        else:
            where = "the compiled validator" if "is_valid" in name else "built-ins and libraries"
        own[where] = own.get(where, 0.0) + seconds
    total = sum(own.values())
    ordered = sorted(own.items(), key=lambda item: -item[1])
    return {name: seconds / total for name, seconds in ordered if seconds / total >= 0.01}  # noqa: PLR2004  # a percent


def versions(child: Mapping[str, str] | None) -> dict[str, str]:
    """Of what took part."""
    found = {"Python": platform.python_version()}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found | ({"cql-execution": child["version"], "Node.js": child["node"]} if child else {})


def run(rounds: int) -> dict[str, Any]:
    """The whole comparison."""
    with ExitStack() as stack:
        bench = Bench(stack)
        rows = bench.rows()
        present = [row for row in rows if isinstance(row, Row)]
        count = (2 + sum(row.answers is None for row in present)) * (WARM + rounds * EACH)
        checked = subprocess.run([sys.executable, __file__, "--check", str(count)], check=False)  # noqa: S603  # itself
        if checked.returncode:
            raise SystemExit("not every engine gave the same answers; nothing was timed")
        cases = stream()
        found = measured(bench, present, rounds, cases)
        others = list(islice(stream(OTHER_SEED), WARM))
        ours, floors = profiled(lambda data: bench.whole(data, "fast"), others), profiled(bench.floor.adjust, others)
        return {
            "rounds": rounds, "cases": rounds * EACH, "processors": os.cpu_count(), "versions": versions(bench.child),
            "rows": [
                {
                    "key": row.key, "title": row.title, "leaves": "" if isinstance(row, Absent) else row.leaves,
                    "us": statistics.median(found[row.key]) * 1e6 if row.key in found else None,
                    "x_floor": ratio(found, row.key, FLOOR),
                }
                for row in rows
            ],
            "targets": targets(found), "parts": parts(found), "packages": packages(ours),
            "calls": {"ours": ours.total_calls / WARM, "floor": floors.total_calls / WARM},
            "floor_over_peer": {key: ratio(found, FLOOR, key) for key in PEERS if key in found},
        }  # fmt: skip


def main() -> None:
    """Check, time, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the run as JSON; - for stdout alone")
    parser.add_argument("--into", type=Path, metavar="PAGE", help="also put the tables between the marks of this page")
    parser.add_argument("--check", type=int, metavar="CASES", help="only compare the answers")
    asked = parser.parse_args()
    if asked.check is not None:
        lines = differences(asked.check)
        sys.stderr.writelines(f"{line}\n" for line in lines[:5])
        raise SystemExit(1 if lines else 0)
    found = run(asked.rounds)
    text = json.dumps(found, indent=2, ensure_ascii=False) + "\n"
    if asked.json == Path("-"):
        sys.stdout.write(text)
    else:
        sys.stdout.write(page(found))
        if asked.json is not None:
            asked.json.write_text(text, "utf-8")
    if asked.into is not None:
        asked.into.write_text(into(asked.into.read_text("utf-8"), found), "utf-8")


if __name__ == "__main__":
    main()
