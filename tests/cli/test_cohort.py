"""`calciplug cohort`: many cases, whatever some of them are; whole files, counts that add up, and codes."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from calciplug.api import adjust_document, shipped_protocol
from calciplug.cli import exits
from calciplug.cli.cohort_source import Source, lines_left
from calciplug.cli.progress import Progress
from calciplug.host import Host
from calciplug.testing import patched
from calciplug.testing.cases import base

ROOT = Path(__file__).resolve().parents[2]
BLANK = b" \t\r\n"


@pytest.fixture(autouse=True)
def _one_plugin(monkeypatch):
    """Workers load what is installed, so here nothing is kept from them; colour is asked of nobody."""
    for name in ("NO_COLOR", "FORCE_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="module")
def alone():
    """The outcome document of one line, as the library gives it."""
    host, protocol = Host.discover(), shipped_protocol()
    return lambda line: adjust_document(line, host, protocol)


def line(name="c", **changes):
    """The base patient as one line, with values of the patient changed."""
    pointers = {f"/patient/{key}": value for key, value in changes.items()}
    return json.dumps(patched(base("hd"), {"/case_id": name, **pointers})).encode()


def names(folder):
    """What lies in *folder*."""
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture
def source(tmp_path):
    """Every patient of the fixtures, and lines between them that are blank or no case."""
    patients = [path.read_bytes().replace(b"\n", b" ") for path in sorted((ROOT / "fixtures/patients").glob("*.json"))]
    lines = [b"", patients[0], b" \t", *patients[1:6], b"{", b'{"case_id": NaN}', *patients[6:], b"\xff", line()]
    path = tmp_path / "in.ndjson"
    path.write_bytes(b"\n".join(lines))
    return path


# --- results --------------------------------------------------------------------------------------------------------


def test_every_line_is_answered_in_order_and_the_counts_add_up(run, source, alone, tmp_path):
    """The summary against an independent count over the documents that were written."""
    lines = [item for item in source.read_bytes().split(b"\n") if item.strip(BLANK)]
    done = run("cohort", source, "--out", tmp_path / "out", "--summary", tmp_path / "summary", "--chunk", 4)
    data = (tmp_path / "out").read_bytes()
    documents = [json.loads(item) for item in data.splitlines()]
    spoken = Counter((item["code"], item["severity"]) for document in documents for item in document["findings"])
    summary = json.loads((tmp_path / "summary").read_text("utf-8"))

    assert (done.exit_code, done.stdout) == (exits.INVALID, "")
    assert data == b"".join(alone(item) for item in lines)
    assert summary["cases"] == len(lines) == len(documents)
    assert {key: own for key, own in summary["statuses"].items() if own} == Counter(
        document["status"] for document in documents
    )
    assert summary["refused"] == sum(bool(document["problems"]) for document in documents)
    assert (summary["failed"], summary["blank"]) == (0, 2)
    assert summary["problems"] == Counter(item["code"] for document in documents for item in document["problems"])
    assert {
        (code, severity): own for code, item in summary["rules"].items() for severity, own in item.items()
    } == spoken
    # Keys of exchanges are names that a document gives; they are counted under one.
    changed = Counter(item["path"] for document in documents for item in document["changes"])
    assert sum(summary["changed"].values()) == changed.total()
    assert {path: own for path, own in summary["changed"].items() if "*" not in path} == {
        path: own for path, own in changed.items() if not path.startswith("exchanges.")
    }
    assert names(tmp_path) == ["in.ndjson", "out", "out.errors.ndjson", "summary"]
    assert f"wrote {tmp_path / 'out'}" in done.stderr


def test_every_problem_is_a_row_of_the_errors(run, source, tmp_path):
    """By the line of the input, in order, with the code that the document has."""
    run("cohort", source, "--out", tmp_path / "out", "--errors", tmp_path / "problems")
    numbers = [number for number, item in enumerate(source.read_bytes().split(b"\n"), 1) if item.strip(BLANK)]
    documents = [json.loads(item) for item in (tmp_path / "out").read_bytes().splitlines()]
    wanted = [
        (number, problem["code"], problem["pointer"])
        for number, document in zip(numbers, documents, strict=True)
        for problem in document["problems"]
    ]
    rows = [json.loads(item) for item in (tmp_path / "problems").read_bytes().splitlines()]

    assert [(row["line"], row["code"], row["pointer"]) for row in rows] == wanted
    assert len(wanted) > 5


def test_stdin_and_stdout(run, source, alone):
    """Errors are only counted then, and that is said."""
    done = run("cohort", "-", input=line("a") + b"\r\n\r\n{}\r\n" + line("b"))

    assert done.exit_code == exits.INVALID
    assert done.stdout.encode() == alone(line("a")) + alone(b"{}") + alone(line("b"))
    assert "problems were only counted; --errors FILE writes them" in done.stderr


@pytest.mark.parametrize("data", [b"", b"\n", b"\r\n \n"])
def test_an_input_without_cases_has_a_result_without_outcomes(run, tmp_path, data):
    """Whole, and empty; nobody is left to wonder whether it ran."""
    (tmp_path / "in").write_bytes(data)
    done = run("cohort", tmp_path / "in", "--out", tmp_path / "out")

    assert done.exit_code == exits.DONE
    assert ((tmp_path / "out").read_bytes(), (tmp_path / "out.errors.ndjson").read_bytes()) == (b"", b"")
    assert done.stderr.startswith("cases  ") or "cases" in done.stderr.splitlines()[0]


def test_rows_of_fields_follow_their_units(run, source, tmp_path):
    """The first line is the header; every other answers a line of the input."""
    paths = "dialysate.sodium,thiosulfate.weekly,findings"
    run("cohort", source, "--out", tmp_path / "rows", "--fields", paths)
    run("cohort", source, "--out", tmp_path / "out")
    header, *rows = [json.loads(item) for item in (tmp_path / "rows").read_bytes().splitlines()]
    documents = [json.loads(item) for item in (tmp_path / "out").read_bytes().splitlines()]

    assert header == {
        "fields": {"dialysate.sodium": "mmol/L", "thiosulfate.weekly": "g/wk", "findings": None},
        "forms": {"thiosulfate.weekly": "pentahydrate"},
    }
    assert [(row["case_id"], row["status"]) for row in rows] == [
        (document["case_id"], document["status"]) for document in documents
    ]
    assert [row["dialysate.sodium"] for row in rows] == [
        ((document["prescription"] or {}).get("dialysate", {}).get("sodium") or {}).get("value")
        for document in documents
    ]
    assert [row["findings"] for row in rows] == [[item["code"] for item in own["findings"]] for own in documents]


def test_the_fast_lane_writes_the_same(run, source, tmp_path):
    """Units are checked in the other one; the bytes are no different."""
    run("cohort", source, "--out", tmp_path / "a")
    run("cohort", source, "--out", tmp_path / "b", "--lane", "fast", "--jobs", 2)

    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ([line()], exits.DONE),
        ([line(), b"{}"], exits.INVALID),
        ([(ROOT / "fixtures/patients/P11.json").read_bytes().replace(b"\n", b" ")], exits.HELD),
    ],
)
def test_the_code_is_that_of_the_gravest(run, tmp_path, lines, code):
    """As for several inputs of `calciplug adjust`."""
    (tmp_path / "in").write_bytes(b"\n".join(lines))

    assert run("cohort", tmp_path / "in").exit_code == code


# --- refusals -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["gone"], "there is no file 'gone'"),
        (["."], "'.' is not a regular file"),
        (["in", "--out", "in"], "--out 'in' is IN as well"),
        (["in", "--out", "o", "--errors", "o"], "--errors 'o' is --out as well"),
        (["in", "--out", "there"], "--out 'there' exists; to replace it: --force"),
        (["in", "--out", "o", "--errors", "there"], "--errors 'there' exists"),
        (["in", "--out", "o", "--summary", "there", "--resume"], "--summary 'there' exists"),
        (["in", "--out", "no/o"], "--out 'no/o': there is no such folder"),
        (["in", "--out", "o", "--errors", "/dev/full", "--force"], "--errors '/dev/full' exists and is not a regular"),
        (["in", "--resume"], "--resume goes on from a file into a file"),
        (["-", "--out", "o", "--resume"], "--resume goes on from a file into a file"),
        (["in", "--fields", "dialysate.sodum"], "did you mean 'dialysate.sodium'"),
        (["in", "--fields", "changes,"], "no field is called ''"),
        (["in", "--jobs", "0"], "0 is not in the range"),
        (["in", "--chunk", "0"], "0 is not in the range"),
        (["in", "--lane", "quick"], "'quick' is not one of"),
        (["in", "--jobs", "1", "--jobs", "2"], "--jobs was given 2 times"),
    ],
)
def test_what_cannot_be_meant_is_refused_before_anything_is_done(run, tmp_path, monkeypatch, words, message):
    """Nothing is written and nothing is replaced."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in").write_bytes(line())
    (tmp_path / "there").write_bytes(b"mine")
    done = run("cohort", *words)

    assert done.exit_code == exits.USAGE
    assert message in done.stderr
    assert names(tmp_path) == ["in", "there"]
    assert (tmp_path / "there").read_bytes() == b"mine"


def test_an_untrusted_plugin_and_a_bad_protocol_stop_the_run(run, tmp_path):
    """Before any case is read."""
    (tmp_path / "in").write_bytes(line())
    (tmp_path / "protocol.json").write_bytes(b"{}")
    plugins = ROOT / "docs" / "example" / "plugins"

    assert run("cohort", tmp_path / "in", "--plugins-dir", plugins).exit_code == exits.PLUGIN
    assert run("cohort", tmp_path / "in", "--protocol", tmp_path / "protocol.json").exit_code == exits.INVALID
    done = run("cohort", tmp_path / "in", "--plugins-dir", plugins, "--trust", "potassium_bath")
    assert "potassium_bath" in [plugin["name"] for plugin in json.loads(done.stdout)["plugins"]]


def test_a_site_protocol_reaches_the_workers(run, tmp_path):
    """Each worker reads the same document."""
    (tmp_path / "in").write_bytes(line())
    done = run("cohort", tmp_path / "in", "--protocol", "urena-2025")

    assert json.loads(done.stdout)["protocol"]["name"] == "urena-2025"


# --- ends -----------------------------------------------------------------------------------------------------------


def started(*words, **more):
    """One run as a process of its own."""
    words = [sys.executable, "-m", "calciplug", "cohort", *map(str, words)]
    return subprocess.Popen(words, stderr=subprocess.PIPE, **more)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full device")
def test_a_stdout_that_is_full_is_said(tmp_path):
    """Not written is a code of its own."""
    (tmp_path / "in").write_bytes(line())
    with Path("/dev/full").open("wb") as full, started(tmp_path / "in", stdout=full) as process:
        _, told = process.communicate(timeout=60)

    assert process.returncode == exits.UNWRITTEN
    assert b"could not be written" in told


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="no limits on files")
def test_a_disk_that_is_full_keeps_what_was_committed(run, tmp_path):
    """The limit of file sizes stands for the disk: the run says how to go on, and going on ends in the same bytes."""
    import resource

    source = tmp_path / "in"
    source.write_bytes(b"\n".join(line(f"c-{index}") for index in range(8)))
    run("cohort", source, "--out", tmp_path / "whole")
    most = (tmp_path / "whole").stat().st_size // 2
    limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))  # noqa: E731
    with started(source, "--out", tmp_path / "out", "--chunk", 1, preexec_fn=limit) as process:
        _, told = process.communicate(timeout=60)

    assert process.returncode == exits.UNWRITTEN
    assert b"was not written: File too large" in told
    assert b"--resume goes on with it" in told
    assert not (tmp_path / "out").exists()
    assert run("cohort", source, "--out", tmp_path / "out", "--resume").exit_code == exits.DONE
    assert (tmp_path / "out").read_bytes() == (tmp_path / "whole").read_bytes()


@pytest.mark.slow
@pytest.mark.usefixtures("interruptible")
@pytest.mark.skipif(sys.platform == "win32", reason="no signals to send")
def test_ctrl_c_ends_the_workers_and_keeps_what_was_committed(run, tmp_path):
    """To the whole group, as a terminal does it: one line of talk, no traceback, and the run can go on."""
    source = tmp_path / "in"
    source.write_bytes(b"\n".join(line(f"c-{index}") for index in range(400)))
    with started(source, "--out", tmp_path / "out", "--chunk", 2, "--jobs", 2, start_new_session=True) as process:
        until = time.monotonic() + 60
        while not (tmp_path / "out.part").exists() or not (tmp_path / "out.part").stat().st_size:
            assert time.monotonic() < until
            time.sleep(0.01)
        os.killpg(process.pid, signal.SIGINT)
        _, told = process.communicate(timeout=60)

    assert process.returncode == exits.INTERRUPTED
    assert told.decode().count("\n") == 1
    assert "interrupted; " in told.decode()
    assert names(tmp_path) == ["in", "out.errors.ndjson.part", "out.part", "out.resume"]
    assert run("cohort", source, "--out", tmp_path / "out", "--resume", "--jobs", 2).exit_code == exits.DONE
    assert (tmp_path / "out").read_bytes().count(b"\n") == 400


def test_an_input_that_changed_is_not_gone_on_with(run, tmp_path):
    """Nor other options; what was committed stands."""
    source = tmp_path / "in"
    source.write_bytes(b"\n".join(line(f"c-{index}") for index in range(3)))
    from calciplug.cohort import Store

    def fail(self):
        raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Store, "finish", fail)
        assert run("cohort", source, "--out", tmp_path / "out").exit_code == exits.INTERRUPTED
    before = (tmp_path / "out.part").read_bytes()
    for more, message in (
        (["--lane", "fast"], "lane was"),
        (["--fields", "changes"], "fields was"),
        (["--protocol", "urena-2025"], "protocol was"),
        (["--errors", tmp_path / "e"], "errors was"),
    ):
        done = run("cohort", source, "--out", tmp_path / "out", "--resume", *more)
        assert (done.exit_code, message in done.stderr) == (exits.USAGE, True)
    source.write_bytes(source.read_bytes().replace(b"c-1", b"c-9"))
    done = run("cohort", source, "--out", tmp_path / "out", "--resume")

    assert (done.exit_code, "input: head differs" in done.stderr) == (exits.USAGE, True)
    assert (tmp_path / "out.part").read_bytes() == before


def test_an_input_that_changed_behind_its_head_is_not_gone_on_with(run, tmp_path, monkeypatch):
    """What was answered is compared whole, the rest of the input is not known yet."""
    from calciplug.cohort import Store

    monkeypatch.setattr("calciplug.cli.cohort_source._HEAD", 10)
    source = tmp_path / "in"
    source.write_bytes(b"\n".join(line(f"c-{index}") for index in range(3)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Store, "finish", lambda self: (_ for _ in ()).throw(KeyboardInterrupt))
        run("cohort", source, "--out", tmp_path / "out")
    source.write_bytes(source.read_bytes().replace(b"c-1", b"c-9"))
    done = run("cohort", source, "--out", tmp_path / "out", "--resume")

    assert done.exit_code == exits.USAGE
    assert "lines of the input are not those that were answered" in done.stderr


# --- progress -------------------------------------------------------------------------------------------------------


class Screen(io.StringIO):
    """A terminal that keeps what was written."""

    def isatty(self):
        """Somebody is looking."""
        return True


@pytest.mark.parametrize(
    ("size", "expected"), [(400, "200 of 400 lines, 50 a second, 4 s left"), (None, "200 lines, 50 a second")]
)
def test_progress_says_rate_and_time_left_where_the_end_is_known(size, expected):
    """200 in 4 seconds are 50 a second, and 200 more take 4 seconds; of stdin nobody knows the end."""
    times = iter([0.0, 4.0])
    screen = Screen()
    Progress(screen, lambda: next(times), counted="lines")(200, size)

    assert screen.getvalue() == f"\r{expected}"


@pytest.mark.parametrize(("data", "left"), [(b"", 0), (b"a\nb\n", 1), (b"a\n\nb", 2)])
def test_lines_that_are_left_are_counted_for_somebody_who_looks(monkeypatch, data, left):
    """From where the run goes on (after the first line); nothing is counted where that would use the input up."""
    stream = io.BytesIO(data)
    stream.readline()
    here = stream.tell()

    assert lines_left(Source(stream, {})) is None
    monkeypatch.setattr("sys.stderr", Screen())
    assert lines_left(Source(stream, None)) is None
    assert (lines_left(Source(stream, {})), stream.tell()) == (left, here)


def test_what_was_not_begun_is_not_said_to_be_committed(run, tmp_path):
    """A result that cannot be opened: nothing to go on with."""
    (tmp_path / "in").write_bytes(line())
    (tmp_path / "out.part").mkdir()
    done = run("cohort", tmp_path / "in", "--out", tmp_path / "out", "--force")

    assert done.exit_code == exits.UNWRITTEN
    assert "out was not written: Is a directory; no case is committed" in done.stderr
