"""The command as a process: streams, signals, colour, and what is imported before it is needed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
COMMAND = [sys.executable, "-m", "calciplug"]
PATIENT = str(ROOT / "fixtures" / "bases" / "hd.json")


def process(*arguments, environment=None, through=None, **more):
    kept = {key: value for key, value in os.environ.items() if key not in ("NO_COLOR", "FORCE_COLOR", "TERM")}
    line = [*COMMAND, *map(str, arguments)]
    if through is not None:
        line = ["bash", "-c", through, "bash", *line]
    return subprocess.run(
        line, capture_output=True, env=kept | (environment or {}), timeout=60, check=False, cwd=ROOT, **more
    )


def test_the_result_of_a_process_is_utf_8_whatever_the_locale():
    done = process("adjust", PATIENT, environment={"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"})

    assert done.returncode in (0, 4), done.stderr
    assert "calciplug proposes" in done.stdout.decode("utf-8")


@pytest.mark.parametrize(
    "arguments", [["adjust", PATIENT], ["adjust", PATIENT, "--format", "json"], ["--help"], ["units"]]
)
def test_a_closed_stdout_is_no_success(arguments):
    done = process(*arguments, through='"$@" >&-')

    assert done.returncode == 74
    assert b"stdout is closed" in done.stderr
    assert b"Traceback" not in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize(
    "arguments", [["adjust", PATIENT], ["adjust", PATIENT, "--format", "json"], ["--help"], ["units"]]
)
def test_a_full_disk_is_no_success(arguments):
    done = process(*arguments, through='"$@" > /dev/full')

    assert done.returncode == 74
    assert b"could not be written" in done.stderr
    assert b"Traceback" not in done.stderr
    assert b"Exception ignored" not in done.stderr


@pytest.mark.parametrize("arguments", [["adjust", *[PATIENT] * 40], ["adjust", *[PATIENT] * 40, "--format", "json"]])
def test_a_reader_that_has_had_enough_ends_it_quietly_and_not_as_a_success(arguments):
    done = process(*arguments, through='"$@" | head -c 10 > /dev/null; exit "${PIPESTATUS[0]}"')

    assert done.returncode == 74
    assert done.stderr == b""


def test_a_closed_stderr_keeps_nothing_from_being_done(tmp_path):
    done = process("adjust", PATIENT, "--format", "json", "--output", tmp_path / "out.json", through='"$@" 2>&-')

    assert done.returncode in (0, 4)
    assert json.loads((tmp_path / "out.json").read_bytes())["case_id"] == "base-hd"


def test_a_closed_stdin_is_a_problem_of_that_input():
    done = process("adjust", "-", "--format", "json", through='"$@" <&-')

    assert done.returncode == 3
    assert json.loads(done.stdout)["problems"][0]["code"] == "input.unreadable"


@pytest.mark.usefixtures("interruptible")
def test_an_interrupt_leaves_no_file_and_its_own_code(tmp_path):
    target = tmp_path / "out.json"
    line = [*COMMAND, "adjust", PATIENT, "-", "--format", "json", "--output", str(target)]
    with subprocess.Popen(line, stdin=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT) as running:
        deadline = time.monotonic() + 30
        while not list(tmp_path.iterdir()) and time.monotonic() < deadline:
            time.sleep(0.02)
        time.sleep(0.3)
        running.send_signal(signal.SIGINT)
        _, talk = running.communicate(timeout=30)

    assert running.returncode == 130
    assert b"interrupted" in talk
    assert b"Traceback" not in talk
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "environment", "coloured"),
    [
        ([], {}, False),
        ([], {"FORCE_COLOR": "1"}, True),
        ([], {"FORCE_COLOR": "0"}, False),
        ([], {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        ([], {"FORCE_COLOR": "1", "NO_COLOR": ""}, True),
        (["--color", "always"], {"NO_COLOR": "1"}, True),
        (["--color", "always"], {"TERM": "dumb"}, True),
        (["--color", "never"], {"FORCE_COLOR": "1"}, False),
    ],
)
def test_colour_is_asked_for_in_one_order(arguments, environment, coloured):
    done = process("adjust", PATIENT, *arguments, environment=environment)

    assert (b"\x1b[" in done.stdout) is coloured


@pytest.mark.parametrize(("environment", "coloured"), [({"TERM": "xterm"}, True), ({"TERM": "dumb"}, False)])
def test_a_terminal_gets_colour_unless_it_says_that_it_is_dumb(environment, coloured):
    """Run under a pseudo-terminal, as a person would."""
    script = (
        "import os, pty, sys\n"
        "out = []\n"
        "def read(fd):\n"
        "    data = os.read(fd, 65536)\n"
        "    out.append(data)\n"
        "    return b'' if not data else data\n"
        "code = pty.spawn(sys.argv[1:], read)\n"
    )
    kept = {key: value for key, value in os.environ.items() if key not in ("NO_COLOR", "FORCE_COLOR", "TERM")}
    done = subprocess.run(
        [sys.executable, "-c", script, *COMMAND, "check", PATIENT],
        capture_output=True, stdin=subprocess.DEVNULL, env=kept | environment, timeout=60, check=False, cwd=ROOT,
    )  # fmt: skip

    assert b"can be read" in done.stdout
    assert (b"\x1b[" in done.stdout) is coloured


def test_colour_adds_no_word_and_takes_none(tmp_path):
    plain, coloured = (process("adjust", PATIENT, "--color", how).stdout for how in ("never", "always"))
    without = b"".join(
        part.partition(b"m")[2] if index else part for index, part in enumerate(coloured.split(b"\x1b["))
    )

    assert without == plain


def test_json_and_files_are_never_coloured_by_the_environment(tmp_path):
    done = process("adjust", PATIENT, "--format", "json", environment={"FORCE_COLOR": "1"})
    process("adjust", PATIENT, "--output", tmp_path / "sheet.txt", environment={"FORCE_COLOR": "1"})

    assert b"\x1b" not in done.stdout
    assert b"\x1b" not in (tmp_path / "sheet.txt").read_bytes()


@pytest.mark.parametrize(
    "arguments", [["--help"], ["--version"], ["adjust", "--help"], ["explain", "--help"], ["nonsense"]]
)
def test_nothing_heavy_is_imported_for_help(arguments):
    code = (
        "import sys\n"
        "from calciplug.cli import main\n"
        "try:\n"
        "    main(sys.argv[1:])\n"
        "except SystemExit:\n"
        "    heavy = {'pint', 'jsonschema', 'pluggy'} & {name.split('.')[0] for name in sys.modules}\n"
        "    print(sorted(heavy), file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, timeout=60, check=False, cwd=ROOT
    )

    assert done.stderr.decode().splitlines()[-1] == "[]"


def test_the_version_is_the_packages():
    from calciplug import __version__

    done = process("--version")

    assert (done.returncode, done.stdout.decode()) == (0, f"calciplug {__version__}\n")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_shell_completion_is_offered(shell):
    done = process(
        environment={"_CALCIPLUG_COMPLETE": f"{shell}_source"}, through='calciplug_() { "$@"; }; calciplug_ "$@"'
    )

    assert done.returncode == 0, done.stderr
    assert b"_CALCIPLUG_COMPLETE" in done.stdout
