"""`calciplug plan`: the same calendar as the library's, in three forms, with the exit codes of `adjust`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
import vobject

from calciplug import Host, Times, plan, read_case, shipped_protocol, write_calendar
from calciplug.cli import exits
from calciplug.codec import calendar_ics

ROOT = Path(__file__).resolve().parents[2]
WHEN = ("--weeks", "2", "--start", "2026-01-12")
DAYS = ("--weekdays", "mon,wed,fri")


def test_the_sheet_says_first_who_decides(run, case):
    done = run("plan", case(), *WHEN, *DAYS)

    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.startswith("calciplug proposes; a licensed prescriber decides. ")
    assert all(len(line) <= 100 and line == line.rstrip() for line in done.stdout.splitlines())
    assert "WEEK 2   2026-01-19 to 2026-01-25" in done.stdout.splitlines()


def test_the_document_is_the_librarys(run, case):
    path = case()
    done = run("plan", path, *WHEN, *DAYS, "--format", "json")
    times = Times(weeks=2, start=date(2026, 1, 12), zone="Europe/Paris", weekdays=("mon", "wed", "fri"))
    calendar = plan(read_case(path.read_bytes()), Host.discover(), shipped_protocol(), times)

    assert done.exit_code == 0
    assert done.stdout.encode() == write_calendar(calendar)
    assert sum(item["kind"] == "session" for item in json.loads(done.stdout)["entries"]) == 6


def test_the_file_for_a_calendar_program(run, case, tmp_path):
    target = tmp_path / "weeks.ics"
    done = run("plan", case(), *WHEN, *DAYS, "--format", "ics", "--output", target)

    assert (done.exit_code, done.stdout, done.stderr) == (0, "", f"wrote {target}\n")
    summaries = [event.summary.value for event in vobject.readOne(target.read_text("utf-8")).vevent_list]
    assert summaries.count("dialysis session") == 6


def test_without_the_library_nothing_is_read(run, case, monkeypatch):
    def gone(name):
        raise ImportError(name)

    monkeypatch.setattr(calendar_ics, "import_module", gone)
    done = run("plan", case(), *WHEN, *DAYS, "--format", "ics")

    assert (done.exit_code, done.stdout) == (exits.USAGE, "")
    assert "pip install 'calciplug[calendar]'; nothing was done" in done.stderr
    assert run("plan", case(), *WHEN, *DAYS, "--format", "json").exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], ["--weeks is missing", "--start is missing"]),
        (["--weeks", "2", "--start", "12.1.26"], ["--start '12.1.26' is no day; write YYYY-MM-DD, as in 2026-01-12"]),
        (["--weeks", "2", "--start", "2026-02-30"], ["--start '2026-02-30' is no day"]),
        (["--weeks", "2", "--start", "2026-W03-1"], ["--start '2026-W03-1' is no day"]),
        (["--weeks", "two", "--start", "2026-01-12"], ["'two' is not a valid integer"]),
        ([*WHEN, "--at", "7"], ["--at '7' is no time of day; write HH:MM from 00:00 to 23:59, or KEY=HH:MM"]),
        ([*WHEN, "--at", "24:00", "--at", "x=07:60"], ["--at '24:00' is no time", "--at 'x=07:60' is no time"]),
        ([*WHEN, "--at", "07:00", "--at", "08:00"], ["--at HH:MM was given twice"]),
        ([*WHEN, "--at", "x=07:00", "--at", "x=08:00"], ["--at x= was given twice"]),
        ([*WHEN, "--at", "=07:00"], ["--at '=07:00' is no time of day"]),
        ([*WHEN, "--weekdays", "mo,we"], ["--weekdays 'mo,we' does not name weekdays"]),
        ([*WHEN, "--weekdays", "mon,mon"], ["--weekdays 'mon,mon' does not name weekdays, each once"]),
        ([*WHEN, "--weekdays", "mon,wed"], ["3 sessions a week are proposed, and --weekdays names 2 (mon, wed)"]),
        ([*WHEN, *DAYS, "--zone", "CET"], ["no zone Area/City is called 'CET'; write one of the IANA"]),
        (["--start", "1.1.26", "--zone", "paris"],
         ["--weeks is missing", "--zone: no zone Area/City is called 'paris'; did you mean 'Europe/Paris'?", "no day"]),
        ([*WHEN, "--zone", "America/New York"], ["did you mean 'America/New_York'?"]),
        ([*WHEN, "--zone", "Europe/Pariss"], ["did you mean 'Europe/Paris'?"]),
        ([*WHEN, *DAYS, "--zone", "Asia/Tokyo"], ["say at which time of day a session begins there: --at HH:MM"]),
        (["--weeks", "2", "--start", "2026-01-11", *DAYS], ["would begin on 2026-01-11", "give --start 2026-01-12"]),
        ([*WHEN], ["3 sessions a week are proposed, and the prescription names no days"]),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_before_anything_is_written(run, case, tmp_path, arguments, said):
    target = tmp_path / "out.json"
    done = run("plan", case(), *arguments, "--format", "json", "--output", target)

    assert (done.exit_code, done.stdout) == (exits.USAGE, "")
    assert all(text in done.stderr for text in said), done.stderr
    assert not target.exists()


def test_a_refused_case_is_answered_as_by_adjust(run, case):
    path = case(changes={"/prescription/dialysate/calcium/unit": "meq"})
    done = run("plan", path, *WHEN, *DAYS)

    assert (done.exit_code, done.stdout) == (exits.INVALID, "")
    assert "was refused; no calendar was laid" in done.stderr
    assert "/prescription/dialysate/calcium/unit" in done.stderr


def test_a_folder_is_no_case(run, case):
    done = run("plan", case().parent, *WHEN)

    assert done.exit_code == exits.USAGE
    assert "is a folder; plan takes one case" in done.stderr


def test_a_held_case_has_a_calendar_and_the_code_of_adjust(run, case):
    """Serum sodium 128 refuses what is ordered; the sessions stand."""
    path = case(changes={"/labs/sodium/0/value": 128})
    done = run("plan", path, *WHEN, *DAYS, "--format", "json")

    assert done.exit_code == run("adjust", path).exit_code == exits.HELD
    document = json.loads(done.stdout)
    assert document["status"] == "held"
    assert {"block", "hold"} & {item["severity"] for item in document["findings"]}
    assert sum(item["kind"] == "session" for item in document["entries"]) == 6


def test_a_plugin_that_fails_leaves_nothing(run, case, monkeypatch, tmp_path):
    def fail(*_):
        from calciplug import PluginFault

        raise PluginFault("plugin.exception", "raised KeyError in calciplug_plan")

    monkeypatch.setattr(Host, "call", fail)
    target = tmp_path / "out.ics"
    done = run("plan", case(), *WHEN, *DAYS, "--format", "ics", "--output", target)

    assert (done.exit_code, done.stdout) == (exits.HELD, "")
    assert "was rejected; no calendar was laid, and nothing was written" in done.stderr
    assert "raised KeyError" in done.stderr
    assert not target.exists()


def test_a_file_is_not_replaced_unless_told(run, case, tmp_path):
    target = tmp_path / "out.txt"
    target.write_text("mine")

    assert run("plan", case(), *WHEN, *DAYS, "--output", target).exit_code == exits.USAGE
    assert target.read_text() == "mine"
    assert run("plan", case(), *WHEN, *DAYS, "--output", target, "--force").exit_code == 0
    assert target.read_text("utf-8").startswith("calciplug proposes")


@pytest.mark.parametrize("form", ["text", "json", "ics"])
def test_the_machine_does_not_matter(case, form):
    """Its zone, its language, its order of hashes: the same bytes."""
    path = case()
    words = [sys.executable, "-m", "calciplug", "plan", str(path), *WHEN, *DAYS, "--format", form, "--color", "never"]
    outputs = set()
    for seed, (zone, language) in enumerate(
        [("UTC", "C"), ("Pacific/Apia", "fr_FR.UTF-8"), ("America/New_York", "C.UTF-8")]
    ):
        own = os.environ | {"TZ": zone, "LC_ALL": language, "PYTHONHASHSEED": str(seed), "PYTHONUTF8": "1"}
        done = subprocess.run(words, capture_output=True, env=own, cwd=ROOT, check=False, timeout=120)
        assert done.returncode in (0, 4), done.stderr
        outputs.add(done.stdout)
    assert len(outputs) == 1
    assert len(outputs.pop()) > 1000
