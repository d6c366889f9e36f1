"""`calciplug predict`: only the predictions of what `adjust` answers, in the same order and with the same codes."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import attrs
import pytest

from calciplug import Host
from calciplug.cli import exits
from calciplug.codec.schema import check
from calciplug.host import in_folder
from calciplug.kinetics.models import models
from calciplug.report import safe

ROOT = Path(__file__).resolve().parents[2]
PATIENT = ROOT / "fixtures" / "bases" / "hd.json"
LONGER = {"/order/schedule/duration": {"value": 300, "unit": "min/{session}"}}
NO_PHOSPHATE = {"/labs/phosphate/0/taken": "2020-01-01T07:00:00+01:00"}
HELD = {"/labs/sodium/0/value": 128}
BAD = {"/prescription/dialysate/calcium/unit": "meq", "/surprise": 1}


@pytest.fixture(autouse=True)
def _one_plugin(monkeypatch):
    """Two plugins: one that predicts, and one that does not."""
    found = tuple(
        attrs.evolve(item, first_party=True, distribution="calciplug 0")
        for item in in_folder(ROOT / "plugins")
        if item.manifest.name in ("dialysate_sodium", "kinetic_outlook")
    )
    monkeypatch.setattr("calciplug.host.installed", lambda: found)
    monkeypatch.setattr("calciplug.host.host.installed", lambda: found)
    for name in ("NO_COLOR", "FORCE_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)


def documents(text):
    return [json.loads(line) for line in text.splitlines()]


def test_the_sheet_says_first_that_it_is_a_model_and_who_decides(run, case):
    done = run("predict", case())
    first = " ".join(done.stdout.splitlines()[:2])

    assert done.exit_code == 0
    assert done.stderr == ""
    assert first.startswith("Predictions of models, not measurements. calciplug proposes; a licensed prescriber")
    assert all(len(line) <= 100 and line == line.rstrip() for line in done.stdout.splitlines())


def test_a_prediction_is_told_with_all_that_it_rests_on(run, case):
    done = run("predict", case(changes=LONGER))
    [document] = documents(run("predict", case(changes=LONGER), "--format", "json").stdout)
    text = " ".join(done.stdout.split())
    [phosphate] = [item for item in document["predictions"] if item["prediction"] == "phosphate-session"]

    assert f"{phosphate['before']['shown']} → {phosphate['after']['shown']}" in text
    assert re.search(r"Used: [^→]*\bserum phosphate [\d.]+ mmol/L", text)
    assert "days old" in text or "h old" in text
    assert phosphate["note"] in text
    assert f"{phosphate['model']['id']} {phosphate['model']['version']}" in text
    assert "(read in part or in summary)" in text
    assert "mmol" in phosphate["before"]["shown"]
    assert "mg" in phosphate["before"]["shown"]


def test_the_document_is_the_part_of_the_outcome_that_predicts(run, case):
    path = case(changes=LONGER)
    [document] = documents(run("predict", path, "--format", "json").stdout)
    [outcome] = documents(run("adjust", path, "--format", "json").stdout)

    assert check("predictions", document) == []
    for key in ("status", "case_id", "as_of", "modality", "predictions", "plugins", "protocol", "input_hash"):
        assert document[key] == outcome[key]
    assert document["problems"] == []
    assert "findings" not in document


def test_only_rules_that_predict_are_told_as_silent(run, case):
    path = case(changes=NO_PHOSPHATE)
    [document] = documents(run("predict", path, "--format", "json").stdout)
    [outcome] = documents(run("adjust", path, "--format", "json").stdout)
    done = run("predict", path)

    assert {item["plugin"] for item in document["silent"]} == {"kinetic_outlook"}
    assert "dialysate_sodium" in {item["plugin"] for item in outcome["silent"]}
    assert "NOT PREDICTED" in done.stdout
    assert "serum phosphate (LOINC 2777-1, in mmol/L or mg/dL): outlook-phosphate" in " ".join(done.stdout.split())


def test_a_refused_case_is_answered_as_by_adjust_and_stops_no_other(run, case):
    paths = [case("a.json"), case("bad.json", BAD), case("held.json", HELD)]
    done = run("predict", *paths, "--format", "json")
    alone, adjusted = run("predict", paths[1]), run("adjust", paths[1])
    [good, bad, held] = documents(done.stdout)

    assert done.exit_code == exits.INVALID
    assert "bad.json: refused, problems: 2" in done.stderr
    assert "3 cases: 1 held, 1 rejected, 1 unchanged" in done.stderr
    assert (bad["status"], bad["case_id"], bad["predictions"], len(bad["problems"])) == ("rejected", None, [], 2)
    assert all(check("predictions", item) == [] for item in (good, bad, held))
    assert (alone.stdout, alone.exit_code) == (adjusted.stdout, exits.INVALID)


def test_a_held_case_keeps_its_code_and_says_so(run, case):
    done = run("predict", case(changes=HELD))

    assert done.exit_code == run("adjust", case(changes=HELD)).exit_code == exits.HELD
    assert "This case is held" in done.stdout


def test_a_plugin_that_fails_is_named_and_nothing_is_predicted(run, case, monkeypatch):
    def fail(*_):
        from calciplug import PluginFault

        raise PluginFault("plugin.exception", "raised KeyError in calciplug_predict")

    monkeypatch.setattr(Host, "call", fail)
    done, text = run("predict", case(), "--format", "json"), run("predict", case())
    [document] = documents(done.stdout)

    assert done.exit_code == text.exit_code == exits.HELD
    assert (document["status"], document["predictions"]) == ("rejected", [])
    assert "raised KeyError" in document["problems"][0]["message"]
    assert text.stdout == run("adjust", case()).stdout


def test_several_sheets_are_told_apart_and_go_into_one_file(run, case, tmp_path):
    paths = [case("one.json"), case("two.json")]
    done = run("predict", *paths, "--output", tmp_path / "out.txt")
    text = (tmp_path / "out.txt").read_text("utf-8")

    assert (done.exit_code, done.stdout) == (0, "")
    assert f"wrote {tmp_path / 'out.txt'}" in done.stderr
    assert text.index(safe(str(paths[0]))) < text.index(safe(str(paths[1])))
    assert run("predict", *paths, "--output", tmp_path / "out.txt").exit_code == exits.USAGE


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["predict"], "Missing argument"),
        (["predict", "no-such.json"], "no file 'no-such.json'"),
        (["predict", "-", "--protocol", "cautios"], "did you mean 'cautious'?"),
        (["predict", "-", "--format", "csv"], "'csv' is not one of"),
        (["pedict", "-"], "did you mean 'predict'?"),
    ],
)
def test_a_wrong_command_line_prints_no_result(run, arguments, said):
    done = run(*arguments, input="{}")

    assert (done.exit_code, done.stdout) == (exits.USAGE, "")
    assert said in done.stderr


@pytest.mark.parametrize("command", ["adjust", "predict"])
def test_one_case_needs_no_numpy(command):
    """It is an extra: with or without it the same bytes come out."""
    code = "import sys\n{}from calciplug.cli import main\nmain(sys.argv[1:])\n"
    with_, without = (
        subprocess.run(
            [sys.executable, "-c", code.format(block), command, str(PATIENT), "--format", "json"],
            capture_output=True, timeout=60, check=False, cwd=ROOT,
        )
        for block in ("", "sys.modules['numpy'] = None\n")
    )  # fmt: skip

    assert without.returncode in (0, 4), without.stderr
    assert json.loads(without.stdout)["predictions"]
    assert without.stdout == with_.stdout


# --- explain: what a sheet of predictions names ---------------------------------------------------------------------


def explained(run, name):
    done, whole = run("explain", name), run("explain", name, "--format", "json")
    assert (done.exit_code, whole.exit_code) == (0, 0), done.stderr
    assert all(len(line) <= 100 for line in done.stdout.splitlines())
    [row] = documents(whole.stdout)
    return " ".join(done.stdout.split()), row


def test_every_model_is_explained_with_its_numbers_ranges_and_trust(run):
    for name, own in models().items():
        text, row = explained(run, name)
        assert (row["kind"], row["id"], row["version"], row["memory"]) == ("model", name, own.version, own.memory)
        assert text.startswith(f"{name} model {own.title}, version {own.version}: a model, not a measurement.")
        assert " ".join(own.sentence.split()) in text
        assert ("Its equations are remembered" in text) is own.memory
        assert text.count("remembered, not read in a source") == sum(item.memory for item in own.constants.values())
        for key, item in own.constants.items():
            assert f"- {key} = " in text
            assert (row["constants"][key]["value"], row["constants"][key]["unit"]) == (item.value, item.unit)
            assert [source["id"] for source in row["constants"][key]["sources"]] == list(item.sources)
        for key, item in own.valid.items():
            assert f"- {key}: " in text
            assert item.why in text


def test_a_model_shows_unit_and_range(run):
    text, _ = explained(run, "urea.single-pool")

    assert "generation = 0.008 1/h" in text
    assert "session: from 1.5 to 8 h." in text


def test_a_rule_lists_what_it_predicts_by_which_model_and_what_limits_it(run):
    text, row = explained(run, "outlook-phosphate")

    assert "Says nothing of its own: it predicts." in text
    assert "PREDICTS a model, not a measurement" in text
    assert "phosphate-week: phosphate removed in a week." in text
    assert "Model: phosphate.pseudo-one-compartment 1." in text
    assert "slow-flows: Blood flow is below 300 mL/min" in text
    assert "usual_blood_flow = 300 mL/min" in text
    assert "REASONS" not in text
    assert set(row["predictions"]) == {"phosphate-session", "phosphate-week"}


def test_a_rule_that_predicts_nothing_says_nothing_of_it(run):
    text, row = explained(run, "N-1")

    assert row["predictions"] == row["flags"] == {}
    assert "PREDICTS" not in text


def test_a_misspelt_model_is_answered_with_the_nearest(run):
    assert "did you mean 'urea.two-pool-week'?" in run("explain", "urea.two-pool-weak").stderr
