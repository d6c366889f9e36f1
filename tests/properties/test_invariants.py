"""What holds for every case, however it is written and in whatever order its plugins are loaded."""

from __future__ import annotations

import json
import os
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import cases

from calciplug import Host, adjust, adjust_document, read_case, shipped_protocol, units
from calciplug.codec import outcome_document
from calciplug.host import installed
from calciplug.model.field import fields
from calciplug.model.prescription import same
from calciplug.testing import differences, observed

pytestmark = pytest.mark.slow  # once a gate, on one Python; `make soak` asks for many more examples
SETTINGS = settings(
    max_examples=50 * int(os.environ.get("CALCIPLUG_EXAMPLES", "1")),
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)


@cache
def host() -> Host:
    return Host.discover()


def data(document: Any) -> bytes:
    return json.dumps(document, ensure_ascii=False).encode("utf-8")


def outcome(document: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(adjust_document(data(document), host(), shipped_protocol()))
    return found


@SETTINGS
@given(cases())
def test_every_case_gets_an_outcome_without_a_fault(document: dict[str, Any]) -> None:
    """A readable case is never rejected: no first-party rule fails on anything that the codec lets in."""
    found = outcome(document)

    assert found["status"] in ("unchanged", "adjusted", "held"), found["findings"][:1] + found["problems"][:3]


@SETTINGS
@given(cases(), st.randoms(use_true_random=False))
def test_order_of_plugins_does_not_matter(document: dict[str, Any], random: Any) -> None:
    """The bytes are the same whatever the order in which plugins were found."""
    candidates = list(installed())
    random.shuffle(candidates)

    assert adjust_document(data(document), Host(candidates), shipped_protocol()) == adjust_document(
        data(document), host(), shipped_protocol()
    )


def shuffled(node: Any, random: Any) -> Any:
    if isinstance(node, dict):
        keys = list(node)
        random.shuffle(keys)
        return {key: shuffled(node[key], random) for key in keys}
    return [shuffled(item, random) for item in node] if isinstance(node, list) else node


@SETTINGS
@given(cases(), st.randoms(use_true_random=False))
def test_order_of_keys_does_not_matter(document: dict[str, Any], random: Any) -> None:
    """The bytes are the same for any order of keys, the content hash included."""
    one = adjust_document(data(document), host(), shipped_protocol())
    two = adjust_document(data(shuffled(document, random)), host(), shipped_protocol())

    assert one == two


def in_other_units(node: Any, path: tuple[str, ...], random: Any) -> Any:
    """Every quantity in another accepted unit of its kind, to six decimals; labels keep their salt form."""
    if isinstance(node, list):
        return [in_other_units(item, path, random) for item in node]
    if not isinstance(node, dict):
        return node
    kind = kind_at(path)
    if kind is None or "unit" not in node:
        return {key: in_other_units(item, (*path, key), random) for key, item in node.items()}
    own = units.kind(kind)
    unit = random.choice(own.accepts)
    exact = Fraction(str(node["value"])) * own.factor(node["unit"]) / own.factor(unit)
    value = round(Decimal(exact.numerator) / Decimal(exact.denominator), 6)
    if value >= 10**7:
        return node
    return {**node, "value": float(value), "unit": unit}


def kind_at(path: tuple[str, ...]) -> str | None:
    steps = path[1:] if path[:1] in (("prescription",), ("order",)) else path
    if steps[:1] == ("exchanges",) and len(steps) > 1:
        steps = ("exchanges", "*", *steps[2:])
    declared = fields().get(".".join(steps))
    return None if declared is None else declared.kind


@SETTINGS
@given(cases(), st.randoms(use_true_random=False))
def test_units_of_the_input_do_not_matter(document: dict[str, Any], random: Any) -> None:
    """The same patient written in other units gets the same decisions, and values equal after their steps."""
    one, two = outcome(document), outcome(in_other_units(document, (), random))

    apart = [line for line in differences(observed(one), observed(two)) if not line.startswith("changes.")]
    assert apart == []
    assert set(observed(one).get("changes", {})) == set(observed(two).get("changes", {}))
    assert_same_prescription(one, two)


def assert_same_prescription(one: dict[str, Any], two: dict[str, Any]) -> None:
    first, second = leaves(one), leaves(two)
    assert set(first) == set(second)
    for path, value in first.items():
        assert same(path, value, second[path]), path


def leaves(found: dict[str, Any]) -> dict[str, Any]:
    """Stored leaves of an outcome's prescription, read back by the codec."""
    document = {
        "schema": "urn:calciplug:schema:case:1",
        "case_id": "again",
        "as_of": "2026-01-12T07:00:00+01:00",
        "patient": {},
        "labs": {},
        "prescription": {"modality": "HD"},
        "order": strip_ids(found["prescription"]),
    }
    return dict(read_case(data(document)).order.values)


def strip_ids(node: Any) -> Any:
    if not isinstance(node, dict):
        return node
    return {key: strip_ids(item) for key, item in node.items() if key not in ("product", "solution")}


@SETTINGS
@given(cases())
def test_ordering_the_outcome_changes_nothing(document: dict[str, Any]) -> None:
    """Adjusting the case whose order is the outcome's own prescription proposes that prescription again."""
    one = outcome(document)
    two = outcome({**document, "order": one["prescription"]})

    assert_same_prescription(one, two)


@SETTINGS
@given(cases())
def test_library_and_bytes_agree(document: dict[str, Any]) -> None:
    """The typed call and the call on bytes give one document."""
    typed = adjust(read_case(data(document)), host(), shipped_protocol())

    assert json.loads(json.dumps(outcome_document(typed))) == outcome(document)


@SETTINGS
@given(cases())
def test_nothing_withheld_stands(document: dict[str, Any]) -> None:
    """No leaf of a withheld section is in the proposed prescription, and no computed leaf speaks of one."""
    found = outcome(document)
    withheld = {item["section"] for item in found["withheld"]}

    assert not {path for path in leaves(found) if any(path == s or path.startswith(f"{s}.") for s in withheld)}
