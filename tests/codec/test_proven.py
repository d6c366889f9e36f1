"""What the compiled reader reads is what the strict one reads; what is not proven to be so goes to the strict one."""

from __future__ import annotations

import json
import os
from copy import deepcopy
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from calciplug import read_case
from calciplug.codec import compact
from calciplug.codec.proven import proven
from calciplug.codec.strict import MAX_BYTES, MAX_DEPTH, MAX_VALUES, parse_all
from calciplug.errors import InputError
from calciplug.model.problem import Problem
from calciplug.testing.cases import base, patched

pytest.importorskip("orjson")

ROOT = Path(__file__).resolve().parents[2]
PATIENTS = sorted((ROOT / "fixtures" / "patients").glob("*.json"))
HOSTILE = sorted((ROOT / "fixtures" / "hostile" / "cases").glob("*"))
INVALID = sorted((ROOT / "fixtures" / "invalid").glob("*.json"))
SETTINGS = settings(
    max_examples=300 * int(os.environ.get("CALCIPLUG_EXAMPLES", "1")),
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)


def read(data: bytes, how: Any = parse_all) -> Any:
    """What *how* makes of *data*, with the kind, digits and place of everything in it; or all problems."""
    try:
        found = how(data)
    except InputError as error:
        return error.problems
    return repr(found) if how is parse_all else found


def strictly(data: bytes, how: Any = parse_all) -> Any:
    """As `read`, on the one path that an install without the extra has."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compact, "library", lambda: None)
        patch.setattr("calciplug.codec.proven.library", lambda: None)
        return read(data, how)


def spelled(document: Any) -> list[bytes]:
    """The ways in which a program writes one document."""
    return [
        json.dumps(document, **style).encode("utf-8", "surrogatepass")
        for style in (
            {"separators": (",", ":"), "ensure_ascii": False},
            {"ensure_ascii": False},
            {"ensure_ascii": True},
            {"indent": 2, "ensure_ascii": False},
            {"indent": "\t", "sort_keys": True, "separators": (" ,", " : ")},
        )
    ]


@pytest.mark.parametrize("path", PATIENTS, ids=lambda path: path.stem)
def test_a_patient_is_read_alike(path: Path) -> None:
    """In every spelling; the model and its identity too."""
    for data in (path.read_bytes(), *spelled(json.loads(path.read_bytes()))):
        assert read(data) == strictly(data)
        assert read(data, read_case) == strictly(data, read_case)


@pytest.mark.parametrize("style", [0, 1, 3])
def test_the_compiled_reader_is_asked(style: int) -> None:
    """Otherwise it would be here in vain: a line of a cohort, and a file for people, are proven."""
    document = json.loads(PATIENTS[0].read_bytes())
    found = proven(spelled(document)[style], MAX_DEPTH)

    assert repr(found) == repr(json.loads(json.dumps(document), parse_float=Decimal, parse_int=Decimal))


@pytest.mark.parametrize("path", HOSTILE, ids=lambda path: path.stem)
def test_a_hostile_file_is_read_alike(path: Path) -> None:
    data = path.read_bytes()

    assert read(data) == strictly(data)
    assert read(data, read_case) == strictly(data, read_case)


@pytest.mark.parametrize("path", INVALID, ids=lambda path: path.stem)
def test_an_invalid_file_is_read_alike(path: Path) -> None:
    row = json.loads(path.read_bytes())
    if "hex" in row:
        data = bytes.fromhex(row["hex"])
    elif "repeat" in row:
        first, again, times, last = row["repeat"]
        data = f"{first}{again * times}{last}".encode()
    elif "text" in row:
        data = str(row["text"]).encode().ljust(row.get("pad", 0))
    else:
        whole = base(row["base"]) if "base" in row else row["document"]
        data = json.dumps(patched(whole, row.get("set", {}), row.get("remove", ())), ensure_ascii=False).encode()

    assert read(data) == strictly(data)
    assert read(data, read_case) == strictly(data, read_case)


@pytest.mark.parametrize(
    "number",
    [
        "0", "-0", "0.0", "-0.0", "3", "3.0", "3.10", "1e2", "1E2", "1e-5", "0.00001", "0.0001", "0.000001",
        "0.0000001", "1.5e300", "1e400", "-1e400", "1234567", "12345678", "1234567.123456", "1234567.1234567", "0.1",
        "0.30000000000000004", "2.675", "9007199254740993", "18446744073709551615", "18446744073709551616",
        "01", "1.", ".5", "+1", "0x10",
        "1_0", "NaN", "Infinity", "-Infinity", "null", "true", "1,5", "\u0661", "1" * 5000, "0." + "1" * 5000,
        "-1234567.5",
    ],
)  # fmt: skip
@pytest.mark.parametrize("form", ['{"a":%s}', '{"a": [%s, 1]}', "%s"])
def test_a_number_is_read_alike(number: str, form: str) -> None:
    """Its digits are kept, or it is refused in the same words: 3, 3.0 and 1e2 are three things."""
    data = (form % number).encode()

    assert read(data) == strictly(data)


def nested(depth: int, inner: str = "1") -> bytes:
    return ('{"a":[' * (depth // 2) + inner + "]}" * (depth // 2)).encode()


@pytest.mark.parametrize(
    "data",
    [
        b"", b" ", b"[]", b"1", b'"x"', b"null", b"{}", b" {} ", b"{}\n", b"{}x", b"{}{}", b"{}\x00", b"\x00{}",
        b"\xef\xbb\xbf{}", b'{"a":"\xff"}', b'{"a":"\xed\xa0\x80"}', b'{"a":"\xc0\xaf"}', b"\xff\xfe{\x00}\x00",
        b'{"a":1,"a":1}', b'{"a":1,"a":2}', b'{"a":{"b":1,"b":1}}', b'{"a":1,"\\u0061":1}', b'[{"a":1,"a":2}]',
        b'{"a" :1}', b'{"a":\x0b1}', b'{"a":\x0c1}', b'{"a":\xc2\xa01}', b'{"a":1,}', b'{"a":[1,]}', b"{'a':1}",
        b"{a:1}", b'{"a":"x', b'{"a":"\n"}', b'{"a":"\t"}', b'{"a":"\\n"}', b'{"a":"\\u0000"}', b'{"a":"\\ud800"}',
        b'{"a":"\\x"}', b'{"a":"\x7f"}', b'{"a":" "}', b'{ "a b" : " c  d " }', b'{"a":"\xc2\xa0"}',
        b'{"a":"\xe2\x80\x8b"}', b'{"":1}',
        b'{"a":"\\""}', b'{ "a" : "\\"" , "b" : " \\\\" }',
        b'{ "a" : " \\" \\" " }', b'{"a":" \\" b "}', b'{"a":"//"}', b'{"a":1}//', b"/**/{}", b'{"\x7f":1}',
        b'{"a":"' + b"x" * 2000 + b'"}', b'{"a":"' + b"x" * 2001 + b'"}', b'{"' + b"k" * 2001 + b'":1}',
        "{%s}".replace("%s", ",".join(f'"{"k" * 500}{index}":{index}' for index in range(5))).encode(),
        nested(MAX_DEPTH), nested(MAX_DEPTH, "[]"), nested(MAX_DEPTH, "{}"), nested(MAX_DEPTH + 2), nested(1000),
        nested(1024), nested(1030), nested(40_000), b"[" * 200_000, b'{"a":' * 40_000,
        b'{"a":[' + b"1," * (MAX_VALUES - 1) + b'1],"b":1}', b'{"a":[' + b"1," * MAX_VALUES + b'1],"b":1}',
        b'{"a":"' + b"," * 1999 + b'"}', b"{}" + b" " * (MAX_BYTES - 2), b"{}" + b" " * (MAX_BYTES - 1),
    ],
    ids=lambda data: repr(data[:24]),
)  # fmt: skip
def test_a_document_is_read_alike(data: bytes) -> None:
    """Duplicates, depth, size, encoding, spaces, escapes: what is refused is refused in the same words."""
    assert read(data) == strictly(data)


def test_what_is_refused_is_not_proven() -> None:
    """The compiled reader tells no problem: it is only believed where there is none."""
    for data in (
        b'{"a":1,"a":1}',
        b'{"a":1.50}',
        b'{"a":1e2}',
        b'{"a":-0}',
        b'{"a":12345678}',
        nested(MAX_DEPTH + 2),
        b"[]",
    ):
        assert proven(data, MAX_DEPTH) is None
        assert isinstance(read(data, read_case)[0], Problem)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**8), 10**8)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.decimals(-(10**7), 10**7, places=3).map(float)
    | st.text(max_size=8)
    | st.sampled_from(["\ud800", "\x7f", "\u200b", "\u00a0", '"', "\\", ",", "a" * 2001]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=15,
)


@SETTINGS
@given(st.dictionaries(st.text(max_size=3), JSON, max_size=4))
def test_any_json_is_read_alike(document: dict[str, Any]) -> None:
    """In every spelling."""
    for data in spelled(document):
        assert read(data) == strictly(data)


@SETTINGS
@given(st.binary(max_size=60) | st.text('{}[]:," \n\\0123.e-atrue', max_size=40).map(str.encode))
def test_any_bytes_are_read_alike(data: bytes) -> None:
    assert read(data) == strictly(data)


PIECES = st.binary(max_size=4) | st.sampled_from(
    [b'"', b"\\", b",", b" ", b"\n", b"}", b"]", b"0", b".0", b"e1", b"-", b'"sex":"F",', b"\xc2\xa0", b"1" * 20]
)


@SETTINGS
@given(
    st.sampled_from([base("hd"), base("pd")]),
    st.integers(0, 4),
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 6), PIECES), max_size=3),
)
def test_any_damage_is_read_alike(document: Any, style: int, cuts: list[tuple[float, int, bytes]]) -> None:
    """Pieces of a valid case replaced, taken out or put in: the same case, or the same problems."""
    data = spelled(deepcopy(document))[style]
    for at, length, patch in cuts:
        begin = int(at * len(data))
        data = data[:begin] + patch + data[begin + length :]

    assert read(data) == strictly(data)
    assert read(data, read_case) == strictly(data, read_case)
