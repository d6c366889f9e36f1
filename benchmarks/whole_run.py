"""One `calciplug cohort` as a process of its own, from start to end, and what it cost."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

_ANSWERED = (0, 3, 4)


class Run(NamedTuple):
    """Seconds by the clock and of its processors, the largest process in megabytes, SHA-256 of what it wrote."""

    clock: float
    processor: float
    megabytes: float
    digest: str


def run(source: Path, *options: str) -> Run:
    """Answer the cases in *source* once, with these further *options*.

    Raises:
        SystemExit: the command failed, and nothing is measured.
    """
    out = source.with_name("out")
    words = ["cohort", str(source), "--out", str(out), "--force", *options]
    start = time.perf_counter()
    process = subprocess.Popen(  # noqa: S603  # the project's own command
        [sys.executable, "-m", "calciplug", *words], stderr=subprocess.DEVNULL
    )
    # Of the process and of all that it has waited for: its workers.
    _, status, usage = os.wait4(process.pid, 0)
    clock = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in _ANSWERED:
        raise SystemExit(f"calciplug {' '.join(words)}: ended with {process.returncode}; nothing was measured")
    with out.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    out.unlink()
    megabytes = usage.ru_maxrss / (1 if sys.platform == "linux" else 1024) / 1024
    return Run(clock, usage.ru_utime + usage.ru_stime, megabytes, digest)
