"""Workers: the order and the bytes do not depend on how many there are, nor on how they end."""

from __future__ import annotations

import io
import json
import multiprocessing
import os
import signal
import sys

import attrs
import pytest

from calciplug.cohort import Crew, Reader, WorkersFailed, chunks
from calciplug.cohort.chunk import joined
from calciplug.errors import PluginError


def answered(data, spec, jobs=1, most=3):
    """Every chunk of *data* answered, as one answer."""
    with Crew(spec, jobs) as crew:
        return joined([answer for _, answer in crew.answers(chunks(Reader(io.BytesIO(data)), most))])


@pytest.fixture
def cohort(case):
    """Twelve lines: good ones, blank ones, refused ones, one after the other."""
    lines = [case(f"c-{index}", dry_weight={"value": 60 + index, "unit": "kg"}) for index in range(8)]
    return b"\n".join([*lines[:3], b"", b"{}", *lines[3:6], b"not JSON", b" ", *lines[6:]]) + b"\n\n"


def test_the_bytes_are_the_same_at_any_number_of_jobs_and_any_size_of_chunk(cohort, spec_of, alone):
    """Result, errors and counts; the result is what the library says of each line."""
    spec = spec_of()
    first = answered(cohort, spec, 1, 100)

    assert first.out == b"".join(alone(line) for line in cohort.splitlines() if line.strip())
    assert first.tally.blank == 3
    for jobs, most in ((1, 1), (2, 3), (3, 2)):
        assert answered(cohort, spec, jobs, most) == first


def test_an_empty_cohort_starts_no_worker(spec_of, monkeypatch):
    """And one of blank lines neither."""
    monkeypatch.setattr("calciplug.cohort.crew.Member", None)

    assert answered(b"", spec_of()).tally.cases == 0
    assert answered(b"\n \n\n", spec_of(), 2).tally.blank == 3


@pytest.mark.slow
@pytest.mark.parametrize("jobs", [1, 2])
def test_a_case_that_ends_the_process_is_answered_and_loses_no_other(case, spec_of, trap, alone, jobs):
    """The plugin calls os._exit on two of nine; what it prints on another is nowhere."""
    codes = ["healed", "none", "healed", "healing", "healed", "unknown", "healed", "none", "healed"]
    lines = [case(f"c-{index}", lesions=code) for index, code in enumerate(codes)]
    found = answered(b"\n".join(lines), spec_of(trap, trust=("trap",)), jobs, 4)
    documents = [json.loads(line) for line in found.out.splitlines()]
    errors = [json.loads(line) for line in found.errors.splitlines()]

    assert [document["case_id"] for document in documents] == [
        None if code == "none" else f"c-{index}" for index, code in enumerate(codes)
    ]
    assert [(row["line"], row["code"]) for row in errors] == [
        (2, "worker-died"), (6, "plugin.exception"), (8, "worker-died"),
    ]  # fmt: skip
    assert (found.tally.failed, found.tally.statuses["rejected"], found.tally.cases) == (2, 3, 9)
    assert b"by a plugin" not in found.out + found.errors


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="no signals to send")
def test_a_worker_that_is_killed_once_loses_and_repeats_nothing(cohort, spec_of, monkeypatch):
    """Killed from outside right after it was asked: its chunk is asked again, and nobody can tell."""
    from calciplug.cohort.member import Member

    killed = []

    def ask(self, lines, own=Member.ask):
        if len(killed) in (0, 3):
            os.kill(self._process.pid, signal.SIGKILL)
        killed.append(None)
        own(self, lines)

    spec = spec_of()
    first = answered(cohort, spec, 1, 2)
    monkeypatch.setattr(Member, "ask", ask)

    assert answered(cohort, spec, 2, 2) == first
    assert len(killed) > 4


@pytest.mark.slow
def test_workers_that_never_become_ready_end_the_run(cohort, spec_of, trap):
    """Three in a row are no accident; no case is blamed for it."""
    (trap / "trap" / "__init__.py").write_text("import os\nos._exit(3)\n", encoding="utf-8")
    spec = attrs.evolve(spec_of(), folders=(str(trap),), trust=("trap",))

    with pytest.raises(WorkersFailed, match=r"3 worker processes ended before they were ready \(exit code 3\)"):
        answered(cohort, spec)


def test_a_plugin_that_changed_ends_the_run(cohort, spec_of, trap):
    """A worker that found other bytes says which plugin; no case is answered by it."""
    spec = spec_of(trap, trust=("trap",))
    with (trap / "trap" / "__init__.py").open("a", encoding="utf-8") as file:
        file.write("# changed\n")

    with pytest.raises(PluginError, match=r"plugin\.changed"):
        answered(cohort, spec)


@pytest.mark.slow
def test_few_chunks_are_held_however_many_there_are(case, spec_of):
    """The input is read no further than two chunks for each worker, and one, beyond what was taken."""
    line = case() + b"\n"
    reader = Reader(io.BytesIO(line * 40))
    with Crew(spec_of(), 2) as crew:
        ahead = [reader.number - chunk.number for chunk, _ in crew.answers(chunks(reader, 1))]

    assert len(ahead) == 40
    assert max(ahead) <= 4


def test_a_run_that_is_left_leaves_no_process(cohort, spec_of):
    """Whatever ends the block, its workers have ended with it."""
    before = set(multiprocessing.active_children())

    def left():
        with Crew(spec_of(), 2) as crew:
            for _ in crew.answers(chunks(Reader(io.BytesIO(cohort)), 1)):
                raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        left()
    assert set(multiprocessing.active_children()) == before
