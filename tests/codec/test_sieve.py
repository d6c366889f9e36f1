"""The sieve's yes is never without jsonschema's, and all that is right has it; without it everything goes as before."""

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
from jsonschema import Draft202012Validator

from calciplug import Host, adjust_document, shipped_protocol
from calciplug.codec import sieve, swift
from calciplug.codec.schema import NAMES, check, schema_text, validator
from calciplug.codec.sieve import Unwoven
from calciplug.codec.values import BadNumber
from calciplug.testing import patched
from calciplug.testing.cases import base

ROOT = Path(__file__).resolve().parents[2]
ROWS = {path.stem: json.loads(path.read_text("utf-8")) for path in (ROOT / "fixtures" / "invalid").glob("*.json")}
INVALID = sorted(name for name, row in ROWS.items() if row.get("schema") == "case" and "base" in row)
PLUGINS = sorted(path.parent.name for path in (ROOT / "plugins").glob("*/plugin.json"))
# What a slip puts where something else belongs.
SLIPS: list[Any] = [
    None, True, False, 0, 1, -1, 1.0, 1.5, 10**30, Decimal(1), Decimal("12.5"), float("nan"), float("inf"), "", "x",
    "HD", "2026-01-12\n", "é" * 600, [], [None], ["x", "x"], {}, {"value": 1, "unit": "g"},
    {"value": Decimal("2.5"), "unit": 3},
]  # fmt: skip
EXAMPLES = int(os.environ.get("CALCIPLUG_EXAMPLES", "1"))


def yes(name: str, document: Any) -> bool:
    return sieve.says_yes(name, schema_text, document)


@cache
def documents() -> dict[str, Any]:
    """A right document of four kinds."""
    patient = (ROOT / "fixtures" / "patients" / "P01.json").read_bytes()
    outcome: dict[str, Any] = json.loads(adjust_document(patient, Host.discover(), shipped_protocol()))
    return {
        "case": json.loads(patient, parse_float=Decimal, parse_int=Decimal),
        "outcome": outcome,
        "plugin": json.loads((ROOT / "plugins" / "kinetic_outlook" / "plugin.json").read_text("utf-8")),
        "protocol": json.loads((ROOT / "fixtures" / "protocols" / "urena-2025.json").read_text("utf-8")),
    }


# --- the schemas that ship ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_every_schema_that_ships_has_a_sieve(name: str) -> None:
    """None of them has a keyword that the sieve does not know."""
    assert callable(sieve.sieve(json.loads(schema_text(name))))


@pytest.mark.parametrize("name", ["case", "outcome", "plugin", "protocol"])
def test_it_says_yes_to_what_is_right(name: str) -> None:
    """Otherwise it would be here in vain."""
    assert yes(name, documents()[name])


@pytest.mark.parametrize("name", PLUGINS)
def test_it_says_yes_to_our_own_manifests(name: str) -> None:
    """With exact decimals, as they are read."""
    text = (ROOT / "plugins" / name / "plugin.json").read_text("utf-8")

    assert yes("plugin", json.loads(text, parse_float=Decimal, parse_int=Decimal))


@pytest.mark.parametrize("name", INVALID)
def test_it_says_no_to_what_the_schema_refuses(name: str) -> None:
    """Every case that jsonschema refuses, of those that are kept to be refused; and yes to every other."""
    row = ROWS[name]
    document = patched(base(row["base"]), row.get("set", {}), row.get("remove", ()))

    assert yes("case", document) == validator("case").is_valid(document)


@pytest.mark.slow
@settings(
    max_examples=600 * EXAMPLES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)  # fmt: skip
@given(st.data(), st.sampled_from(["case", "outcome", "plugin", "protocol"]))
def test_its_yes_is_never_alone(data: st.DataObject, name: str) -> None:
    """A slip anywhere in a right document: where it says yes, jsonschema says so too."""
    document = deepcopy(documents()[name])
    node: Any = document
    while True:
        keys = sorted(node) if isinstance(node, dict) else list(range(len(node)))
        key = data.draw(st.sampled_from(keys)) if keys else None
        if key is None or not isinstance(node[key], dict | list) or data.draw(st.integers(0, 4)) == 0:
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


# --- any schema -----------------------------------------------------------------------------------------------------

KEYS = st.sampled_from(["a", "b", "long-key", ""])
TEXTS = st.sampled_from(["", "a", "b", "a1", "long-key", "é\n", "x" * 4])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-1, 2) | st.sampled_from([0.5, 1.0, Decimal("0.5")]) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=6,
)
TYPES = st.sampled_from(["object", "array", "string", "number", "integer", "boolean", "null"])
LIMITS = st.integers(0, 3)
LISTED = st.none() | st.booleans() | TEXTS


def _schemas(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    keywords: dict[str, st.SearchStrategy[Any]] = {
        "type": TYPES | st.lists(TYPES, min_size=1, unique=True),
        "properties": st.dictionaries(KEYS, inner, max_size=3),
        "additionalProperties": inner,
        "propertyNames": inner,
        "required": st.lists(KEYS, unique=True, max_size=2),
        "dependentRequired": st.dictionaries(KEYS, st.lists(KEYS, unique=True, max_size=2), max_size=2),
        "minProperties": LIMITS, "maxProperties": LIMITS, "minItems": LIMITS, "maxItems": LIMITS,
        "minLength": LIMITS, "maxLength": LIMITS,
        "items": inner,
        "pattern": st.sampled_from(["^[a-z]+$", "1", "^$", r"^[a-z][a-z0-9-]*$"]),
        "anyOf": st.lists(inner, min_size=1, max_size=2),
        "$ref": st.sampled_from(["#/$defs/one", "#/$defs/two"]),
        "description": st.just("words"),
    }  # fmt: skip
    listed = st.fixed_dictionaries({}, optional={**keywords, "enum": st.lists(LISTED, min_size=1, max_size=3)})
    return st.fixed_dictionaries({}, optional=keywords) | listed | st.builds(lambda one: {"const": one}, LISTED)


SCHEMAS = st.recursive(st.booleans(), _schemas, max_leaves=5)


@pytest.mark.slow
@settings(
    max_examples=1500 * EXAMPLES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)  # fmt: skip
@given(SCHEMAS, SCHEMAS, SCHEMAS, st.lists(VALUES, min_size=1, max_size=8))
def test_any_sieve_lets_through_only_what_meets_its_schema(root: Any, one: Any, two: Any, values: list[Any]) -> None:
    """Schemas of all known keywords in any company; what it refuses of the rest is whole numbers that are no int."""
    # Definitions lead to the root's other one at most, so that no schema runs in a circle without end.
    schema = {"anyOf": [root], "$defs": {"one": _led_to_two(one), "two": _led_nowhere(two)}}
    oracle, own = Draft202012Validator(schema), sieve.sieve(schema)
    for value in values:
        if own(value):
            assert oracle.is_valid(value)
        elif oracle.is_valid(value):
            assert "integer" in json.dumps(schema)
            assert "1.0" in repr(value)


def _led_to_two(schema: Any) -> Any:
    return json.loads(json.dumps(schema).replace("#/$defs/one", "#/$defs/two"))


def _led_nowhere(schema: Any) -> Any:
    return json.loads(json.dumps(schema).replace('"$ref"', '"title"'))


def test_a_definition_may_lead_back_to_itself() -> None:
    """A tree of any depth."""
    tree = {"type": "object", "properties": {"a": {"$ref": "#/$defs/tree"}}, "additionalProperties": False}
    own = sieve.sieve({"$ref": "#/$defs/tree", "$defs": {"tree": tree}})

    assert own({"a": {"a": {"a": {}}}})
    assert not own({"a": {"a": {"b": {}}}})


@pytest.mark.parametrize(
    "schema",
    [
        {"minimum": 1},
        {"properties": {"a": {"format": "date"}}},
        {"enum": [1, 2]},
        {"const": {"a": 1}},
        {"enum": ["a"], "const": "a"},
        {"$ref": "#/properties/a"},
        {"$ref": "#/$defs/nothing"},
        {"$ref": "urn:elsewhere"},
    ],
)
def test_what_it_does_not_know_it_does_not_judge(schema: dict[str, Any]) -> None:
    """Not even where the unknown keyword would say nothing of a document: then there is no sieve."""
    with pytest.raises(Unwoven):
        sieve.sieve(schema)
    assert not sieve.says_yes("made-up", lambda _name: json.dumps(schema), "a")


def test_a_marked_number_is_no_text() -> None:
    """The reader hands on what it refused as a text of its own type, which jsonschema would take for one."""
    own = sieve.sieve({"type": "string"})

    assert own("1e3")
    assert not own(BadNumber("1e3"))


def test_without_it_the_answer_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """jsonschema alone gives the same bytes and the same problems."""
    patient = (ROOT / "fixtures" / "patients" / "P01.json").read_bytes()
    broken = {**base("hd"), "surplus": 1}
    with_it = adjust_document(patient, Host.discover(), shipped_protocol()), check("case", broken)
    for module, name in ((sieve, "_sieve"), (swift, "_compiled")):
        monkeypatch.setattr(module, name, lambda _name, _text: None)

    assert not yes("case", base("hd"))
    assert (adjust_document(patient, Host.discover(), shipped_protocol()), check("case", broken)) == with_it
