"""How fast the kinetic models are, as ratios in one run: `python benchmarks/kinetics.py [--quick]`.

Needs NumPy and SciPy (`pip install -e '.[test]'`). Before anything is timed, both sides of a row are asserted to give
the same values. In each round every step runs once, interleaved, so that a slow moment of the machine meets all of
them; a ratio is the median over the rounds of one round's ratio. Times are the processor's for this process alone, on
one core of this machine, in this minute; only the ratios say anything. A missed target is printed as missed, with where
the time goes; nothing fails because of it.
"""

from __future__ import annotations

import json
import resource
import statistics
import subprocess
import sys
import time
from functools import partial
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from closed_forms import FORMS
from cohort import BLOCK, chain, cohort, week
from two_pool_peers import Patients, lsoda, lsoda_forward, lsoda_week, runge_kutta

from calciplug import Host, adjust, read_case, shipped_protocol
from calciplug.host import installed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from calciplug import Case, Lane

PATIENT = Path(__file__).resolve().parent.parent / "fixtures" / "patients" / "P01.json"
QUICK, CHILD = "--quick", "--cohort"
CLOSED, WEEKS, SIZES = (10_000, 100_000), (1_000, 10_000), tuple(10**n for n in range(7))
AGREEMENT = 0.0015
STARTS = (0.0, 2880.0, 5760.0)
# More than whose weeks the package keeps.
PEOPLE = 150
LANES: tuple[Lane, ...] = ("checked", "fast")
# A sample shorter than this is repeated within its round: a clock's tick and a call's start would be most of it.
LEAST = 2e-3


class Row(NamedTuple):
    """One line of the table: a limit is an upper one where `most`, else a lower one; seconds are per patient."""

    what: str
    ours: float
    other: float
    ratio: float
    limit: float | None = None
    most: bool = True
    note: str = ""

    @property
    def met(self) -> bool:
        """Whether the ratio keeps its limit."""
        return self.limit is None or (self.ratio <= self.limit if self.most else self.ratio >= self.limit)


def timed(rounds: int, steps: dict[Any, tuple[Callable[[], Any], float]]) -> dict[Any, list[float]]:
    """Seconds of one unit of every step in every round; each step comes with how many units it is."""
    repeats = {}
    for name, (step, _) in steps.items():
        start = time.process_time()
        step()
        repeats[name] = 1 + int(LEAST / (time.process_time() - start))
    found: dict[Any, list[float]] = {name: [] for name in steps}
    for _ in range(rounds):
        for name, (step, units) in steps.items():
            start = time.process_time()
            for _ in range(repeats[name]):
                step()
            found[name].append((time.process_time() - start) / repeats[name] / units)
    return found


def row(what: str, ours: list[float], other: list[float], *, inverse: bool = False, **rest: Any) -> Row:
    """A line of ours beside another; the ratio is ours over the other, or the *inverse*."""
    ratios = [b / a if inverse else a / b for a, b in zip(ours, other, strict=True)]
    return Row(what, statistics.median(ours), statistics.median(other), statistics.median(ratios), **rest)


def closed_forms(rounds: int) -> Iterator[Row]:
    """The published expressions: of the package, and bare in NumPy, without checks and without singular limits."""
    for size in CLOSED:
        steps: dict[Any, tuple[Callable[[], Any], float]] = {}
        for form in FORMS:
            values = form.drawn(size)
            ours, bare = partial(form.ours, **values), partial(form.bare, **values)
            assert np.allclose(ours(), bare(), rtol=1e-9, atol=0), form.name
            steps[form, "ours"], steps[form, "bare"] = (ours, size), (bare, size)
            steps[form, "checks"] = (partial(extremes, values), size)
        found = timed(rounds, steps)
        for form in FORMS:
            ours, bare = found[form, "ours"], found[form, "bare"]
            checks = statistics.median(a / b for a, b in zip(found[form, "checks"], bare, strict=True))
            note = f"reading each argument's lowest and highest value, to check it, is {checks:.2f}x alone; {form.note}"
            if size > BLOCK:
                note += f"; beyond blocks of {BLOCK:,} the arguments leave the cache between check and equation"
            yield row(f"{form.name}, {size:,} / bare NumPy", ours, bare, limit=1.5, note=note)


def extremes(values: dict[str, Any]) -> None:
    """What a check of arguments reads."""
    for value in values.values():
        if isinstance(value, np.ndarray):
            value.min()
            value.max()


def two_pool_weeks(rounds: int, sample: int) -> Iterator[Row]:
    """Three sessions a week for many patients, beside ODE solvers: LSODA for a sample of the same, RK4 for all.

    The row with the target finds LSODA's steady state from the map of the week, as ours does: three weeks of it.
    Public programs run on, week after week, until nothing changes, which is the row after it. One week from a state
    that is already known is the least that a use of it can cost, so it is shown too, without a target. About two
    thirds of its time is `solve_ivp` around the solver.
    """
    cohorts = {size: cohort(size)[0] for size in WEEKS}
    small = cohorts[WEEKS[0]]
    people = [Patients(*(float(own[i]) if np.ndim(own) else own for own in small)) for i in range(sample)]
    for own in cohorts.values():
        ours = week(own, STARTS).standard_kt_v
        assert np.abs(runge_kutta(own, STARTS)[1] / ours - 1).max() < AGREEMENT
    solved = [lsoda(one, STARTS) for one in people]
    ours = week(small, STARTS).standard_kt_v[:sample]
    assert np.abs(np.array([kt_v for _, kt_v in solved]) / ours - 1).max() < AGREEMENT
    states = [state for state, _ in solved]
    steps: dict[Any, tuple[Callable[[], Any], float]] = {
        "forward": (lambda: [lsoda_forward(one, STARTS) for one in people], sample),
        "map": (lambda: [lsoda(one, STARTS) for one in people], sample),
        "week": (
            lambda: [lsoda_week(one, STARTS, at, 1.0) for one, at in zip(people, states, strict=True)],
            sample,
        ),
    }
    steps["ours", 1] = (partial(week, cohort(1)[0], STARTS), 1)
    for size, own in cohorts.items():
        steps["ours", size] = (partial(week, own, STARTS), size)
        steps["rk4", size] = (partial(runge_kutta, own, STARTS), size)
    found = timed(rounds, steps)
    for size in WEEKS:
        own = found["ours", size]
        name = f"two-pool week, {size:,}"
        start = statistics.median(a / size / b for a, b in zip(found["ours", 1], own, strict=True))
        note = f"to start NumPy's operations, which an array of one needs as well, is {start:.0%} of ours"
        yield row(f"{name} / LSODA, 3 weeks", own, found["map"], inverse=True, limit=5_000, most=False, note=note)
        yield row(f"{name} / LSODA, week after week", own, found["forward"], inverse=True)
        yield row(f"{name} / LSODA, 1 known week", own, found["week"], inverse=True)
        yield row(f"{name} / RK4 24+120, 3 weeks", own, found["rk4", size], inverse=True)


def growing(rounds: int, sizes: tuple[int, ...]) -> Iterator[Row]:
    """The chain of all models over growing cohorts, each in a fresh process: time and memory of a patient."""
    runs: dict[int, list[dict[str, float]]] = {size: [] for size in sizes}
    for _ in range(rounds):
        for size in sizes:
            command = [sys.executable, __file__, CHILD, str(size)]
            out = subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - this very script
            runs[size].append(json.loads(out.stdout))
    block = runs[BLOCK]
    for size, own in runs.items():
        memory = statistics.median(a["peak"] / b["peak"] for a, b in zip(own, block, strict=True))
        peak, of_block = (statistics.median(run["peak"] for run in each) for each in (own, block))
        times = [[run["seconds"] for run in each] for each in (own, block)]
        large = size > BLOCK
        yield row(f"whole chain, {size:,} / {BLOCK:,}", *times, limit=1.25 if large else None)
        if large:
            yield Row(f"  its peak memory, {peak:.0f} / {of_block:.0f} MB", 0, 0, memory, limit=1.05)
        else:
            yield Row(f"  its peak memory, {peak:.0f} / {of_block:.0f} MB", 0, 0, memory)


def grow(size: int) -> None:
    """One cohort in blocks, in this process: print seconds per patient and peak memory."""
    blocks = [min(BLOCK, size - first) for first in range(0, size, BLOCK)]
    chain(*cohort(blocks[0]))
    seconds, patients = 0.0, 0
    while not patients or seconds < LEAST * 100:
        for number, width in enumerate(blocks):
            people = cohort(width, seed=number)
            start = time.process_time()
            chain(*people)
            seconds, patients = seconds + time.process_time() - start, patients + width
    sys.stdout.write(json.dumps({"seconds": seconds / patients, "peak": peak()}))


def peak() -> float:
    """Most memory that this process ever had, in MB."""
    status = Path("/proc/self/status")
    if status.exists():
        # Not of `resource`: there a process begins with the peak of the one that started it.
        line = next(line for line in status.read_text("ascii").splitlines() if line.startswith("VmHWM"))
        return float(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024**2 if sys.platform == "darwin" else 1024)


def one_patient(rounds: int) -> Iterator[Row]:
    """A float beside an array of one, and what predictions are of a whole adjustment.

    Nobody is asked for twice in a row: the package keeps the weeks of the last few patients.
    """
    alone, single = [cohort(None, seed) for seed in range(PEOPLE)], [cohort(1, seed) for seed in range(PEOPLE)]
    protocol, host, sheets = shipped_protocol(), Host.discover(), people()
    without = Host(one for one in installed() if one.manifest.name != "kinetic_outlook")
    assert np.allclose(chain(*alone[0]), np.ravel(chain(*single[0])), rtol=1e-12, atol=0)

    def adjusted(loaded: Host, lane: Lane) -> Callable[[], Any]:
        turn = cycle(sheets)
        return lambda: adjust(next(turn), loaded, protocol, lane=lane)

    def asked(function: Callable[..., Any], drawn: list[Any]) -> Callable[[], Any]:
        turn = cycle(drawn)
        return lambda: function(*next(turn))

    found = timed(
        rounds,
        {
            "week": (asked(lambda one, _: week(one, STARTS), alone), 1),
            "week of 1": (asked(lambda one, _: week(one, STARTS), single), 1),
            "chain": (asked(chain, alone), 1),
            "chain of 1": (asked(chain, single), 1),
            **{("adjust", lane): (adjusted(host, lane), 1) for lane in LANES},
            **{("without", lane): (adjusted(without, lane), 1) for lane in LANES},
        },
    )
    yield row("two-pool week, floats / array of one", found["week"], found["week of 1"])
    yield row("whole chain, floats / array of one", found["chain"], found["chain of 1"])
    for lane in LANES:
        outlook = [a - b for a, b in zip(found["adjust", lane], found["without", lane], strict=True)]
        yield row(f"kinetic_outlook / adjust of P01 with it, {lane}", outlook, found["adjust", lane])


def people() -> list[Case]:
    """P01 with as many dry weights and measured Kt/V, each its own patient."""
    found = []
    for number in range(PEOPLE):
        sheet = json.loads(PATIENT.read_bytes())
        sheet["patient"]["dry_weight"]["value"] = round(65 + number / 10, 1)
        sheet["labs"]["spktv"][0]["value"] = round(1.2 + number / 500, 2)
        found.append(read_case(json.dumps(sheet).encode()))
    return found


def spelled(seconds: float) -> str:
    """A time with the unit that suits it."""
    if not seconds:
        return ""
    unit, per = next(pair for pair in (("ns", 1e-9), ("us", 1e-6), ("ms", 1e-3), ("s", 1.0)) if seconds < 1e3 * pair[1])
    return f"{seconds / per:,.2f} {unit}"


def main(*, quick: bool) -> None:
    """Print the table."""
    # Once a large array has been freed, as in any longer process, the C library keeps the pages of temporary arrays
    # instead of giving them back after each: else both sides of a row measure the kernel.
    np.ones(3_500_000)
    few, many = (2, 15) if quick else (5, 41)
    rows = [
        *closed_forms(many),
        *two_pool_weeks(few, 5 if quick else 20),
        *growing(few - 1, SIZES[:-1] if quick else SIZES),
        *one_patient(many),
    ]
    sys.stdout.write(f"{'per patient: this / that':<50}{'this':>11}{'that':>12}{'ratio':>12}{'target':>12}  met\n")
    for one in rows:
        target = "" if one.limit is None else f"{'<=' if one.most else '>='} {one.limit:,g}"
        met = "" if one.limit is None else "yes" if one.met else f"NO, by {abs(one.ratio / one.limit - 1):.0%}"
        ratio = f"{one.ratio:,.0f}x" if one.ratio > BLOCK / 100 else f"{one.ratio:.2f}x"
        line = f"{one.what:<50}{spelled(one.ours):>11}{spelled(one.other):>12}{ratio:>12}{target:>12}  {met}"
        sys.stdout.write(line.rstrip() + "\n")
        if not one.met and one.note:
            sys.stdout.write(f"  ^ {one.note}\n")


if __name__ == "__main__":
    if CHILD in sys.argv:
        grow(int(sys.argv[-1]))
    else:
        main(quick=QUICK in sys.argv)
