"""`--output`: a file that appears whole or not at all, and that replaces nothing unasked."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path

import pytest

from calciplug.cli import exits, output


@pytest.fixture
def target(tmp_path):
    return tmp_path / "out" / "result.json"


@pytest.fixture(autouse=True)
def _folder(target):
    target.parent.mkdir()


def names(target):
    return sorted(item.name for item in target.parent.iterdir())


def test_the_result_goes_into_the_file_and_the_talk_to_stderr(run, case, target):
    done = run("adjust", case(), "--format", "json", "--output", target)

    assert done.exit_code == 0
    assert done.stdout == ""
    assert f"wrote {target}" in done.stderr
    assert json.loads(target.read_bytes())["status"] == "unchanged"
    assert names(target) == ["result.json"]


def test_a_dash_is_stdout(run, case):
    assert run("adjust", case(), "--format", "json", "--output", "-").stdout.startswith("{")


def test_an_existing_file_is_kept(run, case, target):
    target.write_text("precious", encoding="utf-8")

    done = run("adjust", case(), "--output", target)

    assert done.exit_code == exits.USAGE
    assert "--force" in done.stderr
    assert target.read_text("utf-8") == "precious"


def test_force_replaces_it(run, case, target):
    target.write_text("precious", encoding="utf-8")

    assert run("adjust", case(), "--format", "json", "--output", target, "--force").exit_code == 0
    assert json.loads(target.read_bytes())["status"] == "unchanged"
    assert names(target) == ["result.json"]


@pytest.mark.parametrize("force", [[], ["--force"]])
def test_an_input_is_never_the_output(run, case, force):
    path = case()
    before = path.read_bytes()

    done = run("adjust", path, "--output", path, *force)

    assert done.exit_code == exits.USAGE
    assert path.read_bytes() == before


@pytest.mark.parametrize("force", [[], ["--force"]])
def test_what_is_no_regular_file_is_never_replaced(run, case, target, force):
    elsewhere = target.with_name("elsewhere")
    elsewhere.write_text("precious", encoding="utf-8")
    target.symlink_to(elsewhere)

    assert run("adjust", case(), "--output", target, *force).exit_code == exits.USAGE
    assert run("adjust", case(), "--output", "/dev/null", *force).exit_code == exits.USAGE
    assert target.is_symlink()
    assert elsewhere.read_text("utf-8") == "precious"


def test_a_folder_that_is_not_there_is_said(run, case, target):
    done = run("adjust", case(), "--output", target.parent / "none" / "result.json")

    assert done.exit_code == exits.UNWRITTEN
    assert "was not written" in done.stderr


def test_a_file_that_appears_meanwhile_is_kept(run, case, target, monkeypatch):
    """Between the first look and the last step another program may have written there."""
    monkeypatch.setattr("calciplug.cli.adjust.check_target", lambda *_, **__: None)
    target.write_text("precious", encoding="utf-8")

    done = run("adjust", case(), "--output", target)

    assert done.exit_code == exits.UNWRITTEN
    assert target.read_text("utf-8") == "precious"
    assert names(target) == ["result.json"]


@pytest.mark.parametrize(
    "error", [OSError(errno.ENOSPC, "No space left on device"), KeyboardInterrupt(), MemoryError()]
)
def test_an_error_half_way_leaves_the_old_file_and_no_other(target, error):
    target.write_text("precious", encoding="utf-8")

    with pytest.raises(type(error)), output.opened(target, force=True) as write:  # noqa: PT012
        write(b"half of ")
        raise error

    assert target.read_text("utf-8") == "precious"
    assert names(target) == ["result.json"]


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_step_that_fails_at_the_end_leaves_the_old_file_and_no_other(target, step, monkeypatch):
    target.write_text("precious", encoding="utf-8")

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os if step == "fsync" else Path, step, full)

    with pytest.raises(output.Unwritten), output.opened(target, force=True) as write:
        write(b"whole")

    assert target.read_text("utf-8") == "precious"
    assert names(target) == ["result.json"]


@pytest.mark.parametrize("stands", [False, True])
def test_a_file_system_without_links_is_served_as_well(target, monkeypatch, stands):
    def no_links(*_):
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(Path, "hardlink_to", no_links)
    if stands:
        target.write_text("precious", encoding="utf-8")
        with pytest.raises(output.Unwritten), output.opened(target, force=False) as write:
            write(b"whole")
    else:
        with output.opened(target, force=False) as write:
            write(b"whole")

    assert target.read_bytes() == (b"precious" if stands else b"whole")
    assert names(target) == ["result.json"]
