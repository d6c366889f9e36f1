"""`calciplug predict --cohort`: a row for every line, in the units that the first line names, and codes."""

from __future__ import annotations

import importlib
import io
import json
import sys
from collections import Counter
from pathlib import Path

import attrs
import pytest

from calciplug.cli import exits
from calciplug.cohort.answering import read_case as own_read_case
from calciplug.forecast import BLOCK, asking
from calciplug.host import in_folder
from calciplug.testing import patched
from calciplug.testing.cases import base

ROOT = Path(__file__).resolve().parents[2]
KT_V = "outlook-urea/standard-kt-v"
LONGER = {"/order/schedule/duration": {"value": 300, "unit": "min/{session}"}}


@pytest.fixture(autouse=True)
def _one_plugin(monkeypatch):
    """The plugin that predicts, and one that does not."""
    found = tuple(
        attrs.evolve(item, first_party=True, distribution="calciplug 0")
        for item in in_folder(ROOT / "plugins")
        if item.manifest.name in ("dialysate_sodium", "kinetic_outlook")
    )
    monkeypatch.setattr("calciplug.host.installed", lambda: found)
    monkeypatch.setattr("calciplug.host.host.installed", lambda: found)


def line(changes=None, name="hd"):
    return json.dumps(patched(base(name), changes or {})).encode()


@pytest.fixture
def source(tmp_path):
    """Lines of which some are blank, some are no case, and one is of another modality."""
    lines = [
        line(),
        b"",
        line(LONGER),
        b"{",
        b" \t",
        line(name="pd"),
        line({"/surprise": 1}),
        b"\xff",
        line({"/case_id": "last"}),
    ]
    path = tmp_path / "in.ndjson"
    path.write_bytes(b"\n".join(lines))
    return path


def rows_of(data):
    return [json.loads(own) for own in data.splitlines()]


def test_every_line_has_its_row_in_order_and_the_counts_add_up(run, source, tmp_path):
    done = run("predict", "--cohort", source, "--out", tmp_path / "out")
    head, *rows = rows_of((tmp_path / "out").read_bytes())
    errors = rows_of((tmp_path / "out.errors.ndjson").read_bytes())

    assert (done.exit_code, done.stdout) == (exits.INVALID, "")
    assert [(row["line"], row["case_id"], row["status"], row["ordered"]) for row in rows] == [
        (1, "base-hd", "predicted", False), (3, "base-hd", "predicted", True), (4, None, "refused", None),
        (6, "base-pd", "predicted", False), (7, None, "refused", None), (8, None, "refused", None),
        (9, "last", "predicted", False),
    ]  # fmt: skip
    assert [(row["line"], row["code"], row["pointer"]) for row in errors] == [
        (4, "json.syntax", ""), (7, "schema.additional", "/surprise"), (8, "json.encoding", ""),
    ]  # fmt: skip
    assert all({key for key in rows[0] if key not in row} == set() for row in rows)
    refused = [row for row in rows if row["status"] == "refused"]
    assert all(value in (None, []) for row in refused for key, value in row.items() if key not in ("line", "status"))
    counts = Counter(row["status"] for row in rows)
    said = done.stderr.splitlines()
    assert [" ".join(own.split()) for own in said[:4]] == [
        "cases 7", f"predicted {counts['predicted']}", f"refused {counts['refused']}", "failed 0",
    ]  # fmt: skip
    for name in head["units"]:
        held = sum(any(row[key] is not None for key in row if key.startswith(f"{name}.")) for row in rows)
        assert f"cases with {name} {held}" in [" ".join(own.split()) for own in said]


def test_before_is_what_predict_says_of_one_case(run, case, source, tmp_path):
    """In the same digits and units, flags and silences too; after is what was ordered, which no rule has looked at."""
    run("predict", "--cohort", source, "--out", tmp_path / "out")
    head, *rows = rows_of((tmp_path / "out").read_bytes())
    [document] = rows_of(run("predict", case(changes=LONGER), "--format", "json").stdout)

    assert document["predictions"]
    for one in document["predictions"]:
        name = f"{one['rule']}/{one['prediction']}"
        before = one.get("before")
        assert rows[1][f"{name}.before.low"] == (before and before["low"])
        assert rows[1][f"{name}.before.high"] == (before and before["high"])
        assert head["units"][name] == one["after"]["unit"]
        assert head["models"][name] == f"{one['model']['id']} {one['model']['version']}"
    assert rows[1][f"{KT_V}.after.low"] > rows[1][f"{KT_V}.before.low"]
    assert rows[0][f"{KT_V}.after.low"] == rows[0][f"{KT_V}.before.low"]
    assert "none is a proposal" in head["statement"]
    assert head["protocol"]["name"] == "cautious"


def test_what_is_ordered_is_predicted_as_a_sweep_predicts_it(run, case, tmp_path):
    """A sweep of one point over the value that the order has."""
    swept = run("sweep", case(), "--vary", "schedule.duration=300 min/{session}", "--format", "json")
    (tmp_path / "in").write_bytes(line(LONGER))
    _, row = rows_of(run("predict", "--cohort", tmp_path / "in").stdout.encode())
    document = json.loads(swept.stdout)

    for one in document["predictions"]:
        name = f"{one['rule']}/{one['prediction']}"
        assert (row[f"{name}.after.low"], row[f"{name}.after.high"]) == (one["low"][0], one["high"][0])
        assert [flag for flag in row["flags"] if flag.startswith(f"{name}:")] == [
            f"{name}:{flag['code']}" for flag in one["flags"] if flag["everywhere"]
        ]


def test_predictions_of_exchanges_have_their_names(run, tmp_path):
    dose = {
        "dose": {"value": 12.5, "unit": "g/{exchange}", "form": "pentahydrate"}, "product": "vial-25-percent",
        "count": {"value": 3, "unit": "{exchange}/wk"},
    }  # fmt: skip
    both = {f"/prescription/exchanges/{key}/thiosulfate": dose for key in ("day", "night")}
    (tmp_path / "in").write_bytes(b"\n".join([line(both, "pd"), line(name="pd")]))
    _, one, two = rows_of(run("predict", "--cohort", tmp_path / "in").stdout.encode())
    own = {key for key in one if " exchanges." in key}

    assert {key.split(" ")[1].split(".")[1] for key in own} == {"day", "night"}
    assert not any(" exchanges." in key for key in two)
    assert one["outlook-peritoneal/absorbed exchanges.night.after.low"] > 0
    assert one["outlook-peritoneal/absorbed.after.low"] is None


def test_fields_choose_predictions_in_their_order(run, source):
    done = run("predict", "--cohort", source, "--fields", f"outlook-sodium/sodium-week, {KT_V}")
    head, first, *_ = rows_of(done.stdout.encode())

    assert list(head["units"]) == ["outlook-sodium/sodium-week", KT_V]
    assert [key.rsplit(".", 2)[0] for key in first if "/" in key] == [name for name in head["units"] for _ in range(4)]
    assert all(flag.startswith(tuple(head["units"])) for flag in first["flags"])
    assert {one["rule"] for one in first["silent"]} <= {"outlook-sodium", "outlook-urea"}
    assert "3 problems were only counted" in done.stderr


@pytest.mark.parametrize("block", [1, 2, 3, 7])
def test_blocks_do_not_show(run, source, block, monkeypatch):
    whole = run("predict", "--cohort", source)
    monkeypatch.setattr(asking, "FEW", 2)

    assert run("predict", "--cohort", source, "--block", block).stdout == whole.stdout


def test_cases_come_from_stdin(run, source):
    assert (
        run("predict", "--cohort", "-", input=source.read_bytes()).stdout == run("predict", "--cohort", source).stdout
    )


def test_an_empty_input_has_a_first_line_only(run, tmp_path):
    (tmp_path / "in").write_bytes(b"\n \n")
    done = run("predict", "--cohort", tmp_path / "in")

    assert (done.exit_code, len(done.stdout.splitlines())) == (exits.DONE, 1)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["IN", "--cohort", "IN"], "not both"),
        ([], "Missing argument 'CASE...', or --cohort IN"),
        (["--cohort", "IN", "--format", "json"], "--format"),
        (["IN", "--fields", KT_V, "--block", "3"], "--fields, --block: only with --cohort"),
        (["IN", "--errors", "e"], "--errors: only with --cohort"),
        (["--cohort", "nowhere"], "there is no file 'nowhere'"),
        (["--cohort", "IN", "--out", "IN"], "is IN as well"),
        (["--cohort", "IN", "--fields", "outlook-urea/kt-v,x"], "no prediction is called 'outlook-urea/kt-v'"),
        (["--cohort", "IN", "--fields", f"{KT_V},{KT_V}"], "is named twice"),
        (["--cohort", "IN", "--block", "0"], "0"),
    ],
)
def test_what_does_not_go_together_is_refused_before_anything_is_read(run, source, words, said):
    done = run("predict", *(str(source) if word == "IN" else word for word in words))

    assert done.exit_code == exits.USAGE
    assert said in " ".join(done.stderr.split())
    assert done.stdout == ""


def test_an_existing_result_is_kept(run, source, tmp_path):
    (tmp_path / "out").write_text("mine")
    done = run("predict", "--cohort", source, "--out", tmp_path / "out")

    assert (done.exit_code, (tmp_path / "out").read_text()) == (exits.USAGE, "mine")
    assert run("predict", "--cohort", source, "--out", tmp_path / "out", "--force").exit_code == exits.INVALID
    assert len((tmp_path / "out").read_bytes().splitlines()) == 8


def test_a_fault_of_calciplug_is_a_row_and_stops_no_other(run, source, tmp_path, monkeypatch):
    """Once while a case is read, and once while one of them is predicted."""

    def reading(data):
        if b"last" in data:
            raise RuntimeError("a patient's name")
        return own_read_case(data)

    forecasting = importlib.import_module("calciplug.forecast.block")
    own_forecast = forecasting.forecast

    def predicting(cases, *rest):
        if any(case.modality in ("APD", "CAPD") for case in cases):
            raise RuntimeError("a patient's name")
        return own_forecast(cases, *rest)

    monkeypatch.setattr("calciplug.cohort.answering.read_case", reading)
    monkeypatch.setattr(forecasting, "forecast", predicting)
    done = run("predict", "--cohort", source, "--out", tmp_path / "out")
    rows = rows_of((tmp_path / "out").read_bytes())[1:]
    errors = (tmp_path / "out.errors.ndjson").read_text("utf-8")

    assert done.exit_code == exits.BUG
    assert [row["status"] for row in rows] == [
        "predicted", "predicted", "refused", "failed", "refused", "refused", "failed",
    ]  # fmt: skip
    assert [row["line"] for row in rows_of(errors.encode()) if row["code"] == "internal"] == [6, 9]
    assert "a patient's name" not in errors + done.stderr


def test_without_numpy_it_says_what_to_install(run, source, monkeypatch):
    for name in [name for name in sys.modules if name.startswith("calciplug.forecast")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "numpy", None)
    done = run("predict", "--cohort", source)

    assert (done.exit_code, done.stdout) == (exits.USAGE, "")
    assert "pip install 'calciplug[kinetics]'" in done.stderr


def test_an_interrupt_leaves_no_file(run, source, tmp_path, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("calciplug.forecast.block.forecast", interrupted)
    done = run("predict", "--cohort", source, "--out", tmp_path / "out")

    assert done.exit_code == exits.INTERRUPTED
    assert "no result was written" in done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.ndjson"]


def test_an_input_that_breaks_off_is_said_and_leaves_no_file(run, tmp_path):
    class Broken(io.BytesIO):
        def readline(self, *_):
            raise OSError(5, "Input/output error")

    done = run("predict", "--cohort", "-", "--out", tmp_path / "out", input=Broken())

    assert done.exit_code == exits.INVALID
    assert "no result was written" in done.stderr
    assert not (tmp_path / "out").exists()


def test_a_block_is_what_the_help_says(run):
    assert f"default {BLOCK:,}" in " ".join(run("predict", "--help").stdout.split())
