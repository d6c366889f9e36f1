"""No sample can rot: files shown in the docs are the files, and commands shown in them run."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
SHOWN = re.compile(r"<!-- file: (?P<file>\S+) -->\n```\w+\n(?P<text>.*?)```", re.DOTALL)
RUN = re.compile(r"<!-- (?P<end>run|refused) -->\n```console\n(?P<text>.*?)```", re.DOTALL)
PYTHON = re.compile(r"<!-- run -->\n```python\n(?P<text>.*?)```", re.DOTALL)
HOOK = re.compile(r"`(calciplug_\w+)\(([^)]*)\)`")


def shown() -> list[tuple[Path, str, str]]:
    pages = [(page, page.read_text("utf-8")) for page in PAGES]
    return [(page, match["file"], match["text"]) for page, text in pages for match in SHOWN.finditer(text)]


def commands() -> list[tuple[str, str, str]]:
    """(command, printed lines that follow it, how it ends) of every console block that is marked."""
    found = []
    for page in PAGES:
        for match in RUN.finditer(page.read_text("utf-8")):
            for part in re.split(r"^\$ ", match["text"], flags=re.MULTILINE)[1:]:
                command, _, printed = part.partition("\n")
                found.append((command, printed, match["end"]))
    return found


@pytest.mark.parametrize(("page", "name", "text"), shown(), ids=lambda item: getattr(item, "name", str(item)[:40]))
def test_a_shown_file_is_the_file(page: Path, name: str, text: str) -> None:
    """What a page shows of a file is that file, to the byte."""
    assert text.rstrip("\n") == (ROOT / name).read_text("utf-8").rstrip("\n")


@pytest.mark.parametrize(("command", "printed", "end"), commands(), ids=lambda item: str(item)[:60])
def test_a_shown_command_runs(command: str, printed: str, end: str) -> None:
    """The command ends with a result, and prints what the page shows, `…` for lines left out."""
    words = shlex.split(command)
    assert words[0] == "calciplug"
    done = subprocess.run(
        [sys.executable, "-m", "calciplug", *words[1:]],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert done.returncode in ((3,) if end == "refused" else (0, 4)), done.stderr
    assert_in_order(printed, done.stdout)


def assert_in_order(printed: str, found: str) -> None:
    """Every printed line stands in *found*, in this order; a line that is only an ellipsis skips lines."""
    lines, at = found.splitlines(), 0
    for wanted in (line for line in printed.splitlines() if line.strip() not in ("", "…")):
        assert wanted in lines[at:], f"not printed (any more): {wanted!r}"
        at = lines.index(wanted, at) + 1


def scripts() -> list[str]:
    return [match["text"] for page in PAGES for match in PYTHON.finditer(page.read_text("utf-8"))]


@pytest.mark.parametrize("text", scripts(), ids=lambda text: str(text).splitlines()[0][:50])
def test_a_shown_script_runs(text: str) -> None:
    """A Python sample runs as it stands, from the top of the project."""
    done = subprocess.run(
        [sys.executable, "-c", text], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
    )

    assert done.returncode == 0, done.stderr


def test_hooks_of_the_docs_are_the_hooks() -> None:
    """Names and arguments of the hooks in the guide are those of the specifications, all of them."""
    import inspect

    from calciplug import hookspecs

    written = set(HOOK.findall((ROOT / "docs" / "writing-a-plugin.md").read_text("utf-8")))
    real = {(name, ", ".join(inspect.signature(getattr(hookspecs, name)).parameters)) for name in hookspecs.HOOKS}

    assert written == real


def test_there_is_something_to_check() -> None:
    """The patterns above still find samples: an empty list would pass everything."""
    assert len(shown()) >= 4
    assert len(commands()) >= 4
    assert len(scripts()) >= 1
