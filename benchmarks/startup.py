"""What one command costs as a whole process, beside `python -c pass`: `python benchmarks/startup.py [ROUNDS]`.

calciplug is installed as it ships, not in place, into two environments of its own below .venvs: one with the core
install, one with NumPy and the compiled readers and validators too. Each round starts every process once, interleaved,
so that a slow moment of the machine meets all of them; printed are medians over the rounds, of the time from start to
end and of the processor's, each as a multiple of what `python -c pass` needs in the core environment. pip fetches the
dependencies, once.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final, NamedTuple

ROOT: Final = Path(__file__).resolve().parent.parent
CASE: Final = str(ROOT / "fixtures" / "patients" / "P01.json")
# What a release is made of.
SHIPPED: Final = ("calciplug", "fixtures", "plugins", "schemas")
BESIDE: Final = ("LICENSE", "MANIFEST.in", "NOTICE", "README.md", "pyproject.toml", "setup.cfg")
# What each process of `calciplug cohort --jobs` does before it is ready.
WORKER: Final = """
import calciplug.cohort.worker
from calciplug import Host, shipped_protocol
Host.discover().bind(shipped_protocol())
"""
MEASURE: Final = "python -c pass"


class Taken(NamedTuple):
    """Seconds from start to end, and seconds of the processor."""

    whole: float
    busy: float


def environment(folder: Path, source: Path, extras: str) -> str:
    """The Python of the environment in *folder*, with calciplug of *source* and its *extras* installed anew."""
    python = folder / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)  # noqa: S603  # our own words
    install = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", f"{source}{extras}"]
    subprocess.run(install, check=True)  # noqa: S603  # our own words
    return str(python)


def run(words: list[str]) -> Taken:
    """Start *words* once, to the end."""
    # Without it Python would read bytecode nowhere, or write none, where somebody has told it so.
    plain = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    start = time.perf_counter()
    process = subprocess.Popen(  # noqa: S603  # our own words
        words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=plain, cwd="/"
    )
    _, status, usage = os.wait4(process.pid, 0)
    whole = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 4):
        raise SystemExit(f"{' '.join(words)} ended with {process.returncode}; nothing was measured")
    return Taken(whole, usage.ru_utime + usage.ru_stime)


def rows(core: str, full: str) -> dict[str, list[str]]:
    """What is started, by what it is called."""
    own = [core, "-m", "calciplug"]
    adjust = ["-m", "calciplug", "adjust", CASE, "--format", "json"]
    return {
        MEASURE: [core, "-c", "pass"],
        "calciplug --help": [*own, "--help"],
        "calciplug units": [*own, "units"],
        "calciplug check CASE": [*own, "check", CASE],
        "calciplug adjust CASE --format json": [core, *adjust],
        "calciplug adjust ... json --lane fast": [core, *adjust, "--lane", "fast"],
        "calciplug adjust CASE": [*own, "adjust", CASE],
        "a worker of a cohort, until it is ready": [core, "-c", WORKER],
        "import pint": [core, "-c", "import pint"],
        "adjust ... json, NumPy and compiled there": [full, *adjust],
        "import pint, NumPy there": [full, "-c", "import pint"],
    }


def main(rounds: int) -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        # From a copy: what an earlier build left beside the sources would be installed as well.
        for name in SHIPPED:
            shutil.copytree(
                ROOT / name, Path(folder, name), symlinks=True, ignore=shutil.ignore_patterns("__pycache__")
            )
        for name in BESIDE:
            shutil.copy(ROOT / name, folder)
        core = environment(ROOT / ".venvs" / "startup", Path(folder), "")
        full = environment(ROOT / ".venvs" / "startup-extras", Path(folder), "[fast,kinetics]")
    started = rows(core, full)
    found: dict[str, list[Taken]] = {name: [] for name in started}
    for number in range(rounds + 1):
        for name, words in started.items():
            taken = run(words)
            # The first round fills the machine's caches.
            found[name] += [taken] if number else []
    measure = Taken(*map(statistics.median, zip(*found[MEASURE], strict=True)))
    sys.stdout.write(f"{'process':<44}{'x pass':>8}{'ms':>8}{'x pass, processor':>20}\n")
    for name, times in found.items():
        own = Taken(*map(statistics.median, zip(*times, strict=True)))
        whole, busy = own.whole / measure.whole, own.busy / measure.busy
        sys.stdout.write(f"{name:<44}{whole:>8.1f}{own.whole * 1000:>8.0f}{busy:>20.1f}\n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 15)
