"""Every rule speaks in some case file and is silent in another; of every dispute the reader is told both sides."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from calciplug import InputError, evidence, read_case
from calciplug.codec import read_manifest
from calciplug.report import sheet
from calciplug.testing import PluginCase, differences, host_of, load_cases, observed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from calciplug.model.manifest import Manifest

ROOT = Path(__file__).resolve().parents[2]
MANIFESTS = {path.parent.name: read_manifest(path.read_bytes()) for path in (ROOT / "plugins").glob("*/plugin.json")}
RULES = sorted((name, rule) for name, manifest in MANIFESTS.items() for rule in manifest.rules)
DISPUTES = ROOT / "fixtures" / "disputes"


@cache
def alone() -> dict[str, list[Mapping[str, Any]]]:
    """Plugin → what the case files decide in which it runs by itself; that they are right is for `test_cases`."""
    found: dict[str, list[Mapping[str, Any]]] = {}
    for case in load_cases(ROOT / "fixtures" / "cases"):
        if len(case.plugins) == 1:
            found.setdefault(case.plugins[0], []).append(case.expected)
    return found


def speaks(manifest: Manifest, rule: str, expected: Mapping[str, Any]) -> bool:
    """Whether the rule finds, predicts or asks for something."""
    heads = [*expected.get("findings", ()), *expected.get("follow_ups", ())]
    own = set(manifest.rules[rule].predictions)
    return any(line.split()[0] == rule for line in heads) or any(
        key.split()[0] in own for key in expected.get("predictions", ())
    )


def is_quiet(manifest: Manifest, rule: str, expected: Mapping[str, Any]) -> bool:
    """Whether the rule is listed as silent; one that only plans asks for nothing in a plan."""
    if manifest.rules[rule].only_plans():
        return "follow_ups" in expected and not speaks(manifest, rule, expected)
    # A part of a rule that spoke may be silent too: that is not its silence.
    return any(line.split()[0] == rule and not line.endswith(")") for line in expected.get("silent", ()))


@pytest.mark.parametrize(("plugin", "rule"), RULES, ids="-".join)
def test_a_rule_speaks_and_is_silent(plugin: str, rule: str) -> None:
    """A rule that no case hears may never be heard; one that none finds silent may depend on nothing."""
    manifest, files = MANIFESTS[plugin], alone()[plugin]

    assert any(speaks(manifest, rule, expected) for expected in files), "speaks in no case file"
    assert any(is_quiet(manifest, rule, expected) for expected in files), "is silent in no case file"


def test_an_unheard_rule_is_noticed() -> None:
    """The two questions can be answered with no: another rule's lines, and a silent part, do not count."""
    manifest = MANIFESTS["anticoagulation"]
    assert not speaks(manifest, "A-1", {"findings": ["A-10 info thiosulfate"], "silent": ["A-1 missing medications"]})
    assert not is_quiet(manifest, "A-1", {"findings": ["A-1 warning medications"], "silent": ["A-1 stale x (INR)"]})


# --- disputes --------------------------------------------------------------------------------------------------------

FILES = sorted(DISPUTES.glob("*.json"), key=lambda path: int(path.stem.removeprefix("C-")))


def test_every_dispute_has_its_file() -> None:
    """A dispute without one is a dispute that perhaps nobody is told of."""
    assert sorted(path.stem for path in FILES) == sorted(evidence.disputes())


@cache
def told(name: str) -> tuple[dict[str, Any], PluginCase, dict[str, Any]]:
    """The file of a dispute, its case and the outcome."""
    row: dict[str, Any] = json.loads((DISPUTES / f"{name}.json").read_text("utf-8"))
    [case] = [one for one in load_cases(DISPUTES) if one.name == f"{name}.json"]
    return row, case, case.run(host_of(case.plugins))


@pytest.mark.parametrize("name", [path.stem for path in FILES])
def test_the_outcome_of_a_dispute_is_the_file_s(name: str) -> None:
    """The file holds the whole outcome, as every case file does, and is about the dispute that it is named after."""
    row, case, document = told(name)

    assert row["dispute"] == name
    assert differences(case.expected, observed(document)) == []


@pytest.mark.parametrize("name", [path.stem for path in FILES])
def test_the_rule_that_meets_a_dispute_names_it(name: str) -> None:
    """A finding of the rule carries the dispute's id; a refused document, a rule that the dispute lists."""
    row, _, document = told(name)
    found = [item for item in document["findings"] if item["code"] == row["rule"]]

    if document["problems"]:
        assert {item["rule"] for item in document["problems"]} == {row["rule"]}
        assert row["rule"] in evidence.dispute(name).rules
    else:
        assert found
        assert all(name in item["disputes"] for item in found)


@pytest.mark.parametrize("name", [path.stem for path in FILES])
def test_both_sides_stand_on_the_sheet(name: str) -> None:
    """The words of each side are printed where the dispute matters, each side in a paragraph of its own."""
    row, case, document = told(name)
    text = " ".join(sheet(document, read(case)).split())

    assert len(row["sides"]) == len(evidence.dispute(name).sides)
    assert [word for side in row["sides"] for word in side if word not in text] == []
    if not document["problems"]:
        sides = text.split(f" {name} {evidence.dispute(name).title}", 1)[1].split(" - ")[1:]
        assert [
            word for side, words in zip(sides, row["sides"], strict=False) for word in words if word not in side
        ] == []


def read(case: PluginCase) -> Any:
    """The case, or None where its document is refused."""
    try:
        return read_case(json.dumps(case.document).encode("utf-8"))
    except InputError:
        return None
