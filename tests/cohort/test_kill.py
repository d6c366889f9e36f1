"""A run that is killed at any moment goes on, and ends in the bytes of one that was not."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time

import pyarrow as pa
import pyarrow.parquet as pq
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
@pytest.mark.parametrize(("jobs", "suffix"), [(1, ""), (2, ""), (2, ".parquet")])
def test_a_run_that_is_killed_goes_on(case, poison, tmp_path, jobs, suffix):
    """SIGKILL at random moments of the part in which cases are answered, each time gone on with.

    Lines into lines and a table into a table; `test_deriving.py` kills while the table is made.
    """
    rng = random.Random(f"{jobs}")  # noqa: S311  # moments, not secrets
    lines = [case(f"c-{index}", dry_weight={"value": 50 + index % 50, "unit": "kg"}) for index in range(25 * MOMENTS)]
    for index, line in enumerate(poison[: 40 * jobs : jobs]):
        lines.insert(13 * index, line)
    source = tmp_path / f"in{suffix}"
    if suffix:
        table = pa.table({"case": pa.array([*lines, None], pa.binary())})
        pq.write_table(table, source, row_group_size=16)
    else:
        source.write_bytes(b"\n\n".join(lines))
    whole, out = tmp_path / f"whole{suffix}", tmp_path / f"out{suffix}"
    code = finished(command(source, whole, "--summary", tmp_path / "whole.summary"))

    killed, begun = 0, []
    for _ in range(MOMENTS // 2):
        with subprocess.Popen(command(source, out, "--resume", "--jobs", jobs), stderr=subprocess.DEVNULL) as process:
            journal = tmp_path / f"out{suffix}.resume"
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
    assert (last, out.read_bytes()) == (code, whole.read_bytes())
    assert not suffix or pq.read_metadata(out).num_rows == len(lines) + 1
    errors = [path.with_name(f"{path.name}.errors.ndjson").read_bytes() for path in (out, whole)]
    assert errors[0] == errors[1]
    assert json.loads((tmp_path / "out.summary").read_text()) == json.loads((tmp_path / "whole.summary").read_text())
    assert not [path.name for path in tmp_path.iterdir() if path.name.endswith((".part", ".resume", ".new"))]
