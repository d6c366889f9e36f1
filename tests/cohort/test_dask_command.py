"""`calciplug cohort --engine dask`: whatever ends it, no process stays, and either engine goes on from there."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time

import pytest

from calciplug.cli import exits, main

pytest.importorskip("distributed", reason="calciplug[dask] is not installed")
psutil = pytest.importorskip("psutil", reason="comes with Dask")
posix = pytest.mark.skipif(sys.platform == "win32", reason="no signals to send")
DASK = ("--engine", "dask", "--jobs", "2")
AT_ONCE = """\
import signal, sys
from calciplug.cli import cohort_run, main
# Whoever runs the tests in the background has taken Ctrl-C from them.
signal.signal(signal.SIGINT, signal.default_int_handler)
cohort_run.PAUSE = 0.0
main(sys.argv[1:])
"""


def command(source, out, *more):
    """The command line of one run with small chunks, each committed at once."""
    words = ["cohort", source, "--out", out, "--chunk", "2", *more]
    return [sys.executable, "-c", AT_ONCE, *map(str, words)]


def finished(words, **settings):
    """Run to the end: the exit code and what was said."""
    done = subprocess.run(
        words, capture_output=True, text=True, check=False, timeout=120, env={**os.environ, **settings}
    )
    return done.returncode, done.stderr


def begun(process, journal, lines=4):
    """Wait until *process* has committed something."""
    until = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < until:
        if journal.exists() and journal.read_bytes().count(b"\n") >= lines:
            return
        time.sleep(0.01)
    raise AssertionError(f"ended with {process.poll()}, or did nothing")


@pytest.fixture(scope="module")
def source(tmp_path_factory, case):
    """Enough cases that a run can be stopped in the middle; beside it what the pool makes of them."""
    path = tmp_path_factory.mktemp("cohort") / "in"
    path.write_bytes(
        b"\n".join(case(f"c-{index}", dry_weight={"value": 50 + index, "unit": "kg"}) for index in range(60))
    )
    assert finished(command(path, path.with_name("whole"), "--jobs", 2))[0] == exits.DONE
    return path


@posix
@pytest.mark.slow
def test_a_run_that_is_stopped_leaves_no_process_and_goes_on_with_either_engine(source, tmp_path):
    """Ctrl-C for all that the terminal started, or `kill -9` of the command; by Dask, the pool, Dask, the pool."""
    out, journal, lines = tmp_path / "out", tmp_path / "out.resume", 3
    for engine, how, code in (
        (DASK, signal.SIGINT, exits.INTERRUPTED), ((), signal.SIGKILL, -9), (DASK, signal.SIGKILL, -9),
    ):  # fmt: skip
        words = command(source, out, *engine, "--resume")
        with subprocess.Popen(words, stderr=subprocess.PIPE, text=True, start_new_session=True) as process:
            begun(process, journal, lines)
            started = psutil.Process(process.pid).children(recursive=True)
            (os.killpg if how == signal.SIGINT else os.kill)(process.pid, how)
            said = process.stderr.read()
            assert process.wait(60) == code
        lines = journal.read_bytes().count(b"\n") + 2
        assert started
        assert psutil.wait_procs(started, timeout=20)[1] == []
        if how == signal.SIGINT:
            wanted = rf"calciplug: interrupted; {out} is not whole; .*--resume goes on with it\n"
            # Whatever Dask still has to say about its end stands before it.
            assert re.fullmatch(wanted, said.splitlines(keepends=True)[-1]), said

    code, said = finished(command(source, out, "--resume", "--jobs", 2))
    assert (code, out.read_bytes()) == (exits.DONE, source.with_name("whole").read_bytes())
    assert said.splitlines()[0].split() == ["cases", "60"]


@posix
@pytest.mark.slow
def test_a_scheduler_that_is_lost_takes_nothing_with_it(source, tmp_path):
    """What was committed stands; the pool goes on with it."""
    text = (
        "import time, distributed\n"
        "if __name__ == '__main__':\n"
        "    own = distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address='127.0.0.1:0')\n"
        "    print(own.scheduler_address, flush=True)\n"
        "    time.sleep(300)\n"
    )
    script = tmp_path / "scheduler.py"
    script.write_text(text, encoding="utf-8")
    out, pipes = tmp_path / "out", {"stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL, "text": True}
    with subprocess.Popen([sys.executable, str(script)], **pipes) as own:
        address = own.stdout.readline().strip()
        words = command(source, out, "--engine", "dask", "--scheduler", address)
        with subprocess.Popen(words, stderr=subprocess.PIPE, text=True) as process:
            begun(process, tmp_path / "out.resume")
            own.kill()
            said = process.stderr.read()
            assert process.wait(60) == exits.INVALID

    gone_words = rf"calciplug: the scheduler {address} is gone.*; {out} is not whole; .*--resume goes on with it\n"
    assert re.fullmatch(gone_words, said), said
    assert finished(command(source, out, "--resume", "--jobs", 2))[0] == exits.DONE
    assert out.read_bytes() == source.with_name("whole").read_bytes()


@pytest.mark.slow
def test_a_scheduler_that_cannot_be_reached_is_a_wrong_command_line(tmp_path, case):
    """Nothing is written."""
    (tmp_path / "in").write_bytes(case())
    words = command(tmp_path / "in", tmp_path / "out", "--engine", "dask", "--scheduler", "tcp://127.0.0.1:9")
    code, said = finished(words, DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT="500ms")

    assert code == exits.USAGE
    assert re.match(r"calciplug: the scheduler tcp://127\.0\.0\.1:9 cannot be reached: .*; nothing was done\n", said)
    assert [path.name for path in tmp_path.iterdir()] == ["in"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--scheduler", "tcp://x:1"], "--scheduler goes with --engine dask only"),
        (["--engine", "dask", "--scheduler", "tcp://x:1", "--jobs", "2"], "takes no --jobs"),
        (["--engine", "ray"], "'ray' is not one of"),
    ],
)
def test_options_that_do_not_go_together_are_refused(words, said, tmp_path, case, capsys):
    """Before anything is read."""
    (tmp_path / "in").write_bytes(case())
    with pytest.raises(SystemExit) as ended:
        main(command(tmp_path / "in", tmp_path / "out", *words)[3:])

    assert ended.value.code == exits.USAGE
    assert said in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["in"]


def test_without_dask_the_extra_is_named(tmp_path, case, capsys, monkeypatch):
    """And nothing is written."""
    monkeypatch.setitem(sys.modules, "distributed", None)
    (tmp_path / "in").write_bytes(case())
    with pytest.raises(SystemExit) as ended:
        main(command(tmp_path / "in", tmp_path / "out", *DASK)[3:])

    assert ended.value.code == exits.USAGE
    wanted = "calciplug: Dask is not installed: pip install 'calciplug[dask]'; nothing was done\n"
    assert capsys.readouterr().err.startswith(wanted)
    assert [path.name for path in tmp_path.iterdir()] == ["in"]
