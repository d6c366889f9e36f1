"""`calciplug what-if`: the case as it is beside the case with typed values, and what differs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from calciplug.cli import exits
from calciplug.codec.schema import check

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = Path(__file__).parent / "golden"
PHOSPHATE = "labs.phosphate=1.6 mmol/L"
HELD = "labs.sodium=128 mmol/L"


def document(done):
    [line] = done.stdout.splitlines()
    found = json.loads(line)
    assert check("comparison", found) == []
    return found


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("P01", ["labs.sodium=141 mmol/L", "labs.systolic_pressure=95 mm[Hg]", "patient.lesions=healing"]),
        ("P17", ["labs.sodium=134 meq/L", "dialysate.sodium=138 mmol/L", "--without", "labs.phosphate"]),
    ],
)
def test_the_sheet_is_the_one_that_was_read_through(run, name, arguments):
    """The whole text of two patients, under one plugin."""
    done = run("what-if", ROOT / "fixtures" / "patients" / f"{name}.json", *arguments)

    assert done.stderr == ""
    assert all(len(line) <= 100 and line == line.rstrip() for line in done.stdout.splitlines())
    assert done.stdout == (GOLDEN / f"what_if_{name}.txt").read_text("utf-8")


def test_the_sheet_says_first_that_it_is_no_proposal(run, case):
    """Typed, not measured; who decides stands there too."""
    text = " ".join(run("what-if", case(), PHOSPHATE).stdout.splitlines()[:2])

    assert text.startswith("What if: values were typed, not measured, and the outcome with them is no proposal")
    assert "a licensed prescriber decides" in text


def test_both_outcomes_are_those_of_adjust(run, case):
    """Of the case, and of the same case with the edit written into it by hand."""
    path = case()
    row = {"value": 128, "unit": "mmol/L", "taken": "2026-01-12T07:00:00+01:00", "timing": "pre-dialysis"}
    rows = json.loads(path.read_text("utf-8"))["labs"]["sodium"]
    by_hand = case("by-hand.json", {"/labs/sodium": [row, *rows]})
    found = document(run("what-if", path, HELD, "--format", "json"))

    assert found["before"] == json.loads(run("adjust", path, "--format", "json").stdout)
    assert found["after"] == json.loads(run("adjust", by_hand, "--format", "json").stdout)
    assert [(item["path"], item["typed"]) for item in found["edits"]] == [("labs.sodium", "128 mmol/L")]


def test_the_code_is_that_of_the_edited_case(run, case):
    """As by adjust; with --exit-code a difference counts, and none does not."""
    path = case()

    assert run("what-if", path, HELD).exit_code == exits.HELD
    assert run("what-if", path, HELD, "--exit-code").exit_code == exits.HELD
    assert run("what-if", path, PHOSPHATE, "--exit-code").exit_code == exits.DONE
    calm = case("calm.json", {"/labs/sodium/0/value": 128})
    changed = run("what-if", calm, "labs.sodium=139 mmol/L")
    assert changed.exit_code == exits.DONE
    assert run("what-if", calm, "labs.sodium=139 mmol/L", "--exit-code").exit_code == exits.DIFFERENT


def test_a_sample_that_no_rule_reads_is_told(run, case):
    """Typed as after dialysis it moves nothing; before dialysis the same value withholds thiosulfate."""
    after = run("what-if", case(), f"{HELD} post-dialysis")

    assert after.exit_code == exits.DONE
    assert "  serum sodium before dialysis: no rule reads a sample after dialysis.\n" in after.stdout
    assert "after dialysis" not in run("what-if", case(), HELD).stdout


def test_an_edit_without_an_effect_says_that_nothing_differs(run, case):
    """A value that no rule here reads; and every list of differences is empty."""
    done = run("what-if", case(), PHOSPHATE)
    found = document(run("what-if", case(), PHOSPHATE, "--format", "json"))

    assert "Nothing differs" in done.stdout
    assert not any(found["differences"].values())
    assert found["before"]["input_hash"] != found["after"]["input_hash"]


def test_a_rule_that_falls_silent_is_named(run, case):
    """With the value that it then lacks."""
    found = document(run("what-if", case(), "--without", "labs.sodium", "--format", "json"))
    [rule] = [item for item in found["differences"]["rules"] if item["rule"] == "N-1"]

    assert rule["after"][0]["cause"] == "missing"
    assert rule["after"][0]["path"] == "labs.sodium"
    assert [item["path"] for item in found["edits"]] == ["labs.sodium"]
    assert "typed" not in found["edits"][0]
    assert "after" not in found["edits"][0]


def test_the_case_is_only_read(run, case):
    """Neither its bytes nor its time change, and it may come from stdin."""
    path = case()
    before = path.read_bytes(), path.stat().st_mtime_ns
    done = run("what-if", path, PHOSPHATE)

    assert (path.read_bytes(), path.stat().st_mtime_ns) == before
    assert run("what-if", "-", PHOSPHATE, input=path.read_text("utf-8")).stdout == done.stdout


def test_every_problem_of_every_edit_is_told_and_nothing_compared(run, case):
    """As a usage error: the case itself is sound."""
    done = run("what-if", case(), "labs.phosphate=1,6 mmol/L", "labs.sodium=140", "patient.lesion=healing")

    assert (done.exit_code, done.stdout) == (exits.USAGE, "")
    assert "the edits were refused, and nothing was compared" in done.stderr
    for said in ("'1.6' or '16'?", "the unit is missing", "did you mean 'patient.lesions'?"):
        assert said in done.stderr


def test_a_case_that_is_refused_keeps_its_problems_and_its_code(run, case):
    """No edit is looked at."""
    done = run("what-if", case(changes={"/labs/sodium/0/unit": "meq"}), "labs.nothing=1")

    assert (done.exit_code, done.stdout) == (exits.INVALID, "")
    assert "nothing was compared" in done.stderr
    assert "/labs/sodium/0/unit" in done.stderr
    assert "labs.nothing" not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "no edit was given"),
        (["no-assignment"], "expected path=value"),
        ([PHOSPHATE, "--protocol", "cautios"], "did you mean 'cautious'?"),
        ([PHOSPHATE, "--format", "csv"], "'csv' is not one of"),
    ],
)
def test_a_wrong_command_line_prints_no_result(run, case, arguments, said):
    """Each for its own reason."""
    done = run("what-if", case(), *arguments)

    assert (done.exit_code, done.stdout) == (exits.USAGE, "")
    assert said in done.stderr


def test_a_folder_is_refused_and_a_file_is_not_overwritten(run, case, tmp_path):
    """One case at a time, into a new file."""
    path, target = case("cases/one.json"), tmp_path / "out.json"
    done = run("what-if", path, PHOSPHATE, "--format", "json", "--output", target)

    assert "takes one case" in run("what-if", path.parent, PHOSPHATE).stderr
    assert (done.exit_code, done.stdout) == (exits.DONE, "")
    assert f"wrote {target}" in done.stderr
    assert check("comparison", json.loads(target.read_text("utf-8"))) == []
    assert run("what-if", path, PHOSPHATE, "--output", target).exit_code == exits.USAGE
    assert run("what-if", path, PHOSPHATE, "--output", path, "--force").exit_code == exits.USAGE
