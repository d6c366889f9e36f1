"""`calciplug sweep`: tables, CSV and JSON over a grid; every problem at once; nothing half-written."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import attrs
import pytest

from calciplug.cli import exits
from calciplug.cli.progress import Progress
from calciplug.codec.schema import check
from calciplug.host import in_folder

ROOT = Path(__file__).resolve().parents[2]
PATIENT = ROOT / "fixtures" / "bases" / "hd.json"
SODIUM = "dialysate.sodium=134:140:2 mmol/L"
DURATION = "schedule.duration=3 4 h/{session}"
UNJUDGED = "no rule has looked at these points, and none is a proposal"
BAD = {"/prescription/dialysate/calcium/unit": "meq", "/surprise": 1}


@pytest.fixture(autouse=True)
def _one_plugin(monkeypatch):
    """The plugin that predicts is installed, and nothing else."""
    found = tuple(
        attrs.evolve(item, first_party=True, distribution="calciplug 0")
        for item in in_folder(ROOT / "plugins")
        if item.manifest.name == "kinetic_outlook"
    )
    monkeypatch.setattr("calciplug.host.installed", lambda: found)
    monkeypatch.setattr("calciplug.host.host.installed", lambda: found)
    for name in ("NO_COLOR", "FORCE_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def swept(run, case):
    """Sweep the base patient: the result, as it is."""

    def command(*axes, form="text", changes=None, more=()):
        words = [word for axis in axes for word in ("--vary", axis)]
        return run("sweep", case(changes=changes), "--format", form, *words, *more)

    return command


# --- text -----------------------------------------------------------------------------------------------------------


def test_the_table_says_what_it_is_before_any_number(swept):
    done = swept(SODIUM, DURATION)
    first = " ".join(done.stdout.splitlines()[:3])

    assert (done.exit_code, done.stderr) == (0, "")
    assert first.startswith("Predictions of models, not measurements. Predictions only:")
    assert UNJUDGED in first
    assert "a licensed prescriber decides" in first
    assert "a model, not a measurement" in done.stdout
    assert all(len(line) <= 100 and line == line.rstrip() for line in done.stdout.splitlines())


def test_every_point_has_its_row_on_every_page_and_what_is_in_force_stands_first(swept):
    lines = swept(SODIUM, DURATION).stdout.splitlines()
    pages = [index for index, line in enumerate(lines) if line.startswith("PREDICTED (")]

    assert len(pages) > 1
    for start in pages:
        rows = lines[next(i for i in range(start, len(lines)) if lines[i].startswith("  ---")) + 1 :][:9]
        assert rows[0].split()[:4] == ["in", "force", "136", "4"]
        assert [row.split()[0] for row in rows[1:]] == [str(index) for index in range(8)]
        assert [row.split()[1] for row in rows[1:]] == ["134", "134", "136", "136", "138", "138", "140", "140"]


def test_columns_have_units_models_limits_and_sources(swept):
    text = " ".join(swept(SODIUM, "flows.blood=250 350 mL/min").stdout.split())

    assert "dialysate.sodium dialysate sodium: 134, 136, 138, 140 mmol/L (in force 136 mmol/L)" in text
    assert "sodium.session 1" in text
    assert "Limited at 4 points marked a: Blood flow is below 300 mL/min" in text
    assert " a " in text
    assert "SOURCES in brackets: how far each may be trusted" in text


def test_what_an_order_changes_at_every_point_is_told(swept):
    order = {"/order/schedule/duration": {"value": 300, "unit": "min/{session}"}}

    assert "Ordered   session duration: here every point differs" in swept(SODIUM, changes=order).stdout
    assert "Ordered" not in swept(SODIUM).stdout


def test_an_axis_without_effect_is_warned_about(swept):
    text = swept(SODIUM, "dialysate.potassium=2 3 mmol/L").stdout

    assert text.count("CAUTION  no prediction depends on dialysate.potassium") == 1


COUNT = "schedule.count=3 4 {session}/wk"
COUPLED = "schedule.count varies and ultrafiltration.goal stays as it is: every session keeps its volume"


def test_what_hangs_together_with_an_axis_is_a_caution_in_every_form(swept):
    text, table = swept(COUNT), swept(COUNT, form="csv")
    [note] = json.loads(swept(COUNT, form="json").stdout)["notes"]

    assert f"CAUTION {COUPLED}" in " ".join(text.stdout.split())
    assert f"CAUTION: {COUPLED}" in table.stderr
    assert (note["varied"], note["kept"]) == ("schedule.count", "ultrafiltration.goal")
    assert note["text"].startswith(COUPLED)
    assert note["text"].endswith("Where that is not meant, vary ultrafiltration.goal as well.")


def test_what_varies_together_needs_no_caution(swept):
    goal = "ultrafiltration.goal=1.5 2 L/{session}"

    assert "CAUTION" not in swept(COUNT, goal).stdout
    assert json.loads(swept(SODIUM, form="json").stdout)["notes"] == []


def test_the_order_is_the_same_in_every_form_and_in_an_outcome(swept, run, case):
    outcome = json.loads(run("adjust", case(), "--format", "json").stdout)
    document = json.loads(swept(SODIUM, form="json").stdout)
    text = swept(SODIUM).stdout
    columns = text[text.index("COLUMNS") :]
    [header, *_] = list(csv.reader(io.StringIO(swept(SODIUM, form="csv").stdout)))
    told = [(item["rule"], item["prediction"]) for item in document["predictions"]]
    places = [" ".join(columns.split()).index(f"{item['title']}: ") for item in document["predictions"]]

    assert told == [(item["rule"], item["prediction"]) for item in outcome["predictions"]]
    assert [name.split()[1] for name in header if " low [" in name] == ["/".join(item) for item in told]
    assert places == sorted(places)


def test_what_was_not_possible_is_told(swept):
    text = swept(SODIUM, changes={"/labs/phosphate/0/taken": "2020-01-01T07:00:00+01:00"}).stdout

    assert "NOT PREDICTED" in text
    assert "serum phosphate (LOINC 2777-1" in text


def test_more_points_than_a_person_reads_are_for_programs(swept):
    done = swept("dialysate.sodium=130:140:0.004 mmol/L")

    assert (done.exit_code, done.stdout) == (exits.USAGE, "")
    assert "2,501 points are no table; --format csv or json" in done.stderr


# --- csv ------------------------------------------------------------------------------------------------------------


def test_the_csv_has_a_row_for_each_point_and_says_that_it_is_a_model(swept):
    done = swept(SODIUM, "schedule.duration=3 4 h/{session},flows.blood=250 350 mL/min", form="csv")
    [header, *rows] = list(csv.reader(io.StringIO(done.stdout_bytes.decode("utf-8"), newline=""), strict=True))

    assert done.exit_code == 0
    assert done.stdout_bytes.count(b"\r\n") == len(rows) + 1 == 17
    assert header[:3] == ["dialysate.sodium [mmol/L]", "schedule.duration [h/{session}]", "flows.blood [mL/min]"]
    assert header[-1] == "flags"
    assert "model outlook-sodium/sodium-removed low [mmol/{session}]" in header
    assert "model outlook-urea/standard-kt-v high [{Kt/V}/wk]" in header
    assert len(set(header)) == len(header)
    assert all(len(row) == len(header) for row in rows)
    assert [row[:3] for row in rows[:3]] == [["134", "3", "250"], ["134", "3", "350"], ["134", "4", "250"]]
    assert all("outlook-phosphate/phosphate-week:slow-flows" in row[-1] for row in rows[::2])
    assert not any("slow-flows" in row[-1] for row in rows[1::2])
    assert UNJUDGED in done.stderr
    assert "not a measurement" in done.stderr


def test_csv_and_json_hold_the_same_numbers(swept):
    rows = list(csv.DictReader(io.StringIO(swept(SODIUM, DURATION, form="csv").stdout)))
    document = json.loads(swept(SODIUM, DURATION, form="json").stdout)

    for item in document["predictions"]:
        for end in ("low", "high"):
            name = f"model {item['rule']}/{item['prediction']} {end} [{item['unit']}]"
            assert [float(row[name]) for row in rows] == item[end]


# --- json -----------------------------------------------------------------------------------------------------------


def test_the_document_obeys_its_schema_and_can_be_read_alone(swept):
    done = swept(SODIUM, "thiosulfate.start=120 180 210 min/{session}", form="json")
    document = json.loads(done.stdout)

    assert (done.exit_code, done.stderr, done.stdout.count("\n")) == (0, "", 1)
    assert check("sweep", document) == []
    assert document["points"] == 12
    assert [axis["path"] for axis in document["axes"]] == ["dialysate.sodium", "thiosulfate.start"]
    assert UNJUDGED in document["statement"]
    assert document["plugins"][0]["name"] == "kinetic_outlook"
    assert document["input_hash"].startswith("sha256:")
    assert document["prescription"]["schedule"]["count"] == {"value": 3, "unit": "{session}/wk"}
    for item in document["predictions"]:
        assert len(item["low"]) == len(item["high"]) == 12
        assert all(low <= high for low, high in zip(item["low"], item["high"], strict=True))
        assert {"id", "version"} == set(item["model"])


def test_flags_name_their_points(swept):
    document = json.loads(swept("flows.blood=250 350 mL/min", DURATION, form="json").stdout)
    flags = {(i["prediction"], f["code"]): f for i in document["predictions"] for f in i["flags"]}

    assert flags["phosphate-week", "slow-flows"]["points"] == [0, 1]
    assert flags["phosphate-week", "slow-flows"]["everywhere"] is False
    assert flags["standard-kt-v", "days-assumed"] == {
        **flags["standard-kt-v", "days-assumed"], "everywhere": True, "points": [],
    }  # fmt: skip


def test_a_case_can_come_from_stdin_and_go_into_a_file(run, tmp_path):
    target = tmp_path / "out.csv"
    words = ("sweep", "-", "--vary", SODIUM, "--format", "csv", "--output", target)
    done = run(*words, input=PATIENT.read_bytes())

    assert (done.exit_code, done.stdout) == (0, "")
    assert target.read_bytes().count(b"\r\n") == 5
    assert f"wrote {target}" in done.stderr
    assert run(*words, input=PATIENT.read_bytes()).exit_code == exits.USAGE


# --- refused --------------------------------------------------------------------------------------------------------


def test_every_problem_of_every_axis_is_told_in_one_message(swept):
    done = swept("dialysate.sodium=134,5 mmol/L", "schedule.duration=4 hours,flows.blod=1 mL/min", "labs.sodium=1")

    assert (done.exit_code, done.stdout) == (exits.USAGE, "")
    for said in (
        "the grid was refused, and nothing was predicted",
        "--vary dialysate.sodium: a comma in a number",
        "'134.5' or '1345'? a comma is never guessed [U-2 number.form]",
        "--vary schedule.duration: not a unit code of the closed table",
        "expected min/{session}, h/{session}",
        "--vary flows.blod: not a path",
        "did you mean 'flows.blood'?",
        "--vary labs.sodium: no part of a prescription",
    ):
        assert said in done.stderr


def test_a_grid_that_contradicts_itself_is_told_which_path_to_move_as_well(swept):
    done = swept("thiosulfate.infusion_duration=60 300 min/{session}")

    assert (done.exit_code, done.stdout) == (exits.USAGE, "")
    assert "at some points the infusion is longer than the session" in done.stderr
    assert "or order or vary schedule.duration from 300 min (5 h) as well [grid.contradiction]" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["sweep", str(PATIENT)], "Missing option '--vary'"),
        (["sweep", "--vary", SODIUM], "Missing argument"),
        (["sweep", str(PATIENT.parent), "--vary", SODIUM], "is a folder; a sweep takes one case"),
        (["sweep", "no-such.json", "--vary", SODIUM], "no file 'no-such.json'"),
        (["sweep", str(PATIENT), "--vary", SODIUM, "--format", "xml"], "'xml' is not one of"),
        (["sweep", str(PATIENT), "--vary", "dialysate.sodium=120:160:0.001 mmol/L",
          "--vary", "flows.blood=100:400:1 mL/min", "--format", "csv"], "the grid has 12,040,301 points"),
        (["swep", str(PATIENT)], "did you mean 'sweep'?"),
    ],
)  # fmt: skip
def test_a_wrong_command_line_prints_no_result(run, arguments, said):
    done = run(*arguments)

    assert (done.exit_code, done.stdout) == (exits.USAGE, "")
    assert said in done.stderr


def test_a_refused_case_is_told_with_its_problems_and_has_no_document(swept):
    done = swept(SODIUM, form="json", changes=BAD)

    assert (done.exit_code, done.stdout) == (exits.INVALID, "")
    assert "::/prescription/dialysate/calcium/unit:" in done.stderr
    assert "::/surprise:" in done.stderr


def test_a_plugin_that_fails_leaves_no_result(swept, monkeypatch):
    def fail(*_):
        from calciplug import PluginFault

        raise PluginFault("plugin.exception", "raised KeyError in calciplug_predict")

    monkeypatch.setattr("calciplug.Host.call", fail)
    done = swept(SODIUM, form="csv")

    assert (done.exit_code, done.stdout) == (exits.HELD, "")
    assert "kinetic_outlook raised KeyError in calciplug_predict, at dialysate.sodium = 134 mmol/L" in done.stderr
    assert "no result was written" in done.stderr


def test_an_interrupt_leaves_no_file_and_its_own_code(swept, monkeypatch, tmp_path):
    def press(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("calciplug.sweep._Run._call", press)
    done = swept(SODIUM, form="csv", more=["--output", str(tmp_path / "out.csv")])

    assert (done.exit_code, done.stdout) == (exits.INTERRUPTED, "")
    assert not (tmp_path / "out.csv").exists()


BRANCHING = '''"""Branches on a quantity."""
from calciplug import hookimpl

@hookimpl
def calciplug_predict(case):
    with case.rule("X-1") as rule:
        it = rule.need("dialysate.sodium")
        print("a plugin's talk is no result")
        rule.predict("it", after=it if it > it * 0 else it * 2)
'''


def test_a_plugin_of_a_folder_runs_if_trusted_and_its_slowness_is_explained(swept, tmp_path):
    folder = tmp_path / "theirs" / "branching"
    folder.mkdir(parents=True)
    predicts = {"it": {"title": "it", "kind": "sodium", "model": "sodium.session", "note": "A model."}}
    rule = {
        "sentence": "Predicts it.", "severities": [], "needs": [], "override": "nobody", "policy": True, "reasons": {},
        "predictions": predicts,
    }  # fmt: skip
    manifest = {
        "schema": "urn:calciplug:schema:plugin:1", "name": "branching", "version": "1.0.0", "api": "1",
        "summary": "Branches.", "modalities": ["HD"], "reads": ["dialysate.sodium"], "writes": [], "parameters": {},
        "rules": {"X-1": rule},
    }  # fmt: skip
    (folder / "plugin.json").write_text(json.dumps(manifest), encoding="utf-8")
    (folder / "__init__.py").write_text(BRANCHING, encoding="utf-8")
    words = ["--plugins-dir", str(folder.parent)]
    refused, done = (
        swept(SODIUM, form="json", more=words),
        swept(SODIUM, form="json", more=[*words, "--trust", "branching"]),
    )
    item = json.loads(done.stdout)["predictions"][0]

    assert refused.exit_code == exits.PLUGIN
    assert (item["plugin"], item["low"]) == ("branching", [134, 136, 138, 140])
    assert "branching branches on a quantity, so it was asked about one point at a time" in done.stderr


def test_a_missing_numpy_is_one_clear_line():
    code = "import sys\nsys.modules['numpy'] = None\nfrom calciplug.cli import main\nmain(sys.argv[1:])\n"
    done = subprocess.run(
        [sys.executable, "-c", code, "sweep", str(PATIENT), "--vary", SODIUM],
        capture_output=True, timeout=60, check=False, cwd=ROOT, text=True,
    )  # fmt: skip

    assert (done.returncode, done.stdout) == (exits.USAGE, "")
    assert "NumPy, which is not installed: pip install 'calciplug[kinetics]'; nothing was done" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("arguments", [["--help"], ["sweep", "--help"], ["predict", "--help"], ["sweep", "x"]])
def test_nothing_heavy_is_imported_for_help(arguments):
    code = (
        "import sys\n"
        "from calciplug.cli import main\n"
        "try:\n"
        "    main(sys.argv[1:])\n"
        "except SystemExit:\n"
        "    heavy = {'pint', 'jsonschema', 'pluggy', 'numpy'} & {name.split('.')[0] for name in sys.modules}\n"
        "    print(sorted(heavy), file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, timeout=60, check=False, cwd=ROOT
    )

    assert done.stderr.decode().splitlines()[-1] == "[]"


# --- progress -------------------------------------------------------------------------------------------------------


class Screen(io.StringIO):
    def __init__(self, *, seen):
        super().__init__()
        self.seen = seen

    def isatty(self):
        return self.seen


def shown(*, seen, seconds):
    """What a screen shows of work that is asked about at each of these seconds."""
    screen, times = Screen(seen=seen), iter([0.0, *seconds])
    progress = Progress(screen, lambda: next(times))
    for number in range(1, len(seconds) + 1):
        progress(number * 1_000, 10_000)
    progress.close()
    return screen.getvalue()


def test_long_work_says_how_far_it_is_and_takes_the_line_away():
    text = shown(seen=True, seconds=[0.5, 2.0, 2.1, 4.0])

    assert "2,000 of 10,000 points, 1,000 a second, 8 s left" in text
    assert "4,000 of 10,000 points, 1,000 a second, 6 s left" in text
    assert "3,000" not in text
    assert text.endswith("\r")
    assert "\n" not in text


@pytest.mark.parametrize(("seen", "seconds"), [(False, [2.0, 4.0]), (True, [0.1, 0.9])])
def test_nothing_is_said_where_nobody_looks_or_nothing_takes_long(seen, seconds):
    assert shown(seen=seen, seconds=seconds) == ""
