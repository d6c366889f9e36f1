"""`calciplug explain`: every identifier that a sheet prints, out of manifests and evidence alone."""

from __future__ import annotations

import json
import sys

import pytest

from calciplug import evidence
from calciplug.cli import exits
from calciplug.cli.own_rules import OWN_RULES


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
        ("C-1", "dispute"),
        ("arramreddy-2012", "source"),
        ("E-1", "erratum"),
        ("A-10", "statement"),
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


def test_a_dispute_shows_every_side_with_its_sources(run):
    own = evidence.dispute("C-1")
    text = run("explain", "C-1").stdout

    for side in own.sides:
        assert side.claim[:40] in text
        assert all(f"{name}: " in text for name in side.sources)
    assert "Meanwhile:" in text


def test_every_identifier_of_the_evidence_has_a_text(run):
    for name in [*evidence.sources(), *evidence.disputes(), *evidence.errata(), *evidence.statements(), *OWN_RULES]:
        done = run("explain", name)
        assert done.exit_code == 0, name
        assert all(len(line) <= 100 and line == line.rstrip() for line in done.stdout.splitlines()), name


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
