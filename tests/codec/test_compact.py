"""The compiled writer gives the bytes of the standard library, or is not asked: any document, with and without it."""

from __future__ import annotations

import datetime as dt
import enum
import json
import math
import os
import uuid
from decimal import Decimal
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from calciplug import Host, adjust, read_case, shipped_protocol, units, write_outcome
from calciplug.codec import compact as module
from calciplug.codec import content_hash, kept, outcome_document
from calciplug.codec.compact import canonical, compact
from calciplug.errors import InputError
from calciplug.model.outcome import Outcome

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = settings(
    max_examples=300 * int(os.environ.get("CALCIPLUG_EXAMPLES", "1")),
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)


class Word(str):
    __slots__ = ()


class Half(float):
    __slots__ = ()


class Colour(enum.Enum):
    RED = "red"


class Level(enum.IntEnum):
    LOW = 1


@attrs.frozen
class Thing:
    name: str = "x"


# Where the two spell a number apart, and where they begin to.
EDGES = [
    0.0, -0.0, 5e-324, 1e-7, 1.5e-7, 9.9999e-5, math.nextafter(1e-4, 0), 1e-4, -1e-4, 0.00012, 1e15, 123456789012345.6,
    math.nextafter(1e16, 0), 1e16, -1e16, 1.5e16, 1e17, 1e22, 1.7976931348623157e308, math.nan, math.inf, -math.inf,
]  # fmt: skip
# What JSON has no exact type for: the standard library takes some of it, and refuses the rest.
FOREIGN = [
    Word("x"), Half(1.5), Half("nan"), Level.LOW, Colour.RED, Thing(), Decimal("1.5"), {1}, b"x",
    dt.date(2026, 1, 1), uuid.UUID(int=1), (1, 2.5), {1: "x"}, {None: 1}, {True: 1}, {1.5: 1}, {Word("k"): 1},
]  # fmt: skip
FLOATS = st.floats() | st.sampled_from(EDGES) | st.decimals(-(10**7), 10**7, places=6).map(float)
TEXTS = st.text(max_size=12) | st.text(st.characters(), max_size=4) | st.sampled_from(["\ud800", "\x7f", "\u2028", "é"])
WHOLE = st.integers() | st.sampled_from([2**53 + 1, 2**63 - 1, 2**63, 2**64 - 1, 2**64, -(2**63), -(2**63) - 1])


def documents(*more: Any) -> st.SearchStrategy[Any]:
    """Anything that JSON has, and *more*."""
    scalars = st.none() | st.booleans() | WHOLE | FLOATS | TEXTS | (st.sampled_from(more) if more else st.nothing())
    return st.recursive(
        scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4), max_leaves=15
    )


def plain(value: Any) -> str:
    return f"plain {value}"


def by_the_standard(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode("utf-8")


def sorted_by_the_standard(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=plain).encode("utf-8")


def answer(write: Any, value: Any) -> bytes | type[Exception]:
    """What *write* gives, or how it fails."""
    try:
        found: bytes = write(value)
    except (ValueError, TypeError) as error:
        return type(error)
    return found


@SETTINGS
@given(documents(*FOREIGN))
@example(1e-5)
@example({"value": 0.00001})
@example([math.nan])
@example({"a": {"b": [None, math.inf]}})
@example("\ud800")
@example({"\ud800": 1})
def test_any_document_has_the_bytes_of_the_standard_library(value: Any) -> None:
    """And what that refuses is refused alike: a number that is not finite never becomes null."""
    assert answer(compact, value) == answer(by_the_standard, value)


@pytest.mark.parametrize("value", EDGES)
def test_a_float_at_an_edge(value: float) -> None:
    assert answer(compact, [value]) == answer(by_the_standard, [value])


@SETTINGS
@given(FLOATS)
def test_any_float(value: float) -> None:
    assert answer(compact, [value]) == answer(by_the_standard, [value])


@SETTINGS
@given(st.lists(st.floats(1e-4, 1e16, exclude_max=True), min_size=50, max_size=50))
def test_the_floats_that_the_compiled_writer_is_given(values: list[float]) -> None:
    """Every one in its shortest digits, which are the same ones."""
    both = [*values, *(-value for value in values)]

    assert compact(both) == by_the_standard(both)


@SETTINGS
@given(documents(*FOREIGN, Decimal("1.50"), Decimal(3)))
def test_any_document_in_sorted_order(value: Any) -> None:
    """What identifies a case: as before, with numbers as texts, for keys of any language."""
    assert answer(lambda own: canonical(own, plain), value) == answer(sorted_by_the_standard, value)


@SETTINGS
@given(st.dictionaries(st.text(max_size=3), st.decimals(-9, 9, places=2) | st.text(max_size=3), max_size=6))
def test_without_floats_nothing_is_looked_for(value: dict[str, Any]) -> None:
    """The bytes are the same."""
    assert answer(lambda own: canonical(own, plain, floats=False), value) == answer(sorted_by_the_standard, value)


@SETTINGS
@given(st.decimals(-(10**9), 10**9, places=7) | st.decimals(allow_nan=False, allow_infinity=False, places=3))
@example(Decimal("-0.0"))
@example(Decimal("1E+3"))
@example(Decimal("1E-7"))
@example(Decimal(100))
def test_a_number_is_identified_by_its_plain_digits(value: Decimal) -> None:
    """2.50 and 2.5 are one number, and so are 0 and -0: in the digits of the page, without their groups."""
    shown = units.number(units.plain(value)).replace(",", "")

    assert content_hash({"a": value}) == content_hash({"a": shown})


@pytest.mark.parametrize("code", range(0, 0x110000, 0x1000))
def test_every_character(code: int) -> None:
    text = "".join(chr(one) for one in range(code, code + 0x1000) if not 0xD800 <= one <= 0xDFFF)

    assert compact({text: [text]}) == by_the_standard({text: [text]})


def test_the_compiled_writer_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise it would be here in vain: a document with plain numbers needs no other."""
    pytest.importorskip("orjson")
    monkeypatch.setattr(json, "dumps", pytest.fail)

    assert compact({"a": [1, 2.5, None, True, "é"]}) == '{"a":[1,2.5,null,true,"é"]}'.encode()
    assert canonical({"b": Decimal("2.5"), "a": 1}, str) == b'{"a":1,"b":"2.5"}'


def outcomes() -> list[Outcome]:
    host, found = Host.discover(), []
    for path in sorted((ROOT / "fixtures" / "patients").glob("*.json")):
        try:
            case = read_case(path.read_bytes())
        except InputError:
            continue
        found.append(adjust(case, host, shipped_protocol()))
    return found


def test_an_outcome_is_its_document(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put together from parts that were written before, it is what the standard library writes of the whole."""
    found = outcomes()
    expected = [by_the_standard(outcome_document(item)) + b"\n" for item in found]

    assert len(found) > 10
    assert [write_outcome(item) for item in found] == expected
    monkeypatch.setattr(module, "library", lambda: None)
    for cached in (kept.parameter, kept.silence, kept.dispute):
        cached.cache_clear()
    assert [write_outcome(item) for item in found] == expected


def test_what_is_handed_out_is_the_callers_own() -> None:
    """Whoever changes a document that was handed out changes no other one."""
    outcome = outcomes()[0]
    before = write_outcome(outcome)
    document = outcome_document(outcome)
    for name in ("parameters", "silent", "disputes", "plugins", "findings"):
        for part in document[name]:
            part.clear()

    assert write_outcome(outcome) == before
    assert by_the_standard(outcome_document(outcome)) + b"\n" == before
