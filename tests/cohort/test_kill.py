"""A run that is killed at any moment goes on, and ends in the bytes of one that was not."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time

import pytest

# A gate asks for few, `make soak` for many: each costs the start of a process.
MOMENTS = 8 * int(os.environ.get("CALCIPLUG_EXAMPLES", "1"))


def command(source, out, *more):
    """The command line of one run with small chunks."""
    words = ["cohort", source, "--out", out, "--chunk", "2", *more]
    return [sys.executable, "-m", "calciplug", *map(str, words)]


def finished(words):
    """Run to the end: the exit code."""
    return subprocess.run(words, stderr=subprocess.DEVNULL, check=False, timeout=300).returncode


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
@pytest.mark.parametrize("jobs", [1, 2])
def test_a_run_that_is_killed_goes_on(case, poison, tmp_path, jobs):
    """SIGKILL at random moments of the part in which cases are answered, each time gone on with."""
    rng = random.Random(f"{jobs}")  # noqa: S311  # moments, not secrets
    lines = [case(f"c-{index}", dry_weight={"value": 50 + index % 50, "unit": "kg"}) for index in range(25 * MOMENTS)]
    for index, line in enumerate(poison[: 40 * jobs : jobs]):
        lines.insert(13 * index, line)
    source = tmp_path / "in"
    source.write_bytes(b"\n\n".join(lines))
    code = finished(command(source, tmp_path / "whole", "--summary", tmp_path / "whole.summary"))

    out, killed, begun = tmp_path / "out", 0, []
    for _ in range(MOMENTS // 2):
        with subprocess.Popen(command(source, out, "--resume", "--jobs", jobs), stderr=subprocess.DEVNULL) as process:
            journal = tmp_path / "out.resume"
            size, limit = journal.stat().st_size if journal.exists() else 0, time.monotonic() + 60
            while process.poll() is None and time.monotonic() < limit:
                if (journal.stat().st_size if journal.exists() else 0) > size:
                    time.sleep(rng.random() * 0.2)
                    break
                time.sleep(0.002)
            process.send_signal(signal.SIGKILL)
            killed += process.wait() == -signal.SIGKILL
        begun.append(len(journal.read_bytes().splitlines()) if journal.exists() else None)
    last = finished(command(source, out, "--resume", "--jobs", jobs, "--summary", tmp_path / "out.summary"))

    assert killed == MOMENTS // 2, "every kill came before the end, or this test shows less than it says"
    assert begun[0] < begun[-1]
    assert (last, out.read_bytes()) == (code, (tmp_path / "whole").read_bytes())
    assert (tmp_path / "out.errors.ndjson").read_bytes() == (tmp_path / "whole.errors.ndjson").read_bytes()
    assert json.loads((tmp_path / "out.summary").read_text()) == json.loads((tmp_path / "whole.summary").read_text())
    assert not [path.name for path in tmp_path.iterdir() if path.name.endswith((".part", ".resume"))]
