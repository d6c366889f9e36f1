"""`calciplug check`: every problem at once, or what was understood; no rule runs."""

from __future__ import annotations

import json

from calciplug import Host
from calciplug.cli import exits

BAD = {"/prescription/dialysate/calcium/unit": "meq", "/labs/potassium/0/value": "4,5"}


def test_a_sound_case_is_echoed_as_it_was_understood(run, case, monkeypatch):
    monkeypatch.delattr(Host, "discover")

    done = run(
        "check",
        case(
            changes={"/labs/calcium_ionised/0": {"value": 4.8, "unit": "mg/dL", "taken": "2026-01-11T06:30:00+01:00"}}
        ),
    )

    assert done.exit_code == exits.DONE
    assert done.stdout.startswith("OK ")
    assert "nothing was evaluated" in done.stdout
    assert "ionised calcium" in done.stdout
    assert "1.2 mmol/L (4.8 mg/dL)" in done.stdout
    assert "24 h old" in done.stdout


def test_a_refused_case_shows_all_problems_and_no_echo(run, case):
    path = case(changes=BAD)

    done = run("check", path)

    assert done.exit_code == exits.INVALID
    assert done.stdout.startswith(f"STOP     {path}: 2 problems")
    assert done.stdout.count(f"{path}::/") == 2
    assert "UNDERSTOOD" not in done.stdout


def test_json_is_one_answer_a_line_in_order(run, case):
    done = run("check", case("bad.json", BAD), case("good.json"), "--format", "json")

    bad, good = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.exit_code == exits.INVALID
    assert (bad["sound"], good["sound"]) == (False, True)
    assert (bad["case_id"], good["case_id"]) == (None, "base-hd")
    assert [item["pointer"] for item in bad["problems"]] == [
        "/labs/potassium/0/value",
        "/prescription/dialysate/calcium/unit",
    ]
    assert good["problems"] == []
    assert good["input_hash"].startswith("sha256:")


def test_our_own_fault_is_said(run, case, monkeypatch):
    def broken(_):
        raise KeyError("secret")

    monkeypatch.setattr("calciplug.codec.read_case", broken)

    done = run("check", case())

    assert done.exit_code == exits.BUG
    assert "secret" not in done.output
