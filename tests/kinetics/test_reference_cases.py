"""Every reference case is asked somewhere: none was lost on the way from its source into a test."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from pathlib import Path

import pytest

FOLDER = files("calciplug.fixtures") / "kinetics"
GROUPS = sorted(item.name.removesuffix(".json") for item in FOLDER.iterdir() if item.name.endswith(".json"))
HERE = Path(__file__).parent


def cases(group: str) -> list[dict[str, object]]:
    """The cases of one file."""
    found: list[dict[str, object]] = json.loads((FOLDER / f"{group}.json").read_text("utf-8"))["cases"]
    return found


def test_all_cases_are_here_once() -> None:
    """As many as their sources have, 241 and this project's own table of 18, and no id twice."""
    ids = [case["id"] for group in GROUPS for case in cases(group)]
    assert len(ids) == len(set(ids)) == 241 + 18


@pytest.mark.parametrize("group", GROUPS)
def test_a_group_is_asked(group: str) -> None:
    """Some test file reads the group by name; that every case of it is asked, that file's parametrization shows."""
    named = re.compile(rf'["/]{group}(\.json)?"')
    assert [path.name for path in HERE.glob("test_*.py") if named.search(path.read_text("utf-8"))]


@pytest.mark.parametrize("group", GROUPS)
def test_a_case_says_where_it_comes_from(group: str) -> None:
    """Value, tolerance, source, and how far it may be trusted."""
    for case in cases(group):
        assert case["source"], case["id"]
        assert case["confidence"], case["id"]
        assert case["tolerance"], case["id"]
        assert "expected" in case, case["id"]
