"""The worked patients, whole: what the clinical reference says of each, and everything else that the outcome decides.

`source` in an expected file is transcribed from the reference. `outcome` is every decision of the outcome; the part
that the reference is silent on was read through rule by rule and is held here so that nothing changes unseen.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from calciplug import Host, adjust_document, shipped_protocol
from calciplug.testing import differences, observed

PATIENTS = Path(__file__).resolve().parents[2] / "fixtures" / "patients"
NAMES = sorted(path.stem for path in PATIENTS.glob("P*.json"))


@cache
def outcome(name: str) -> dict[str, Any]:
    data = (PATIENTS / f"{name}.json").read_bytes()
    found: dict[str, Any] = json.loads(adjust_document(data, Host.discover(), shipped_protocol()))
    return found


def expected(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((PATIENTS / "expected" / f"{name}.json").read_text("utf-8"))
    return found


def test_all_fifteen_are_there() -> None:
    """Fifteen patients; P20 is four files and P23 two."""
    assert len({name[:3] for name in NAMES}) == 15
    assert len(NAMES) == 19
    assert sorted(path.stem for path in (PATIENTS / "expected").glob("*.json")) == NAMES


def written(item: dict[str, Any] | str) -> str:
    if not isinstance(item, dict):
        return str(item)
    return " ".join(filter(None, (str(item["value"]), item["unit"], item.get("form"))))


def at(tree: dict[str, Any], path: str) -> Any:
    node: Any = tree
    for step in path.split("."):
        node = node.get(step) if isinstance(node, dict) else None
    return node


@pytest.mark.parametrize("name", NAMES)
def test_values_of_the_reference(name: str) -> None:
    """Proposed, computed and withheld values are the reference's."""
    want, have = expected(name)["source"], outcome(name)
    prescription = have["prescription"] or {}
    computed = {item["path"]: item for item in have["computed"]}

    assert {path: written(at(prescription, path) or "absent") for path in want.get("leaves", {})} == want.get(
        "leaves", {}
    )
    assert {path: written(computed.get(path, "absent")) for path in want.get("computed", {})} == want.get(
        "computed", {}
    )
    assert [path for path in want.get("absent", []) if at(prescription, path)] == []


@pytest.mark.parametrize("name", NAMES)
def test_alerts_of_the_reference(name: str) -> None:
    """Every alert that the reference lists is there, at its severity, and says its numbers."""
    want, have = expected(name)["source"], outcome(name)
    found = {f"{item['code']} {item['severity']}" for item in have["findings"]}
    texts: dict[str, str] = {}
    for item in have["findings"]:
        texts[item["code"]] = (
            f"{texts.get(item['code'], '')} {item['summary']} {item['detail']} {json.dumps(item, ensure_ascii=False)}"
        )
    for item in have["problems"]:
        texts[item.get("rule", "")] = f"{texts.get(item.get('rule', ''), '')} {json.dumps(item, ensure_ascii=False)}"

    assert [alert for alert in want.get("findings", []) if alert not in found] == []
    assert {item.get("rule") for item in have["problems"]} == set(want.get("problems", []))
    assert [
        (rule, text) for rule, says in want.get("says", {}).items() for text in says if text not in texts.get(rule, "")
    ] == []


@pytest.mark.parametrize("name", NAMES)
def test_the_whole_outcome(name: str) -> None:
    """Status, changes, what is withheld, findings, silences and problems are exactly these."""
    assert differences(expected(name)["outcome"], observed(outcome(name))) == []
