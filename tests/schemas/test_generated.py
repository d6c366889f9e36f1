"""The two generated schemas are what the declarations make of them, and say what the declarations say."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from calciplug.model.computed import COMPUTED

ROOT = Path(__file__).resolve().parents[2]
# The declarations as files, not through the model's own reader: a fault there must not hide one here.
FIELDS: dict[str, Any] = json.loads((ROOT / "calciplug" / "model" / "fields.json").read_text("utf-8"))
KINDS: dict[str, Any] = json.loads((ROOT / "calciplug" / "units" / "kinds.json").read_text("utf-8"))["kinds"]
CODES: dict[str, Any] = json.loads((ROOT / "calciplug" / "model" / "codes.json").read_text("utf-8"))
CASE: dict[str, Any] = json.loads((ROOT / "schemas" / "case.json").read_text("utf-8"))
OUTCOME: dict[str, Any] = json.loads((ROOT / "schemas" / "outcome.json").read_text("utf-8"))
# Grams whose salt form the document says; a product says it once, for strength and content.
FORMED = {
    "thiosulfate_dose",
    "thiosulfate_exchange_dose",
    "thiosulfate_weekly",
    "thiosulfate_amount",
    "thiosulfate_daily",
}
REFUSED_VALUE = ("properties", "overrides", "items", "properties", "value")


def declared() -> Iterator[tuple[str, str]]:
    """(path, kind) of every number that a case can hold."""
    for group in ("patient", "labs"):
        yield from ((f"{group}.{name}", row["kind"]) for name, row in FIELDS[group].items())
    for name, row in FIELDS["prescription"].items():
        yield from ((f"{part}.{name}", row["kind"]) for part in ("prescription", "order"))
    yield from ((name, row["kind"]) for name, row in FIELDS["records"].items())


def resolved(node: dict[str, Any], schema: dict[str, Any] = CASE) -> dict[str, Any]:
    """*node* with what it refers to, and with the items of a list in the list's place."""
    while "$ref" in node or node.get("type") == "array":
        node = schema["$defs"][node["$ref"].removeprefix("#/$defs/")] if "$ref" in node else node["items"]
    return node


def at(path: str) -> dict[str, Any]:
    """The node of the case schema that stands at *path*, `*` for any key, as its parent names it."""
    node = CASE
    for step in path.split("."):
        parent = resolved(node)
        node = parent["additionalProperties"] if step == "*" else parent["properties"][step]
    return node


def quantities(node: Any, place: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], dict[str, Any]]]:
    """Every object schema with a value and a unit."""
    if isinstance(node, dict):
        if {"value", "unit"} <= set(node.get("properties", {})):
            yield place, node
        for key, item in node.items():
            yield from quantities(item, (*place, key))
    elif isinstance(node, list):
        for item in node:
            yield from quantities(item, place)


def test_committed_files_are_what_the_generator_writes() -> None:
    spec = importlib.util.spec_from_file_location("build_schemas", ROOT / "tools" / "build_schemas.py")
    assert spec is not None
    assert spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)

    for name, text in tool.written().items():
        committed = (ROOT / "schemas" / name).read_text("utf-8")
        assert committed == text, f"run python tools/build_schemas.py: schemas/{name} is older than a declaration"


@pytest.mark.parametrize(("path", "kind"), list(declared()))
def test_units_are_the_declarations(path: str, kind: str) -> None:
    """Every number of the declarations stands in the schema with exactly the units that its kind accepts."""
    node = resolved(at(path))

    assert node["properties"]["unit"] == {"enum": KINDS[kind]["accepts"]}
    assert node["properties"]["value"] == {"type": "number"}
    assert {"value", "unit"} <= set(node["required"])


@pytest.mark.parametrize(("path", "kind"), list(declared()))
def test_units_are_said_where_they_are_used(path: str, kind: str) -> None:
    """A reader of one property needs no other page to know the units it takes."""
    node = at(path)
    said = node.get("description") or node["items"]["description"]

    assert f"Accepted units: {', '.join(KINDS[kind]['accepts'])}." in said
    assert said[0].isupper()


def test_no_quantity_is_undeclared() -> None:
    """The declarations reach every quantity of the schema, except the value of an override."""
    reached = {id(resolved(at(path))) for path, _ in declared()}
    others = [place for place, node in quantities(CASE) if id(node) not in reached]

    assert others == [REFUSED_VALUE]


def test_a_refused_value_may_be_any_that_a_prescription_can_hold() -> None:
    kinds = {row["kind"] for row in FIELDS["prescription"].values()} | {item.kind for item in COMPUTED.values()}
    node: Any = CASE
    for step in REFUSED_VALUE:
        node = node[step]

    assert node["properties"]["unit"]["enum"] == sorted({code for kind in kinds for code in KINDS[kind]["accepts"]})


@pytest.mark.parametrize(("path", "kind"), list(declared()))
def test_the_salt_form_is_asked_for_where_grams_need_it(path: str, kind: str) -> None:
    node = resolved(at(path))
    product = path.startswith("site.products.")

    assert ("form" in node["properties"]) == (kind in FORMED and not product)
    assert ("form" in node["required"]) == (kind in FORMED and not product)


def test_a_product_states_its_salt_form_once() -> None:
    assert "form" in resolved(at("site.products"))["required"]


def test_every_code_list_is_the_declared_one() -> None:
    """Whatever is a closed list and not a list of units is one of codes.json, or the outcome's own."""
    lists = {tuple(codes) for codes in CODES.values()}
    own = {
        ("info", "warning", "hold", "block"),
        ("open", "acknowledged", "overridden"),
        ("nobody", "specialist", "named-role"),
        ("unchanged", "adjusted", "held", "rejected"),
        ("not-triggered", "missing", "stale", "withheld", "resting", "needs-model", "modality"),
    }
    found = {
        tuple(node["enum"]) for schema in (CASE, OUTCOME) for place, node in enums(schema) if place[-1:] != ("unit",)
    }

    assert found - own <= lists
    assert own <= found


def enums(node: Any, place: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], dict[str, Any]]]:
    if isinstance(node, dict):
        if "enum" in node:
            yield place, node
        for key, item in node.items():
            yield from enums(item, (*place, key))
    elif isinstance(node, list):
        for item in node:
            yield from enums(item, place)


def test_an_outcomes_prescription_is_one_that_can_be_ordered() -> None:
    assert OUTCOME["$defs"]["prescription"] == CASE["$defs"]["prescription"]
    assert all(OUTCOME["$defs"][name] == CASE["$defs"][name] for name in OUTCOME["$defs"])
