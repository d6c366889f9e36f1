"""Every follow-up of every manifest is asked for by some case file, and not asked for by another that makes a plan."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner

from calciplug.cli import main
from calciplug.codec import read_manifest
from calciplug.testing import load_cases

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = (ROOT / "plugins", ROOT / "docs" / "example" / "plugins")


def declared() -> list[tuple[str, str, str]]:
    """Plugin, rule and key of every follow-up."""
    found = []
    for folder in FOLDERS:
        for path in sorted(folder.glob("*/plugin.json")):
            manifest = read_manifest(path.read_bytes())
            found += [(manifest.name, rule.id, key) for rule in manifest.rules.values() for key in rule.follow_ups]
    return found


@cache
def planned() -> dict[str, list[list[str]]]:
    """Plugin → the follow-ups that each of its case files with a plan expects; cases of one plugin alone."""
    found: dict[str, list[list[str]]] = {}
    for folder in (ROOT / "fixtures" / "cases", ROOT / "docs" / "example" / "cases"):
        for case in load_cases(folder):
            if case.plans and len(case.plugins) == 1:
                found.setdefault(case.plugins[0], []).append(list(case.expected["follow_ups"]))
    return found


@pytest.mark.parametrize(("plugin", "rule", "key"), declared(), ids="-".join)
def test_a_follow_up_is_asked_for_and_not_asked_for(plugin: str, rule: str, key: str) -> None:
    """A key that no case asks for may never be, one that every case asks for may depend on nothing."""
    head = f"{rule} {key} "
    asked = [any(line.startswith(head) for line in lines) for lines in planned().get(plugin, [])]

    assert {True, False} <= set(asked)


def test_a_rule_explains_what_it_asks_for_later() -> None:
    """The page of a rule names its follow-ups with the parameters' own values, also where it only plans."""
    text = CliRunner().invoke(main, ["explain", "monitoring"]).stdout

    assert "it speaks where a plan is made" in text
    assert "- check: blood on thiosulfate, every 7 days" in text
    assert "checked_doses = 1, 2" in text
