"""`calciplug why-not`: why rules said nothing, and what to fetch."""

from __future__ import annotations

import json
from pathlib import Path

import attrs
import pytest

from calciplug import CalciplugError, Host, read_case, shipped_protocol, why_not, write_why_not
from calciplug.cli import exits
from calciplug.codec.schema import check
from calciplug.host import in_folder

ROOT = Path(__file__).resolve().parents[2]
OLD = {"/labs/sodium": [{"value": 138, "unit": "mmol/L", "taken": "2025-11-20T06:30:00+01:00"}]}
PLUGINS = ("dialysate_sodium", "thiosulfate_safety")


@pytest.fixture(autouse=True)
def _two_plugins(monkeypatch):
    """Two plugins, so that one value can be wanted by several."""
    found = tuple(
        attrs.evolve(item, first_party=True, distribution="calciplug 0")
        for item in in_folder(ROOT / "plugins")
        if item.manifest.name in PLUGINS
    )
    monkeypatch.setattr("calciplug.host.installed", lambda: found)
    monkeypatch.setattr("calciplug.host.host.installed", lambda: found)


def without(path, *pointers):
    """*path* with what stands at each pointer taken away."""
    document = json.loads(path.read_text("utf-8"))
    for pointer in pointers:
        node = document
        *parents, last = pointer.split("/")[1:]
        for step in parents:
            node = node[step]
        del node[last]
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def document(done):
    [line] = done.stdout.splitlines()
    found = json.loads(line)
    assert check("why-not", found) == []
    return found


def test_every_rule_that_waits_stands_under_its_value(run, case):
    """The silences of the outcome that are for want of something, each once, by value."""
    path = without(case(), "/labs/sodium", "/patient/height")
    found = document(run("why-not", path, "--format", "json"))
    outcome = json.loads(run("adjust", path, "--format", "json").stdout)
    told = {
        (item.get("path"), own["plugin"], own["rule"], own["cause"], own.get("part"))
        for item in found["wanted"]
        for own in item["waiting"]
    }

    assert told == {
        (item.get("path"), item["plugin"], item["rule"], item["cause"], item.get("part"))
        for item in outcome["silent"]
        if item["cause"] not in ("not-triggered", "modality")
    }
    ranks = [
        ("prescribed" in item, -len({(own["plugin"], own["rule"]) for own in item["waiting"]}))
        for item in found["wanted"]
        if "path" in item
    ]
    assert ranks == sorted(ranks)
    assert found["input_hash"] == outcome["input_hash"]


def test_what_to_fetch_is_ready_for_a_program(run, case):
    """Path, LOINC code, units, the strictest limit of age and the rules, all as the declarations have them."""
    found = document(run("why-not", without(case(), "/labs/sodium", "/patient/height"), "--format", "json"))
    fetch = {item["path"]: item for item in found["fetch"]}

    assert fetch["labs.sodium"] == {
        "path": "labs.sodium",
        "title": "serum sodium before dialysis",
        "loinc": "2951-2",
        "units": ["mmol/L", "meq/L"],
        "max_age_minutes": 7 * 24 * 60,
        "rules": fetch["labs.sodium"]["rules"],
    }
    assert {"N-1", "S-10"} <= set(fetch["labs.sodium"]["rules"])
    assert "max_age_minutes" not in fetch["patient.height"]


def test_an_old_value_is_shown_with_its_age(run, case):
    """And it is what to fetch again."""
    path = case(changes=OLD)
    text, found = run("why-not", path).stdout, document(run("why-not", path, "--format", "json"))
    [sodium] = [item for item in found["wanted"] if item.get("path") == "labs.sodium"]

    assert sodium["value"]["stale"]
    assert sodium["value"]["age_minutes"] > 50 * 24 * 60
    assert "Found: 138 mmol/L (138 mEq/L), 53 days old, TOO OLD." in text
    assert "Send: LOINC 2951-2; in mmol/L or meq/L; at most 7 days old." in text
    assert "labs.sodium" in [item["path"] for item in found["fetch"]]


def test_what_is_not_prescribed_is_marked_and_stands_after_the_facts(run, case):
    """Rules that wait for a dose are no reason to give one."""
    path = without(case(), "/labs/sodium", "/prescription/thiosulfate")
    found, text = document(run("why-not", path, "--format", "json")), run("why-not", path).stdout
    marked = {item["path"]: item.get("prescribed", False) for item in found["fetch"]}

    assert marked["thiosulfate.dose"] is True
    assert marked["labs.sodium"] is False
    assert list(marked.values()) == sorted(marked.values())
    assert text.index("WANTED OF THE PATIENT") < text.index("WANTED OF THE PRESCRIPTION")
    assert "nothing asks to prescribe it" in text
    assert "If it is prescribed, send: in g/{session}; as pentahydrate or anhydrous." in text


def test_what_is_withheld_is_wanted_and_not_fetched(run, case):
    """No fetch brings back what a rule withheld."""
    found = document(run("why-not", case(changes={"/labs/sodium/0/value": 124}), "--format", "json"))
    withheld = [item for item in found["wanted"] if {own["cause"] for own in item["waiting"]} == {"withheld"}]

    assert withheld
    assert not {item["path"] for item in withheld} & {item["path"] for item in found["fetch"]}


def test_the_absence_of_the_manifest_is_told(run, case):
    """In its own words, for each rule."""
    manifest = json.loads((ROOT / "plugins" / "dialysate_sodium" / "plugin.json").read_text("utf-8"))
    [absence] = [own["absence"] for own in manifest["rules"]["N-1"]["needs"] if own["path"] == "labs.sodium"]
    text = run("why-not", without(case(), "/labs/sodium")).stdout

    assert f"Without it: {absence}." in " ".join(text.split())


@pytest.mark.parametrize(
    ("changes", "removed", "story"),
    [
        ({}, ["/labs/sodium"], ("missing", "silent: a value is missing")),
        (OLD, [], ("stale", "silent: a value is too old")),
        ({"/order/modality": "CAPD"}, [], ("modality", "not for this modality")),
        ({"/labs/sodium/0/value": 124}, [], ("withheld", "withheld today")),
    ],
)
def test_the_whole_story_of_one_rule(run, case, changes, removed, story):
    """What it needs, what the case holds of that, and how it was silent or spoke."""
    path = without(case(changes=changes), *removed)
    done = run("why-not", path, "N-1")
    [rule] = document(run("why-not", path, "N-1", "--format", "json"))["rules"]

    assert (rule["plugin"], rule["rule"]) == ("dialysate_sodium", "N-1")
    assert rule["story"] == story[0]
    assert story[1] in done.stdout
    assert [item["path"] for item in rule["needs"]][:1] == ["labs.sodium"]
    assert ("value" in rule["needs"][0]) is (removed == [])


def test_a_rule_that_spoke_is_told_with_what_it_did(run, case):
    """Its findings and changes, as the outcome has them."""
    path = case(changes={"/prescription/dialysate/sodium/value": 142})
    [rule] = document(run("why-not", path, "N-1", "--format", "json"))["rules"]
    outcome = json.loads(run("adjust", path, "--format", "json").stdout)

    assert rule["story"] == "spoke"
    assert rule["findings"] == [item for item in outcome["findings"] if item["code"] == "N-1"]
    assert rule["changes"] == [item for item in outcome["changes"] if item.get("rule") == "N-1"]
    assert "it spoke" in run("why-not", path, "N-1").stdout


def test_an_unknown_rule_is_a_usage_error_with_the_nearest(run, case):
    """Before any case is read."""
    done = run("why-not", case(), "N-11", "zzz")

    assert (done.exit_code, done.stdout) == (exits.USAGE, "")
    assert "no rule is called 'N-11' (did you mean 'N-1'?)" in done.stderr
    assert "no rule is called 'zzz'" in done.stderr


def test_a_refused_case_is_answered_as_by_adjust(run, case):
    """With its problems and its code; the document has them too."""
    path = case(changes={"/labs/sodium/0/unit": "meq"})
    text, done = run("why-not", path), run("why-not", path, "--format", "json")
    found = document(done)

    assert text.exit_code == done.exit_code == exits.INVALID
    assert text.stdout == run("adjust", path).stdout
    assert (found["status"], found["wanted"], found["fetch"]) == ("rejected", [], [])
    assert [item["pointer"] for item in found["problems"]] == ["/labs/sodium/0/unit"]
    assert "no rule was asked" in done.stderr


def test_a_plugin_that_fails_is_named(run, case, monkeypatch):
    """The case was not evaluated, and that is no silence."""

    def fail(*_):
        from calciplug import PluginFault

        raise PluginFault("plugin.exception", "raised KeyError in calciplug_guard")

    monkeypatch.setattr(Host, "call", fail)
    done = run("why-not", case(), "N-1", "--format", "json")
    found = document(done)

    assert done.exit_code == exits.HELD
    assert "raised KeyError" in found["problems"][0]["message"]
    assert found["rules"][0]["story"] == "rejected"


def test_the_library_gives_the_same_bytes(run, case):
    """`why_not` and `write_why_not` are the command."""
    path = case(changes=OLD)
    found = why_not(read_case(path.read_bytes()), Host.discover(), shipped_protocol(), ["N-1"])

    assert write_why_not(found).decode("utf-8") == run("why-not", path, "N-1", "--format", "json").stdout


def test_one_rule_is_not_a_sequence_of_its_letters(case):
    """A text in the place of several ids is one id."""
    own, host, protocol = read_case(case().read_bytes()), Host.discover(), shipped_protocol()

    assert [story.rule for story in why_not(own, host, protocol, "N-1").stories] == ["N-1"]
    with pytest.raises(CalciplugError, match="no rule is called 'N-99'"):
        why_not(own, host, protocol, "N-99")


def test_the_code_is_that_of_adjust(run, case):
    """A held case stays held."""
    path = case(changes={"/labs/sodium/0/value": 124})

    assert run("why-not", path).exit_code == run("adjust", path).exit_code == exits.HELD
