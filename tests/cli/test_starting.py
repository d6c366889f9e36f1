"""What a command imports and what it leaves alone, and the garbage collector that rests while it starts."""

from __future__ import annotations

import gc
import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
P01 = "fixtures/patients/P01.json"
# Runs a command line in a fresh process and says on the last line of stderr what *told* evaluates to.
PROCESS = """
import sys, gc
{before}
from calciplug.cli import main
try:
    main(sys.argv[1:])
except SystemExit as end:
    print(end.code, {told}, file=sys.stderr, sep='\\n')
"""
# NumPy is not to be had, whether it is installed or not, and who asks for it is remembered.
WHO_ASKS = """
asked = set()
class Blocked:
    @staticmethod
    def find_spec(name, path=None, target=None):
        if name == 'numpy':
            frame = sys._getframe(1)
            while 'importlib' in frame.f_code.co_filename:
                frame = frame.f_back
            asked.add(frame.f_globals.get('__name__', '').partition('.')[0])
            raise ModuleNotFoundError(name, name=name)
sys.meta_path.insert(0, Blocked)
"""


def told(arguments: list[str], what: str, before: str = "") -> str:
    done = subprocess.run(
        [sys.executable, "-c", PROCESS.format(before=before, told=what), *arguments],
        capture_output=True, text=True, timeout=60, check=False, cwd=ROOT,
    )  # fmt: skip
    code, last = done.stderr.splitlines()[-2:]
    assert code in {"0", "4"}, done.stderr
    return last


@pytest.mark.parametrize(
    ("arguments", "unused"),
    [
        (["units"], ["pint", "jsonschema", "pluggy", "numpy"]),
        (["units", "dialysate_calcium", "--format", "json"], ["pint", "jsonschema", "pluggy", "numpy"]),
        (["schema", "case"], ["pint", "jsonschema", "pluggy", "numpy"]),
        (["check", P01], ["pint", "jsonschema", "pluggy", "numpy"]),
        (["plugins"], ["pint", "jsonschema", "pluggy", "numpy"]),
        (["adjust", P01, "--format", "json"], ["jsonschema", "icalendar", "calciplug.report", "calciplug.calendar"]),
        (["adjust", P01, "--format", "json", "--lane", "fast"], ["jsonschema", "pint", "numpy", "calciplug.report"]),
    ],
    ids=str,
)
def test_a_command_imports_what_it_needs(arguments: list[str], unused: list[str]) -> None:
    """jsonschema, in particular, only for a document that is not plainly right; and pint only for the checked lane."""
    assert told(arguments, f"sorted(set({unused}) & set(sys.modules))") == "[]"


@pytest.mark.parametrize("command", ["adjust", "predict", "check", "why-not"])
def test_nothing_of_ours_asks_for_numpy(command: str) -> None:
    """One patient needs no arrays; pint asks for it whenever it is imported, and we do not."""
    assert told([command, P01], "'calciplug' in asked", WHO_ASKS) == "False"


def test_who_asks_is_noticed() -> None:
    """The test above can fail: what works on arrays does ask."""
    code = "from calciplug.kinetics import _numeric\ntry:\n    _numeric.numpy()\nexcept ImportError:\n    print(asked)"
    done = subprocess.run(
        [sys.executable, "-c", f"import sys\n{WHO_ASKS}\n{code}"], capture_output=True, text=True, check=True
    )

    assert done.stdout == "{'calciplug'}\n"


def test_a_document_that_is_not_right_is_told_by_jsonschema(tmp_path: Path) -> None:
    """The reference is asked as soon as there is something to tell."""
    path = tmp_path / "case.json"
    path.write_text(json.dumps({**json.loads((ROOT / P01).read_text("utf-8")), "surplus": 1}), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", PROCESS.format(before="", told="'jsonschema' in sys.modules"), "check", str(path)],
        capture_output=True, text=True, timeout=60, check=False, cwd=ROOT,
    )  # fmt: skip

    assert done.stderr.splitlines()[-2:] == ["3", "True"]
    assert "surplus" in done.stdout


@pytest.mark.parametrize("arguments", [["units"], ["check", P01], ["adjust", P01, "--format", "json"]])
def test_the_collector_is_awake_again_when_results_are_made(arguments: list[str]) -> None:
    """What the start loaded is not looked through again; what comes after it is."""
    assert told(arguments, "(gc.isenabled(), gc.get_freeze_count() > 10_000)") == "(True, True)"


def test_a_program_that_calls_a_command_keeps_its_collector(run) -> None:
    """Only a process that is the program's own lets it rest."""
    # Python 3.12 has frozen some objects of its own before anything runs.
    before = gc.get_freeze_count()
    assert run("units").exit_code == 0
    assert gc.isenabled()
    assert gc.get_freeze_count() == before
