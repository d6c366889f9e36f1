"""A result made of its lines at the end: whatever ends the run, there are the lines or there is the result."""

from __future__ import annotations

import io
import itertools
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import attrs
import pyarrow.parquet as pq
import pytest

from calciplug.cohort import Answered, Columns, NotResumable, NotWritten, Reader, Store, Tally, Target, chunks
from calciplug.cohort import write_parquet as written
from calciplug.cohort.fields import line

DATA = b"a\nb\nc\nd\n"
WHO = {"input": {"size": 8, "head": "h"}}
TIMES = int(os.environ.get("CALCIPLUG_EXAMPLES", "1"))


@attrs.frozen
class _Asked:
    """As much of a spec as columns come from: whole outcomes, by line."""

    fields: None = None
    counted: str = "line"


def derive(lines, sink):
    """The table of those lines."""
    return written(lines, sink, Columns.of(_Asked()), lambda _: None)


@pytest.fixture
def target(tmp_path):
    """A table with errors beside it, out of a run that can go on."""
    out = tmp_path / "out.parquet"
    return Target(out=out, errors=tmp_path / "errors", write=None, identity=WHO, derive=derive)


def run(target, *, resume=False, stop=None, data=DATA):
    """Answer every line that is left with itself in capitals; *stop* commits before it is left without an end."""
    with Store(target, resume=resume) as store:
        if not store.last.done:
            reader = Reader(io.BytesIO(data))
            reader.skip(store.last.offset, store.last.number)
            for count, chunk in enumerate(chunks(reader, 1)):
                if count == stop:
                    return
                tally = Tally()
                tally.statuses["held"] = len(chunk.lines)
                out = b"".join(
                    line({"line": own.number, "case_id": "c", "status": "held"}) + own.data.upper() + b"\n"
                    for own in chunk.lines
                )
                store.commit(chunk, Answered(out, b"e\n", tally))
        store.finish()


def outcomes(path):
    """What the table holds."""
    return pq.read_table(path)["outcome"].to_pylist()


def names(folder):
    """What lies in *folder*."""
    return sorted(path.name for path in folder.iterdir())


def test_a_whole_run_leaves_the_table_and_nothing_else(target, tmp_path):
    """No lines, no journal, no third name."""
    run(target)

    assert names(tmp_path) == ["errors", "out.parquet"]
    assert outcomes(target.out) == ["A", "B", "C", "D"]


class Killed(BaseException):
    """Ends a run where it stands; nothing catches it."""


def left_before_the_table(target, data=DATA):
    """A run in which every case is committed, and that ended there."""

    def killed(*_):
        raise Killed

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("calciplug.cohort.store.derive", killed)
        with pytest.raises(Killed):
            run(target, data=data)


def end_at_step(patch, at, after):
    """Let the call number *at* of STEPS be the last thing that happens, before or after it does what it does."""
    counted = itertools.count(1)

    def ending(name, call):
        def step(*words, **more):
            last = next(counted) == at
            if last and not after:
                raise Killed(name)
            found = call(*words, **more)
            if last and name == "open":
                os.close(found)  # the system closes what a process had open
            if last:
                raise Killed(name)
            return found

        return step

    for owner, name in STEPS:
        patch.setattr(owner, name, ending(name, getattr(owner, name)))


STEPS = [(Path, "replace"), (Path, "unlink"), (Path, "hardlink_to"), (os, "fsync"), (os, "open"), (os, "ftruncate")]


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("force", [False, True])
def test_a_run_that_ends_at_any_step_goes_on_to_the_same_bytes(target, tmp_path, after, force):
    """Before and after each call that changes what is on the disk, from the first to the last one of a run."""
    own = attrs.evolve(target, force=force)
    run(own)
    whole, errors = own.out.read_bytes(), (tmp_path / "errors").read_bytes()
    for path in tmp_path.iterdir():
        path.unlink()
    at, ended, moments = 0, True, set()
    while ended:
        at += 1
        with pytest.MonkeyPatch.context() as patch:
            end_at_step(patch, at, after)
            try:
                run(own)
                ended = False
            except Killed as error:
                moments.add(str(error))
        if names(tmp_path) != ["errors", "out.parquet"]:  # else it had done everything
            run(own, resume=True)
        assert (own.out.read_bytes(), (tmp_path / "errors").read_bytes()) == (whole, errors), f"step {at}"
        assert names(tmp_path) == ["errors", "out.parquet"]
        for path in tmp_path.iterdir():
            path.unlink()

    assert moments == {"replace", "unlink", "fsync", "open", "ftruncate"} | (set() if force else {"hardlink_to"})
    assert at > 20


def grown(path):
    """The size of a file that another process writes; less than nothing where it is not there."""
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return -1


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_a_run_that_is_killed_while_it_makes_the_table_makes_it_again(target, tmp_path):
    """SIGKILL at random moments from the first byte of the table on; the lines are large, so that there is time."""
    rng = random.Random(1)  # noqa: S311  # moments, not secrets
    big = b"".join(rng.randbytes(40_000).hex().encode() + b"\n" for _ in range(400))
    run(attrs.evolve(target, out=tmp_path / "whole.parquet"), data=big)
    size = (tmp_path / "whole.parquet").stat().st_size
    (tmp_path / "errors").unlink()
    left_before_the_table(target, big)
    script = (
        "from tests_deriving import *; from pathlib import Path; import sys; folder = Path(sys.argv[1]); "
        "run(Target(out=folder / 'out.parquet', errors=folder / 'errors', write=None, identity=WHO, derive=derive), "
        "resume=True)"
    )
    (tmp_path / "code").mkdir()
    (tmp_path / "code" / "tests_deriving.py").write_bytes(Path(__file__).read_bytes())
    command = [sys.executable, "-c", script, str(tmp_path)]
    new, journal, sizes = tmp_path / "out.parquet.new", tmp_path / "out.parquet.resume", []
    for count in range(6 * TIMES):
        new.unlink(missing_ok=True)
        # The first two as soon as the file is there; the others when it has grown to some part of the whole.
        least = 0 if count < 2 else rng.random() * size
        with subprocess.Popen(command, cwd=tmp_path / "code") as process:
            limit = time.monotonic() + 60
            while process.poll() is None and grown(new) < least and time.monotonic() < limit:
                time.sleep(0.001)
            process.send_signal(signal.SIGKILL)
        if not journal.exists():
            break  # it was done before it was killed
        sizes.append(grown(new))
    if journal.exists():
        subprocess.run(command, cwd=tmp_path / "code", check=True, timeout=60)

    assert sizes, "no kill came before the end, and this test shows nothing"
    assert target.out.read_bytes() == (tmp_path / "whole.parquet").read_bytes()
    assert names(tmp_path) == ["code", "errors", "out.parquet", "whole.parquet"]


def test_lines_that_are_not_what_was_committed_make_no_table(target, tmp_path):
    """One byte more or less, or a line of another: the lines are kept for whoever looks."""
    left_before_the_table(target)
    part = tmp_path / "out.parquet.part"
    lines = part.read_bytes()
    part.write_bytes(lines + b"{}\n")
    with pytest.raises(NotResumable, match=rf"has {len(lines) + 3} bytes, and {len(lines)} were committed"):
        run(target, resume=True)
    for other in (lines.replace(b"B\n", b"B "), lines.replace(b'"status"', b'"STATUS"'), lines.replace(b"B", b"\xff")):
        part.write_bytes(other)
        with pytest.raises(NotWritten, match="does not hold what was committed"):
            run(target, resume=True)
    assert not target.out.exists()
    part.write_bytes(lines)
    run(target, resume=True)

    assert outcomes(target.out) == ["A", "B", "C", "D"]


def test_a_table_that_misses_a_case_is_not_the_result(target, tmp_path):
    """Whoever writes it counts, and so does the journal."""
    own = attrs.evolve(target, derive=lambda lines, sink: derive(lines, sink) - 1)
    with pytest.raises(NotWritten, match=r"out.parquet.part holds 3 cases, and 4 were answered"):
        run(own)

    assert names(tmp_path) == ["errors.part", "out.parquet.new", "out.parquet.part", "out.parquet.resume"]


def test_a_disk_that_is_full_keeps_the_lines(target, tmp_path):
    """The table needs room beside them; with room, the same command ends it."""

    def full(lines, sink):
        sink.write(b"PAR1")
        raise OSError(28, "No space left on device")

    with pytest.raises(NotWritten, match=r"out.parquet was not written: No space left on device"):
        run(attrs.evolve(target, derive=full))
    assert not target.out.exists()
    run(target, resume=True)

    assert outcomes(target.out) == ["A", "B", "C", "D"]


def test_two_runs_do_not_make_one_table(target):
    """The second is refused while the first is at it, also where both only have to end it."""
    pytest.importorskip("fcntl")
    seen = []

    def twice(lines, sink):
        for force in (False, True):
            with pytest.raises(NotResumable, match="another run is writing"):
                run(attrs.evolve(target, force=force), resume=True)
            seen.append(force)
        return derive(lines, sink)

    left_before_the_table(target)
    run(attrs.evolve(target, derive=twice), resume=True)

    assert seen == [False, True]
    assert outcomes(target.out) == ["A", "B", "C", "D"]


def test_somebody_elses_file_is_not_written_over(target, tmp_path):
    """Neither one with the third name nor one that gets the name of the result while the run goes on."""
    other = tmp_path / "out.parquet.new"
    other.write_bytes(b"mine")
    for resume in (False, True):
        with pytest.raises(NotResumable, match=r"out.parquet.new, which would be written over; --force does that"):
            run(target, resume=resume)
    assert other.read_bytes() == b"mine"
    other.unlink()

    def late(lines, sink):
        target.out.write_bytes(b"mine")
        return derive(lines, sink)

    with pytest.raises(NotWritten, match="File exists"):
        run(attrs.evolve(target, derive=late))
    assert target.out.read_bytes() == b"mine"
    target.out.unlink()
    run(target, resume=True)

    assert outcomes(target.out) == ["A", "B", "C", "D"]


def test_nothing_makes_a_table_without_rows(target):
    """Of an input without a case."""
    run(target, data=b"")

    assert outcomes(target.out) == []
