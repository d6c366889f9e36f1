"""Which bytes are read, and which never are."""

from __future__ import annotations

import json
import os

import pytest

from calciplug.cli import exits
from calciplug.codec import MAX_BYTES


def only(done):
    return json.loads(done.stdout)["problems"][0]


def test_a_pipe_with_a_name_is_refused_and_does_not_block(run, tmp_path):
    path = tmp_path / "pipe.json"
    os.mkfifo(path)

    done = run("adjust", path, "--format", "json")

    assert done.exit_code == exits.INVALID
    assert only(done)["code"] == "input.not_regular"


def test_a_device_is_refused(run):
    assert only(run("adjust", "/dev/zero", "--format", "json"))["code"] == "input.not_regular"


def test_a_link_to_a_file_is_a_file(run, case, tmp_path):
    link = tmp_path / "link.json"
    link.symlink_to(case())

    assert run("adjust", link).exit_code == exits.DONE


def test_a_large_file_is_refused_unread(run, tmp_path):
    path = tmp_path / "large.json"
    with path.open("wb") as file:
        file.truncate(10 * 1024**4)

    done = run("adjust", path, "--format", "json")

    assert only(done)["code"] == "json.size"
    assert json.loads(done.stdout)["input_hash"] == ""


def test_stdin_is_read_up_to_the_limit(run):
    assert only(run("adjust", "-", "--format", "json", input=b" " * (MAX_BYTES + 1)))["code"] == "json.size"


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf{}", b"\xff\xfe{\x00", b"{\x00}", b"\x00", b"[" * 100_000])
def test_bytes_that_are_no_case_are_answered_not_raised(run, data):
    done = run("adjust", "-", "--format", "json", input=data)

    assert done.exit_code == exits.INVALID
    assert json.loads(done.stdout)["status"] == "rejected"


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read everything")
def test_a_file_that_may_not_be_read_stops_no_other(run, case):
    shut = case("shut.json")
    shut.chmod(0)

    done = run("adjust", shut, case("open.json"), "--format", "json")

    assert [json.loads(line)["status"] for line in done.stdout.splitlines()] == ["rejected", "unchanged"]


def test_a_file_that_vanishes_stops_no_other(run, case, monkeypatch):
    gone, there = case("gone.json"), case("there.json")
    real = os.open

    def opened(path, *rest, **more):
        if str(path) == str(gone):
            raise FileNotFoundError(2, "No such file or directory", str(path))
        return real(path, *rest, **more)

    monkeypatch.setattr(os, "open", opened)

    done = run("adjust", gone, there, "--format", "json")

    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["status"] for row in rows] == ["rejected", "unchanged"]
    assert rows[0]["problems"][0]["code"] == "input.unreadable"


def test_a_file_that_grows_while_it_is_read_is_refused(run, case, monkeypatch):
    class Small:
        st_mode = 0o100644
        st_size = 1

    path = case()
    path.write_bytes(b" " * (MAX_BYTES + 1))
    monkeypatch.setattr(os, "fstat", lambda _: Small)

    assert only(run("adjust", path, "--format", "json"))["code"] == "json.size"


def test_a_name_that_a_terminal_would_act_on_is_shown_without_it(run, tmp_path):
    path = tmp_path / "bad\x1b[2J\r.json"
    path.write_text("{}", encoding="utf-8")

    done = run("adjust", path, path)

    assert "\x1b" not in done.output
    assert "\r" not in done.output
