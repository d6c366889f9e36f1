"""The compiled validator's yes is never without jsonschema's; without it everything goes as before."""

from __future__ import annotations

import json
import os
from copy import deepcopy
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from calciplug import Host, adjust_document, shipped_protocol
from calciplug.codec import swift
from calciplug.codec.schema import check, schema_text, validator
from calciplug.testing import patched
from calciplug.testing.cases import base

pytest.importorskip("jsonschema_rs")

ROOT = Path(__file__).resolve().parents[2]
ROWS = {path.stem: json.loads(path.read_text("utf-8")) for path in (ROOT / "fixtures" / "invalid").glob("*.json")}
INVALID = sorted(name for name, row in ROWS.items() if row.get("schema") == "case" and "base" in row)
# What a slip puts where something else belongs.
SLIPS: list[Any] = [
    None, True, False, 0, -1, 1.5, 10**30, Decimal("12.5"), Decimal("1E-30"), float("nan"), float("inf"), "", "x", "HD",
    "2026-01-12\n", "é" * 600, [], [None], {}, {"value": 1, "unit": "g"}, {"value": Decimal("2.5"), "unit": "mmol/L"},
]  # fmt: skip


def yes(name: str, document: Any) -> bool:
    return swift.says_yes(name, schema_text, document)


@cache
def patient() -> bytes:
    return (ROOT / "fixtures" / "patients" / "P01.json").read_bytes()


@cache
def outcome() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(adjust_document(patient(), Host.discover(), shipped_protocol()))
    return found


def test_it_says_yes_to_what_is_right() -> None:
    """Otherwise it would be here in vain: exact decimals too."""
    assert yes("case", json.loads(patient(), parse_float=Decimal))
    assert yes("case", base("hd"))
    assert yes("outcome", outcome())


@pytest.mark.parametrize("name", INVALID)
def test_it_says_no_to_what_the_schema_refuses(name: str) -> None:
    """Every case that jsonschema refuses, of those that are kept to be refused."""
    row = ROWS[name]
    document = patched(base(row["base"]), row.get("set", {}), row.get("remove", ()))

    assert not yes("case", document) or validator("case").is_valid(document)


@pytest.mark.slow
@settings(
    max_examples=400 * int(os.environ.get("CALCIPLUG_EXAMPLES", "1")),
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
@given(st.data(), st.sampled_from(["case", "outcome"]))
def test_its_yes_is_never_alone(data: st.DataObject, name: str) -> None:
    """A slip anywhere in a right document: where it says yes, jsonschema says so too."""
    document = deepcopy(base("hd") if name == "case" else outcome())
    node: Any = document
    while True:
        keys = sorted(node) if isinstance(node, dict) else list(range(len(node)))
        key = data.draw(st.sampled_from(keys)) if keys else None
        if key is None or not isinstance(node[key], dict | list) or data.draw(st.booleans()):
            break
        node = node[key]
    kind = data.draw(st.sampled_from(["replace", "remove", "add"]))
    if key is not None and kind == "replace":
        node[key] = data.draw(st.sampled_from(SLIPS))
    elif key is not None and kind == "remove":
        del node[key]
    elif isinstance(node, dict):
        node["surplus"] = data.draw(st.sampled_from(SLIPS))
    else:
        node.append(data.draw(st.sampled_from(SLIPS)))

    assert not yes(name, document) or validator(name).is_valid(document)


def test_what_it_cannot_read_is_not_its_to_judge() -> None:
    """A number that is not finite: no yes, no error."""
    assert not yes("case", {**base("hd"), "as_of": Decimal("NaN")})


def test_without_it_the_answer_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """An install without the extra gives the same bytes and the same problems."""
    broken = {**base("hd"), "surplus": 1}
    with_it = adjust_document(patient(), Host.discover(), shipped_protocol()), check("case", broken)
    monkeypatch.setattr(swift, "_compiled", lambda _name, _text: None)

    assert not yes("case", base("hd"))
    assert (adjust_document(patient(), Host.discover(), shipped_protocol()), check("case", broken)) == with_it
