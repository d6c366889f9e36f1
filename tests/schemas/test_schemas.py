"""All schemas: closed, bounded, versioned, spelled right, and unable to fetch anything."""

from __future__ import annotations

import ast
import json
import re
import socket
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import referencing.exceptions
from jsonschema import Draft202012Validator

from calciplug.codec import NAMES, schema_text, urn
from calciplug.codec.schema import validator
from calciplug.model.field import field, fields
from calciplug.units import read

ROOT = Path(__file__).resolve().parents[2]
SCHEMAS: dict[str, Any] = {name: json.loads(schema_text(name)) for name in NAMES}
INPUTS = ["case", "plugin", "protocol"]  # what we write ourselves needs no bounds

# Keywords of the 2020-12 dialect that these schemas use. Anything else is misspelt, which validators ignore.
SHAPE = {
    "$schema", "$id", "$ref", "$defs", "title", "description", "type", "enum", "const", "anyOf", "pattern",
    "properties", "required", "additionalProperties", "propertyNames", "dependentRequired", "items",
    "minItems", "maxItems", "minLength", "maxLength", "minProperties", "maxProperties",
}  # fmt: skip
# Left out on purpose, with the reason.
NOT_USED = {
    "minimum": "NaN passes it; ranges are checked in code",
    "maximum": "NaN passes it; ranges are checked in code",
    "multipleOf": "wrong for binary fractions; steps are checked in code",
    "format": "asserts nothing by itself",
    "uniqueItems": "quadratic on objects",
    "$dynamicRef": "nothing here is open",
    "unevaluatedProperties": "additionalProperties is enough",
}
OF_MANY = {"properties", "$defs"}  # name → schema
PLAIN = {"required", "enum", "dependentRequired", "type"}


def nodes(schema: Any, place: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every subschema, with where it stands; names of properties are no keywords."""
    if not isinstance(schema, dict):
        return
    yield place or "/", schema
    for key, item in schema.items():
        if key in OF_MANY:
            for name, own in item.items():
                yield from nodes(own, f"{place}/{key}/{name}")
        elif key == "anyOf":
            for index, own in enumerate(item):
                yield from nodes(own, f"{place}/{key}/{index}")
        elif key not in PLAIN:
            yield from nodes(item, f"{place}/{key}")


@pytest.mark.parametrize("name", NAMES)
def test_dialect_and_version(name: str) -> None:
    """A version in the `$id`, which documents carry as `schema`."""
    schema = SCHEMAS[name]

    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"] == urn(name)
    assert re.fullmatch(rf"urn:calciplug:schema:{name}:[0-9]+", schema["$id"])
    assert schema["properties"]["schema"] == {"const": urn(name)} if name != "plugin" else True
    Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize("name", NAMES)
def test_every_keyword_is_known(name: str) -> None:
    found = {key for _, node in nodes(SCHEMAS[name]) for key in node}

    assert found <= SHAPE
    assert not found & set(NOT_USED)
    assert set(Draft202012Validator.VALIDATORS) >= SHAPE - {"$schema", "$id", "$defs", "title", "description"}


def test_no_keyword_is_listed_in_vain() -> None:
    assert {key for schema in SCHEMAS.values() for _, node in nodes(schema) for key in node} == SHAPE


@pytest.mark.parametrize("name", NAMES)
def test_objects_are_closed(name: str) -> None:
    """Also where an object is one of several types; what may have any key has a shape for its values."""
    for place, node in nodes(SCHEMAS[name]):
        if "properties" in node or "object" in node.get("type", ()):
            assert node["additionalProperties"] is False or isinstance(node["additionalProperties"], dict), place
            assert set(node.get("required", ())) <= set(node.get("properties", ())), place


@pytest.mark.parametrize("name", NAMES)
def test_every_place_says_what_may_stand_there(name: str) -> None:
    """A subschema without a type lets `true` pass as a number."""
    said = {"type", "enum", "const", "$ref", "anyOf"}
    silent = [place for place, node in nodes(SCHEMAS[name]) if not said & set(node)]

    assert [place for place in silent if not place.endswith("/propertyNames")] == []


@pytest.mark.parametrize("name", INPUTS)
def test_inputs_are_bounded(name: str) -> None:
    for place, node in nodes(SCHEMAS[name]):
        kinds = node.get("type", ())
        if "array" in kinds:
            assert {"maxItems", "items"} <= set(node), place
        if "string" in kinds:
            assert "maxLength" in node, place
        if isinstance(node.get("additionalProperties"), dict):
            assert "maxProperties" in node, place


@pytest.mark.parametrize("name", NAMES)
def test_patterns_are_anchored_ascii_and_linear(name: str) -> None:
    r"""`pattern` searches unless anchored; `\d` would take other digits than ours; time must not grow with nesting."""
    for place, node in nodes(SCHEMAS[name]):
        if "pattern" in node:
            pattern = node["pattern"]
            assert pattern[0] + pattern[-1] == "^$", place
            assert pattern.isascii(), place
            assert not re.search(r"\\[dws]", pattern), place
            assert "maxLength" in node, place
            assert re.search(pattern, "a" * 100_000 + "!") is None, place


@pytest.mark.parametrize("name", NAMES)
def test_references_are_local_and_used(name: str) -> None:
    schema = SCHEMAS[name]
    references = {node["$ref"] for _, node in nodes(schema) if "$ref" in node}

    assert references == {f"#/$defs/{own}" for own in schema.get("$defs", {})}


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Any socket that is opened fails, and is remembered."""
    opened: list[object] = []

    def refuse(*args: object, **_: object) -> None:
        opened.append(args)
        raise OSError("no socket in this test")

    for name in ("socket", "create_connection", "getaddrinfo"):
        monkeypatch.setattr(socket, name, refuse)
    return opened


@pytest.mark.parametrize(
    "reference", ["http://127.0.0.1:9/x", "https://example.org/x", "file:///etc/passwd", "urn:calciplug:x"]
)
def test_nothing_can_be_fetched(reference: str, no_network: list[object]) -> None:
    """Our validators keep jsonschema from its habit of fetching what a `$ref` names."""
    for name in NAMES:
        own = validator(name)
        with pytest.raises(referencing.exceptions.Unresolvable):
            list(own.evolve(schema={"$ref": reference}).iter_errors({}))
    assert no_network == []


# --- two tables of limits: what the codec lets in is wider than what any rule knows ----------------------------------

# Thresholds of the clinical rules, written here a second time: each must lie inside what the codec lets in.
THRESHOLDS = {
    "patient.age": [(1, "mo"), (18, "a")],
    "patient.dry_weight": [(60, "kg"), (36, "kg"), (100, "kg")],
    "labs.sodium": [(130, "mmol/L"), (135, "mmol/L"), (145, "mmol/L")],
    "labs.potassium": [(3.5, "mmol/L"), (6.0, "mmol/L")],
    "labs.bicarbonate": [(15, "mmol/L"), (18, "mmol/L"), (24, "mmol/L")],
    "labs.ph": [(7.20, "{pH}")],
    "labs.calcium_total": [(7.5, "mg/dL"), (8.4, "mg/dL"), (1.66, "mmol/L")],
    "labs.calcium_ionised": [(0.94, "mmol/L"), (1.0, "mmol/L"), (1.1, "mmol/L"), (1.15, "mmol/L")],
    "labs.phosphate": [(0.8, "mmol/L"), (1.0, "mmol/L"), (1.78, "mmol/L")],
    "labs.pth": [(130, "pg/mL"), (585, "pg/mL")],
    "labs.qtc": [(450, "ms"), (460, "ms"), (500, "ms")],
    "labs.systolic_pressure": [(90, "mm[Hg]"), (100, "mm[Hg]")],
    "labs.spktv": [(1.0, "{Kt/V}"), (1.2, "{Kt/V}"), (1.4, "{Kt/V}")],
    "labs.stdktv": [(2.1, "{Kt/V}/wk"), (2.3, "{Kt/V}/wk")],
    "labs.residual_urea_clearance": [(2, "mL/min")],
    "labs.effluent_leukocytes": [(100, "/uL")],
    "labs.effluent_neutrophils": [(50, "%{neutrophils}")],
    "schedule.count": [(3, "{session}/wk"), (6, "{session}/wk")],
    "schedule.duration": [(150, "min/{session}"), (180, "min/{session}"), (8, "h/{session}")],
    "dialysate.sodium": [(130, "mmol/L"), (145, "mmol/L")],
    "dialysate.calcium": [(1.0, "mmol/L"), (1.75, "mmol/L"), (1.25, "meq/L")],
    "dialysate.bicarbonate": [(32, "mmol/L"), (38, "mmol/L")],
    "thiosulfate.dose": [(3.2, "g/{session}"), (12.5, "g/{session}"), (25, "g/{session}")],
    "thiosulfate.infusion_duration": [(30, "min/{session}"), (120, "min/{session}")],
    "exchanges.*.thiosulfate.dose": [(12.5, "g/{exchange}"), (25, "g/{exchange}")],
}


@pytest.mark.parametrize("path", THRESHOLDS)
def test_every_threshold_can_be_met(path: str) -> None:
    own = fields()[path]
    low, high = own.plausible
    for value, unit in THRESHOLDS[path]:
        assert low < read(value_of(value), unit, own.kind) < high, (path, value)


def value_of(value: float) -> Decimal:
    return Decimal(str(value))


def test_usual_lies_inside_plausible() -> None:
    for own in fields().values():
        if own.usual is not None:
            assert own.plausible[0] <= own.usual[0] < own.usual[1] <= own.plausible[1], own.path


def limits() -> Iterator[tuple[str, str, str]]:
    """(plugin, path, parameter) of every `rule.limit("path", …, maximum=p.name)` with a plain path."""
    for source in sorted((ROOT / "plugins").glob("*/*.py")):
        tree = ast.parse(source.read_text("utf-8"))
        constants = {}
        # A path may have its name in another module of the plugin.
        for module in sorted(source.parent.glob("*.py")):
            constants |= {
                target.id: node.value.value
                for node in ast.parse(module.read_text("utf-8")).body
                if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
                for target in node.targets
                if isinstance(target, ast.Name)
            }
        for call in ast.walk(tree):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "limit":
                first = call.args[0]
                path = first.value if isinstance(first, ast.Constant) else constants.get(getattr(first, "id", ""))
                for keyword in call.keywords:
                    own = keyword.value
                    if (
                        keyword.arg in ("minimum", "maximum")
                        and isinstance(own, ast.Attribute)
                        and isinstance(path, str)
                    ):
                        yield source.parent.name, path, own.attr


@pytest.mark.parametrize(("plugin", "path", "name"), sorted(set(limits())))
def test_a_rules_bound_lies_inside_plausible(plugin: str, path: str, name: str) -> None:
    """Over the whole range that a protocol may move it: else the codec would refuse what a rule is there to judge."""
    own = field(path)
    manifest = json.loads((ROOT / "plugins" / plugin / "plugin.json").read_text("utf-8"))
    row = manifest["parameters"][name]
    if own is None:
        return  # a computed leaf has no range in the codec
    for key in ("minimum", "value", "maximum"):
        bound = read(value_of(row[key]), row["unit"], row["kind"], row.get("form"))
        assert own.plausible[0] < bound < own.plausible[1], key


def test_some_bounds_were_found() -> None:
    assert len(set(limits())) > 5
