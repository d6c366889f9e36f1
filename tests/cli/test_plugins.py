"""`calciplug plugins`: what is there, whether it would run, and where it stands in the data flow."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from calciplug.cli import exits

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def theirs(tmp_path):
    """Write a plugin folder of manifests alone: listing must need no more."""

    def write(name, **more):
        folder = tmp_path / "theirs" / name
        folder.mkdir(parents=True)
        manifest = {
            "schema": "urn:calciplug:schema:plugin:1", "name": name, "version": "1.0.0", "api": "1",
            "summary": "A stub.", "modalities": ["HD"], "reads": [], "writes": [], "parameters": {},
            "rules": {
                "X-1": {
                    "sentence": "Nothing.", "severities": ["info"], "needs": [], "override": "nobody", "policy": True,
                    "reasons": {"here": {"summary": "here", "detail": "Here."}},
                }
            },
            **more,
        }  # fmt: skip
        (folder / "plugin.json").write_text(json.dumps(manifest), encoding="utf-8")
        return folder.parent

    return write


def rows(done):
    return {row["name"]: row for row in map(json.loads, done.stdout.splitlines())}


def test_the_list_names_version_origin_and_layer(run):
    done = run("plugins", "list")

    assert done.exit_code == 0
    assert "OK    dialysate_sodium 0.1.0 (calciplug 0); layer 1 of 1" in done.stdout


def test_a_plugin_that_would_not_run_is_listed_with_the_reason(run, theirs):
    theirs("stranger")
    theirs("from_the_future", api="9")
    folder = theirs("faulty", writes=["labs.sodium"])

    done = run("plugins", "list", "--plugins-dir", folder, "--trust", "faulty", "--format", "json")

    found = rows(done)
    assert done.exit_code == 0
    assert found["dialysate_sodium"]["runs"] is True
    assert "--trust stranger" in found["stranger"]["why_not"]
    assert "host interface 9" in found["from_the_future"]["why_not"]
    assert "no stored path" in found["faulty"]["why_not"]
    assert "STOP" in run("plugins", "list", "--plugins-dir", folder).stdout


def test_two_plugins_of_one_name_are_both_refused(run, theirs):
    done = run("plugins", "list", "--plugins-dir", theirs("dialysate_sodium"), "--trust", "dialysate_sodium")

    assert done.stdout.count("two plugins have this name") == 2


def test_show_names_the_layers_before_and_after(run, theirs):
    theirs("first", writes=["thiosulfate.dose"])
    folder = theirs("last", reads=["dialysate.sodium"], writes=["dialysate.calcium"])
    trust = ["--plugins-dir", folder, "--trust", "first", "--trust", "last"]

    done = run("plugins", "show", "dialysate_sodium", *trust)
    [row] = rows(run("plugins", "show", "dialysate_sodium", *trust, "--format", "json")).values()

    assert (row["layer"], row["layers"], row["before"], row["after"]) == (2, 3, [["first"]], [["last"]])
    lines = [line.split() for line in done.stdout.splitlines()]
    assert ["before", "first"] in lines
    assert ["this", "layer", "2", "of", "3"] in lines
    assert ["after", "last"] in lines


def test_a_plugin_that_shares_a_path_stands_beside(run, theirs):
    folder = theirs("other", writes=["dialysate.sodium"])

    done = run("plugins", "show", "other", "--plugins-dir", folder, "--trust", "other")

    assert ["beside", "dialysate_sodium"] in [line.split() for line in done.stdout.splitlines()]


def test_a_plugin_that_is_not_trusted_can_be_shown(run, theirs):
    done = run("plugins", "show", "stranger", "--plugins-dir", theirs("stranger"))

    assert done.exit_code == 0
    assert "not trusted by name" in done.stdout


def test_a_plugin_that_writes_nothing_says_so(run, theirs):
    done = run("plugins", "show", "stub", "--plugins-dir", theirs("stub"), "--trust", "stub")

    assert "It writes nothing" in done.stdout


def test_an_unknown_plugin_is_answered_with_the_nearest(run):
    done = run("plugins", "show", "dialysate_sodum")

    assert done.exit_code == exits.USAGE
    assert "did you mean 'dialysate_sodium'?" in done.stderr


def test_a_circle_is_refused_by_name(run, theirs):
    folder = theirs("circle", reads=["dialysate.sodium"], writes=["thiosulfate.dose"])

    done = run("plugins", "list", "--plugins-dir", folder, "--trust", "circle")

    assert done.exit_code == exits.PLUGIN
    assert "circle → dialysate_sodium → circle" in done.stderr or "dialysate_sodium → circle" in done.stderr


def test_a_manifest_cannot_act_on_the_terminal(run, theirs):
    folder = theirs("loud", summary="red \u001b[31m alarm")

    done = run("plugins", "list", "--plugins-dir", folder)

    assert "\x1b" not in done.output


def test_names_are_completed():
    from calciplug.cli.plugins import show

    context = show.make_context("show", ["x"])
    argument = next(item for item in show.params if item.name == "name")

    assert [item.value for item in argument.shell_complete(context, "dialysate_s")] == ["dialysate_sodium"]
