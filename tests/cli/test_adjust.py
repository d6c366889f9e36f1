"""`calciplug adjust`: results, exit codes, several inputs, and what is refused before any of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from calciplug import Host, adjust, adjust_document, shipped_protocol
from calciplug.cli import exits

ROOT = Path(__file__).resolve().parents[2]
LOWERED = {"/prescription/dialysate/sodium/value": 140}
HELD = {"/labs/sodium/0/value": 128}
BAD = {"/prescription/dialysate/calcium/unit": "meq", "/labs/potassium/0/value": "4,5", "/surprise": 1}
PATIENT = "Mrs Example, 62"


def documents(text):
    return [json.loads(line) for line in text.splitlines()]


def test_one_case_is_a_sheet_on_stdout_and_nothing_on_stderr(run, case):
    done = run("adjust", case(changes=LOWERED))

    assert done.exit_code == 0
    assert done.stderr == ""
    assert "140 mmol/L (140 mEq/L) → 137 mmol/L (137 mEq/L)" in done.stdout
    assert "calciplug proposes; a licensed prescriber decides." in done.stdout


def test_json_is_what_the_library_answers_to_the_byte(run, case):
    path = case(changes=LOWERED)

    done = run("adjust", path, "--format", "json")

    assert done.stdout_bytes == adjust_document(path.read_bytes(), Host.discover(), shipped_protocol())
    assert done.stderr == ""


def test_a_case_can_come_from_stdin(run, case):
    done = run("adjust", "-", "--format", "json", input=case(changes=LOWERED).read_bytes())

    assert documents(done.stdout)[0]["status"] == "adjusted"


def test_the_answers_keep_the_order_of_the_inputs_and_a_refused_one_stops_no_other(run, case):
    paths = [case("z.json", LOWERED), case("bad.json", BAD), case("held.json", HELD), case("a.json")]

    done = run("adjust", *paths, "--format", "json")

    assert [item["status"] for item in documents(done.stdout)] == ["adjusted", "rejected", "held", "unchanged"]
    assert done.exit_code == exits.INVALID
    assert "bad.json: refused, problems: 3" in done.stderr
    assert "4 cases: 1 adjusted, 1 held, 1 rejected, 1 unchanged" in done.stderr


def test_a_folder_is_its_json_files_by_name(run, case, tmp_path):
    case("folder/b.json", {"/case_id": "b"})
    case("folder/a.json", {"/case_id": "a"})
    case("folder/.hidden.json", {"/case_id": "hidden"})
    (tmp_path / "folder" / "notes.txt").write_text("not a case", encoding="utf-8")

    done = run("adjust", tmp_path / "folder", "--format", "json")

    assert [item["case_id"] for item in documents(done.stdout)] == ["a", "b"]


def test_sheets_of_several_cases_are_told_apart_by_name(run, case):
    done = run("adjust", case("one.json"), case("two.json"))

    assert done.stdout.index("one.json") < done.stdout.index("two.json")
    assert done.stdout.count("=" * 100) == 2


def test_every_problem_of_a_refused_case_is_named_with_place_and_mend(run, case):
    path = case(changes=BAD)

    done = run("adjust", path)

    assert done.exit_code == exits.INVALID
    assert "STOP" in done.stdout.splitlines()[0]
    unit = path.read_text("utf-8").splitlines()
    line = next(number for number, text in enumerate(unit, 1) if '"meq"' in text)
    assert f"{path}::/prescription/dialysate/calcium/unit:{line}:" in done.stdout
    assert "found meq; expected mmol/L, meq/L; did you mean 'meq/L'?" in done.stdout
    assert f"{path}::/labs/potassium/0/value:" in done.stdout
    assert f"{path}::/surprise:" in done.stdout


def test_a_refused_case_is_a_rejected_document_in_json(run, case):
    done = run("adjust", case(changes=BAD), "--format", "json")

    [document] = documents(done.stdout)
    assert done.exit_code == exits.INVALID
    assert document["status"] == "rejected"
    assert document["prescription"] is None
    assert len(document["problems"]) == 3


@pytest.mark.parametrize(
    ("changes", "more", "code"),
    [
        ({}, [], exits.DONE),
        ({}, ["--exit-code"], exits.DONE),
        (LOWERED, [], exits.DONE),
        (LOWERED, ["--exit-code"], exits.DIFFERENT),
        (HELD, ["--exit-code"], exits.HELD),
        (BAD, ["--exit-code"], exits.INVALID),
    ],
)
@pytest.mark.parametrize("form", ["text", "json"])
def test_the_exit_code_says_what_became_of_the_case(*, run, case, changes, more, code, form):
    assert run("adjust", case(changes=changes), "--format", form, *more).exit_code == code


@pytest.mark.parametrize(
    ("codes", "code"),
    [([], 0), ([0, 1], 1), ([1, 4, 0], 4), ([4, 3], 3), ([3, 5, 4], 5), ([5, 70, 3], 70)],
)
def test_of_several_codes_the_gravest_stands(codes, code):
    assert exits.worst(codes) == code


def test_a_plugin_that_fails_leaves_a_rejected_document_and_no_prescription(run, case, monkeypatch):
    monkeypatch.setattr(Host, "call", fail_as_a_plugin)

    done = run("adjust", case(), "--format", "json")

    [document] = documents(done.stdout)
    assert done.exit_code == exits.HELD
    assert (document["status"], document["prescription"]) == ("rejected", None)


def fail_as_a_plugin(*_):
    from calciplug import PluginFault

    raise PluginFault("plugin.exception", "raised KeyError in calciplug_guard")


@pytest.mark.parametrize("form", ["json", "text"])
def test_the_fast_lane_gives_the_same_bytes(run, form):
    """Of a case that is adjusted; which plugins run in it is on record."""
    words = ["adjust", ROOT / "fixtures" / "patients" / "P01.json", "--format", form]
    done = run(*words)

    assert done.exit_code in (exits.DONE, exits.HELD)
    assert run(*words, "--lane", "fast").stdout_bytes == done.stdout_bytes
    assert run(*words, "--lane", "slow").exit_code == exits.USAGE


def test_our_own_fault_is_answered_and_stops_no_other_case(run, case, monkeypatch):
    """The text of an error may hold patient data, so it is never shown."""
    real = adjust

    def sometimes(case, host, protocol, **how):
        if case.id == "secret":
            raise KeyError(PATIENT)
        return real(case, host, protocol, **how)

    monkeypatch.setattr("calciplug.engine.adjust", sometimes)
    paths = [case("one.json", {"/case_id": "secret"}), case("two.json")]

    done = run("adjust", *paths, "--format", "json")
    loud = run("adjust", *paths, "--debug")

    assert [item["status"] for item in documents(done.stdout)] == ["rejected", "unchanged"]
    assert (done.exit_code, loud.exit_code) == (exits.BUG, exits.BUG)
    assert "KeyError at test_adjust.py" in done.stderr
    assert "Traceback" not in done.stderr
    assert "most recent call last" not in done.stderr
    assert "most recent call last" in loud.stderr
    assert PATIENT not in done.output + loud.output


def test_our_own_fault_outside_any_case_ends_with_its_code(run, case, monkeypatch):
    def broken(*_):
        raise RuntimeError(PATIENT)

    monkeypatch.setattr("calciplug.cli.loading.load_host", broken)

    done = run("adjust", case())

    assert done.exit_code == exits.BUG
    assert done.stdout == ""
    assert "our fault: RuntimeError at test_adjust.py" in done.stderr
    assert PATIENT not in done.output


# --- refused before any case is read --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["adjust"], "Missing argument"),
        (["adjust", "no-such.json"], "no file 'no-such.json'"),
        (["adjust", "-", "-"], "twice"),
        (["adjust", "-", "--format", "json", "--format", "text"], "--format was given 2 times"),
        (["adjust", "-", "--protocol", "cautious", "--protocol", "urena-2025"], "--protocol was given 2 times"),
        (["adjust", "-", "--output", "a", "--output", "b"], "--output was given 2 times"),
        (["adjust", "-", "--color", "never", "--color", "always"], "--color was given 2 times"),
        (["adjust", "-", "--format", "JSON"], "'JSON' is not one of"),
        (["adjust", "-", "--protocol", "cautios"], "did you mean 'cautious'?"),
        (["adjust", "-", "--plugins-dir", "no-such-folder"], "no-such-folder"),
        (["adjsut"], "did you mean 'adjust'?"),
        (["--colour"], "No such option"),
    ],
)
def test_a_wrong_command_line_is_usage_and_prints_no_result(run, arguments, said):
    done = run(*arguments, input="{}")

    assert done.exit_code == exits.USAGE
    assert done.stdout == ""
    assert said in done.stderr


def test_a_folder_without_cases_is_usage(run, tmp_path):
    assert run("adjust", tmp_path).exit_code == exits.USAGE


def test_the_environment_sets_nothing_clinical(run, case, monkeypatch):
    path = case()
    before = run("adjust", path, "--format", "json").stdout
    for name in ("PROTOCOL", "ADJUST_PROTOCOL", "TRUST", "ADJUST_TRUST", "PLUGINS_DIR", "ADJUST_FORMAT"):
        monkeypatch.setenv(f"CALCIPLUG_{name}", "nonsense")

    assert run("adjust", path, "--format", "json").stdout == before


def test_a_shipped_protocol_is_named(run, case):
    """With one plugin of nine, a protocol that moves the others does not fit; the default one moves nothing."""
    done = run("adjust", case(), "--protocol", "cautious", "--format", "json")

    assert documents(done.stdout)[0]["protocol"]["name"] == "cautious"


def protocol(tmp_path, **more):
    path = tmp_path / "protocol.json"
    row = {"schema": "urn:calciplug:schema:protocol:1", "name": "ours", "version": "1.0.0", "summary": "Ours.", **more}
    path.write_text(json.dumps(row, indent=1), encoding="utf-8")
    return path


def test_a_protocol_file_moves_a_parameter_and_the_sheet_says_so(run, case, tmp_path):
    path = protocol(tmp_path, parameters={"dialysate_sodium": {"largest_step": {"value": 1, "unit": "mmol/L"}}})

    done = run("adjust", case(changes=LOWERED), "--protocol", path)

    assert "140 mmol/L (140 mEq/L) → 139 mmol/L (139 mEq/L)" in done.stdout
    assert "PARAMETERS MOVED BY THE PROTOCOL   ours" in done.stdout
    assert "dialysate_sodium.largest_step" in done.stdout


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"parameters": {"dialysate_sodium": {"largest_step": {"value": 9, "unit": "mmol/L"}}}}, "outside"),
        ({"parameters": {"dialysate_sodium": {"largest_stp": {"value": 1}}}}, "largest_stp"),
        ({"parameters": {"nobody": {}}}, "nobody"),
        ({"disabled": ["dialysate_sodium"]}, "never switches a block off"),
        ({"colour": "red", "version": 1}, "protocol.json::/colour:"),
    ],
)
def test_a_protocol_that_does_not_fit_is_invalid_and_no_case_is_evaluated(run, case, tmp_path, more, said):
    done = run("adjust", case(), "--protocol", protocol(tmp_path, **more))

    assert done.exit_code == exits.INVALID
    assert done.stdout == ""
    assert said in done.stderr


def test_a_protocol_that_is_no_regular_file_is_invalid(run, case):
    done = run("adjust", case(), "--protocol", "/dev/zero")

    assert done.exit_code == exits.INVALID
    assert "not a regular file" in done.stderr


# --- plugins --------------------------------------------------------------------------------------------------------


@pytest.fixture
def foreign(tmp_path):
    """A folder with one plugin that is not ours; importing it leaves a mark."""
    folder = tmp_path / "theirs" / "bystander"
    folder.mkdir(parents=True)
    manifest = {
        "schema": "urn:calciplug:schema:plugin:1", "name": "bystander", "version": "1.0.0", "api": "1",
        "summary": "Says that it was there.", "modalities": ["HD"], "reads": [], "writes": [], "parameters": {},
        "rules": {
            "X-1": {
                "sentence": "Always says so.", "severities": ["info"], "needs": [], "override": "nobody",
                "policy": True,
                "reasons": {"here": {"summary": "a bystander was here", "detail": "A bystander was here."}},
            }
        },
    }  # fmt: skip
    (folder / "plugin.json").write_text(json.dumps(manifest), encoding="utf-8")
    (folder / "__init__.py").write_text(
        '"""A bystander."""\n'
        "from pathlib import Path\n"
        "from calciplug import hookimpl\n"
        "Path(__file__).with_name('imported').touch()\n"
        "@hookimpl\n"
        "def calciplug_review(case):\n"
        "    with case.rule('X-1') as rule:\n"
        "        rule.info(None, 'here')\n",
        encoding="utf-8",
    )
    return folder.parent


def test_a_plugin_that_is_not_ours_is_refused_and_not_imported(run, case, foreign):
    done = run("adjust", case(), "--plugins-dir", foreign)

    assert done.exit_code == exits.PLUGIN
    assert done.stdout == ""
    assert "--trust bystander" in done.stderr
    assert not (foreign / "bystander" / "imported").exists()


def test_a_plugin_that_is_trusted_by_name_runs(run, case, foreign):
    done = run("adjust", case(), "--plugins-dir", foreign, "--trust", "bystander")

    assert done.exit_code == exits.DONE
    assert "a bystander was here" in done.stdout


def test_trust_in_a_plugin_that_is_not_there_is_refused(run, case):
    done = run("adjust", case(), "--trust", "nobody")

    assert done.exit_code == exits.PLUGIN
    assert "nobody" in done.stderr


def test_a_folder_of_plugins_that_cannot_be_read_is_refused(run, case, foreign, monkeypatch):
    def shut(*_):
        raise PermissionError(13, "Permission denied", str(foreign))

    for place in ("calciplug.host.in_folder", "calciplug.host.host.in_folder"):
        monkeypatch.setattr(place, shut)

    for arguments in (["adjust", case()], ["plugins", "list"]):
        done = run(*arguments, "--plugins-dir", foreign)
        assert done.exit_code == exits.PLUGIN
        assert "Permission denied" in done.stderr


def test_a_plugin_with_a_broken_manifest_is_refused(run, case, foreign):
    (foreign / "bystander" / "plugin.json").write_text('{"name": "bystander"}', encoding="utf-8")

    assert run("adjust", case(), "--plugins-dir", foreign, "--trust", "bystander").exit_code == exits.PLUGIN


def test_brief_is_one_page_of_the_same_outcome(run, case):
    path = case(changes=LOWERED)

    short, whole = run("adjust", path, "--brief"), run("adjust", path)

    assert (short.exit_code, short.stderr) == (0, "")
    assert "140 mmol/L (140 mEq/L) → 137 mmol/L (137 mEq/L)" in " ".join(short.stdout.split())
    assert short.stdout.splitlines()[-1].split()[-1] == whole.stdout.splitlines()[-1].split()[-1]
    assert 3 * len(short.stdout) < len(whole.stdout)


def test_a_document_is_never_brief(run, case):
    done = run("adjust", case(), "--brief", "--format", "json")

    assert (done.exit_code, done.stdout) == (exits.USAGE, "")
    assert "a document is always whole" in done.stderr
