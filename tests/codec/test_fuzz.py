"""Whatever comes in, a reader answers with a case or with problems, and the library with a schema-valid document."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from calciplug import Host, adjust_document, read_case, read_protocol, shipped_protocol
from calciplug.codec import read_manifest
from calciplug.codec.schema import check
from calciplug.errors import InputError
from calciplug.model.problem import Problem
from calciplug.testing.cases import base, patched

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.slow  # once a gate, on one Python; `make soak` asks for many more examples
SETTINGS = settings(
    max_examples=200 * int(os.environ.get("CALCIPLUG_EXAMPLES", "1")),
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
FEW = settings(SETTINGS, max_examples=150)
T = "2026-01-10T09:00:00+01:00"
DOSE = {"value": 12.5, "unit": "g/{exchange}", "form": "pentahydrate"}


def rich() -> dict[str, Any]:
    """A case in which every list and every section has something."""
    return patched(
        base("pd"),
        {
            "/session_start": {"time": "2026-01-12T08:00:00+01:00", "zone": "Europe/Paris"},
            "/patient/conditions": [{"code": "diabetes", "since": T}, {"code": "other", "text": "gout"}],
            "/patient/allergies": [{"agent": "sulfite", "reaction": "rash"}],
            "/patient/symptoms": [{"code": "tetany"}],
            "/patient/intraperitoneal_opt_in": {
                "signed": T, "reason": "no-intravenous-access", "effluent_check": "daily"
            },
            "/medications": [
                {"drug": "warfarin", "status": "active", "last_given": T, "next_due": "2026-01-13T09:00:00+01:00"}
            ],
            "/history/thiosulfate": base("hd")["history"]["thiosulfate"],
            "/history/changes": [{"path": "dialysate.calcium", "changed": T, "rule": "D-1"}],
            "/history/events": [{"code": "hypotension", "happened": T, "fall": {"value": 35, "unit": "mm[Hg]"}}],
            "/site/calcium_baths": [{"value": 2.5, "unit": "meq/L"}],
            "/order/exchanges": {"day": {"thiosulfate": {
                "dose": DOSE, "product": "vial-25-percent", "count": {"value": 3, "unit": "{exchange}/wk"},
            }}},
            "/overrides": [
                {
                    "finding": "P-2", "path": "exchanges.day.thiosulfate.dose", "role": "nephrologist", "reason": "x",
                    "value": DOSE, "plan": ["effluent-daily"],
                }
            ],
        },
    )  # fmt: skip


STARTS = [base("hd"), base("pd"), rich()]
# What a mutation puts in place: near misses of what belongs there, and things that never do.
WORDS = [
    "", "x", "g", "mg", "mmol/L", "meq/L", "mEq/L", "g/{session}", "pentahydrate", "anhydrous", "HD", "CAPD", "other",
    "vial-25-percent", "12,5 g", "25 g/1.73 m2", "2.5-3.0 mEq/L (1.25-3 mM)", "\u200b", "\ud800", "a" * 2100,
    T, "2026-01-12T07:00:00", "2026-03-29T02:30:00+01:00", "Europe/Paris",
    "thiosulfate.dose", "thiosulfate.rate", "exchanges.day.dwell", "labs.sodium", "exchanges", "exchanges.", ".",
]  # fmt: skip
NUMBERS = st.integers(-5, 10**8) | st.floats(allow_nan=False, allow_infinity=False, width=32)
SCALARS = st.none() | st.booleans() | NUMBERS | st.text(max_size=8) | st.sampled_from(WORDS)
KEYS = st.one_of(
    st.sampled_from(
        [
            "value",
            "unit",
            "form",
            "taken",
            "id",
            "drug",
            "text",
            "code",
            "day",
            "*",
            "exchanges",
            "thiosulfate",
            "",
            "/",
            "~",
        ]
    ),
    st.text(max_size=6),
)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4), max_leaves=12
)


@cache
def host() -> Host:
    return Host.discover()


def encoded(value: Any) -> bytes:
    """JSON that can be sent: half characters are spelled as escapes, as a careless writer would."""
    return json.dumps(value, ensure_ascii=True).encode()


def problems_of(read: Callable[[bytes], Any], data: bytes) -> tuple[Problem, ...]:
    """Why *read* refuses *data*, in words that can be shown; nothing where it does not."""
    try:
        read(data)
    except InputError as error:
        found = error.problems
    else:
        return ()
    assert 0 < len(found) <= 50
    for problem in found:
        told = (problem.message, problem.found, problem.expected, problem.fix)
        assert problem.message
        assert all(text is None or text.isprintable() for text in told), told
    return found


def answers(data: bytes) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(adjust_document(data, host(), shipped_protocol()))
    assert check("outcome", found) == []
    assert (found["prescription"] is None) == (found["status"] == "rejected")
    assert bool(found["problems"]) <= (found["status"] == "rejected")
    return found


def places(node: Any, place: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in *node* except the whole."""
    items = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    return [own for key, item in items for own in ((*place, key), *places(item, (*place, key)))]


def found_at(node: Any, place: tuple[Any, ...]) -> Any:
    """What stands at *place*, or None where something above it was changed meanwhile."""
    for step in place:
        known = node if isinstance(node, dict) else range(len(node)) if isinstance(node, list) else ()
        node = node[step] if step in known else None
    return node


@st.composite
def mutated(draw: st.DrawFn) -> Any:
    """A valid case with one to four things changed, taken out, moved, doubled or put in."""
    document = deepcopy(draw(st.sampled_from(STARTS)))
    for _ in range(draw(st.integers(1, 4))):
        spots = places(document)
        if not spots:
            break
        *parents, last = draw(st.sampled_from(spots))
        node = document
        for step in parents:
            node = node[step]
        match draw(st.sampled_from(["replace", "replace", "remove", "copy", "insert", "double"])):
            case "replace":
                node[last] = draw(VALUES)
            case "remove":
                del node[last]
            case "copy":
                node[last] = deepcopy(found_at(document, draw(st.sampled_from(spots))))
            case "insert" if isinstance(node, dict):
                node[draw(KEYS)] = draw(VALUES)
            case "double" if isinstance(node, list):
                node.append(deepcopy(node[last]))
    return document


@SETTINGS
@given(st.binary(max_size=300))
@example(b"\xff\xfe")
@example(b"\x00")
def test_any_bytes(data: bytes) -> None:
    problems_of(read_case, data)


@FEW
@given(VALUES)
@example({})
@example([])
@example(
    {
        "site": {"calcium_baths": 5, "products": {}},
        "overrides": {},
        "labs": [],
        "order": 3,
        "history": "x",
        "patient": None,
    }
)
@example(
    {
        "overrides": [
            {
                "finding": "a",
                "path": "exchanges",
                "role": "pharmacist",
                "reason": "x",
                "value": {"value": 1, "unit": "g"},
            }
        ]
    }
)
def test_any_json(value: Any) -> None:
    problems_of(read_case, encoded(value))
    assert answers(encoded(value))["status"] == "rejected"


@SETTINGS
@given(mutated())
def test_any_change_of_a_case_is_read_or_refused(document: Any) -> None:
    problems_of(read_case, encoded(document))


@FEW
@given(mutated())
def test_any_change_of_a_case_is_answered(document: Any) -> None:
    """Also by the rules: what the reader lets in makes no first-party plugin fail."""
    found = answers(encoded(document))

    assert [row["summary"] for row in found["findings"] if row["code"] == "plugin-fault"] == []


@FEW
@given(
    st.sampled_from(STARTS),
    st.lists(st.tuples(st.floats(0, 1), st.floats(0, 0.02), st.binary(max_size=6)), min_size=1, max_size=3),
)
def test_any_damage_to_the_text(document: Any, cuts: list[tuple[float, float, bytes]]) -> None:
    """Pieces of the bytes themselves replaced, taken out or put in."""
    data = json.dumps(document, ensure_ascii=False, indent=1).encode()
    for at, length, patch in cuts:
        begin = int(at * len(data))
        data = data[:begin] + patch + data[begin + int(length * len(data)) :]

    problems_of(read_case, data)
    answers(data)


@FEW
@given(st.one_of(st.binary(max_size=100), VALUES.map(encoded)))
def test_any_manifest_or_protocol(data: bytes) -> None:
    assert problems_of(read_manifest, data)
    assert problems_of(read_protocol, data)


@FEW
@given(st.data())
def test_any_change_of_a_manifest(data: st.DataObject) -> None:
    """A manifest is read before its plugin is trusted: it must not be able to break the reader."""
    source = data.draw(st.sampled_from(sorted((ROOT / "plugins").glob("*/plugin.json"))))
    document = json.loads(source.read_text("utf-8"))
    *parents, last = data.draw(st.sampled_from(places(document)))
    node = document
    for step in parents:
        node = node[step]
    node[last] = data.draw(VALUES)
    problems_of(read_manifest, encoded(document))


@SETTINGS
@given(mutated(), st.randoms(use_true_random=False))
def test_the_order_of_keys_changes_nothing(document: Any, random: Any) -> None:
    """Neither what is read nor which problems are found; only the order in which they are told."""

    def shuffled(node: Any) -> Any:
        if isinstance(node, dict):
            keys = list(node)
            random.shuffle(keys)
            return {key: shuffled(node[key]) for key in keys}
        return [shuffled(item) for item in node] if isinstance(node, list) else node

    assert verdict(encoded(document)) == verdict(encoded(shuffled(document)))


def verdict(data: bytes) -> Any:
    """The case, or its problems without their order; nothing where there are too many to be all told."""
    problems = problems_of(read_case, data)
    if len(problems) > 9:
        return None
    return sorted((problem.code, problem.pointer) for problem in problems) or read_case(data)
