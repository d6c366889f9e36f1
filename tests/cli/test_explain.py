"""`calciplug explain`: rules, plugins, parameters and models, out of manifests alone."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from calciplug import evidence
from calciplug.cli import exits
from calciplug.cli.own_rules import OWN_RULES

ROOT = Path(__file__).resolve().parents[2]


def explained(run, name):
    done = run("explain", name, "--format", "json")
    assert done.exit_code == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("N-1", "rule"),
        ("U-10", "rule"),
        ("host.unusual", "rule"),
        ("dialysate_sodium", "plugin"),
        ("largest_step", "parameter"),
        ("dialysate_sodium.largest_step", "parameter"),
        ("urea.two-pool-week", "model"),
    ],
)
def test_each_kind_of_identifier_is_found(run, name, kind):
    [row] = explained(run, name)
    done = run("explain", name)

    assert row["kind"] == kind
    assert done.exit_code == 0
    assert kind in done.stdout.splitlines()[0]


def test_a_rule_says_what_it_needs_and_rests_on(run):
    text = run("explain", "N-1").stdout

    assert "serum sodium before dialysis (labs.sodium). Without it: dialysate sodium is not lowered." in text
    assert "largest_step = 3 mmol/L (3 mEq/L)" in text
    assert "a protocol may set it from 1 mmol/L (1 mEq/L) to 3 mmol/L (3 mEq/L)" in text
    assert "systolic pressure <pressure> is below 100 mmHg" in text
    assert "policy: a number or a decision in it is local" in text
    assert evidence.cite("arramreddy-2012")[:40] in text
    assert "C-25" in text


def test_a_parameter_says_value_range_and_trust(run):
    [row] = explained(run, "largest_step")

    assert row["value"] == "3 mmol/L (3 mEq/L)"
    assert (row["minimum"], row["maximum"]) == ("1 mmol/L (1 mEq/L)", "3 mmol/L (3 mEq/L)")
    assert row["sources"][0]["citation"] == evidence.cite("arramreddy-2012")


def test_a_parameter_keeps_the_unit_that_its_manifest_writes(run):
    assert explained(run, "mean_within")[0]["value"] == "3 months (91.31 days)"


def test_a_rule_says_of_what_designs_it_is(run):
    [row] = explained(run, "N-1")

    assert row["grade"] == evidence.grade(["arramreddy-2012", "resolve-isrctn25527914"], policy=True)
    assert f"Rests on  {row['grade']}." in run("explain", "N-1").stdout


def test_a_rule_shows_its_figures_whole(run):
    folder = ROOT / "plugins"
    text = " ".join(run("explain", "D-5", "--plugins-dir", folder).stdout.split())
    [row] = [json.loads(run("explain", "D-5", "--plugins-dir", folder, "--format", "json").stdout)]

    assert row["figures"] == {"pun-2013-gradient": evidence.told("pun-2013-gradient")}
    assert evidence.told("pun-2013-gradient") in text


def test_a_check_of_calciplugs_own_shows_what_it_rests_on(run):
    [row] = explained(run, "U-9")

    assert [item["id"] for item in row["sources"]] == ["sodium-nitrite-incidents"]
    assert "sodium-nitrite-incidents: " in run("explain", "U-9").stdout


def test_every_identifier_of_calciplugs_own_has_a_text(run):
    for name in OWN_RULES:
        done = run("explain", name)
        assert done.exit_code == 0, name
        assert all(len(line) <= 100 and line == line.rstrip() for line in done.stdout.splitlines()), name


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("C-1", "dispute"),
        ("arramreddy-2012", "source"),
        ("E-1", "erratum"),
        ("ip-published-patients", "statement"),
        ("pun-2013-gradient", "figure"),
    ],
)
def test_evidence_is_shown_elsewhere(run, name, kind):
    done = run("explain", name)

    assert done.exit_code == exits.USAGE
    assert done.stdout == ""
    assert f"{name!r} stands in the evidence ({kind}): calciplug evidence show {name}" in done.stderr


def test_a_rule_that_shares_its_id_with_a_dispute_is_explained(run):
    done = run("explain", "C-19", "--plugins-dir", ROOT / "plugins")

    assert done.exit_code == 0
    assert done.stdout.startswith("C-19   rule of session_schedule")
    assert "both sides: calciplug evidence show ID" in done.stdout


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("N-11", "N-1"), ("n-1", "N-1"), ("dialysate_sodum", "dialysate_sodium"), ("arramredy-2012", "arramreddy-2012")],
)
def test_a_misspelt_identifier_is_answered_with_the_nearest(run, typed, meant):
    done = run("explain", typed)

    assert done.exit_code == exits.USAGE
    assert done.stdout == ""
    assert f"did you mean {meant!r}?" in done.stderr


def test_no_plugin_is_imported(run, monkeypatch):
    monkeypatch.delitem(sys.modules, "calciplug.plugins.dialysate_sodium", raising=False)

    for arguments in (["explain", "N-1"], ["plugins", "list"], ["plugins", "show", "dialysate_sodium"]):
        assert run(*arguments).exit_code == 0

    assert "calciplug.plugins.dialysate_sodium" not in sys.modules


def test_identifiers_are_completed(run):
    from calciplug.cli.explain import explain

    context = explain.make_context("explain", ["N-1"])
    argument = next(item for item in explain.params if item.name == "name")

    assert "N-1" in [item.value for item in argument.shell_complete(context, "N-")]
