"""The hostile corpus: every input refused or accepted as its manifest says, with one clear error, and quickly."""

from __future__ import annotations

import json
import re
import time
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from calciplug import Host, adjust_document, read_case, shipped_protocol, units
from calciplug.codec.schema import check
from calciplug.errors import InputError
from calciplug.model.field import fields
from calciplug.testing.cases import base, patched

from .adapter import PLACES, adapt

ROOT = Path(__file__).resolve().parents[2]
HOSTILE = ROOT / "fixtures" / "hostile"
MANIFEST: dict[str, Any] = json.loads((HOSTILE / "manifest.json").read_text("utf-8"))
CASES: dict[str, Any] = MANIFEST["cases"]
BOUNDARIES = [json.loads(line) for line in (HOSTILE / "boundaries.jsonl").read_text("utf-8").splitlines()]
# A hundred times what a document takes: only a reader that hangs is slower, on any machine.
SECONDS = 5.0

# The corpus' code → ours, where they are not one word. Our closed table is all the units there are: what is a unit
# elsewhere and not here is unknown; and a refused character is told before the unit that holds it is looked up.
CODES = {
    "unit.not_for_kind": {"unit.not_for_kind", "unit.unknown"},
    "unit.unknown": {"unit.unknown", "text.charset", "text.length"},
}
# Where one file asks for another of ours, with the reason.
CODES_OF = {
    "cases/b24_many_keys_15k.json": {"json.size"},  # its note: the code may differ, it must be cheap
}


def rows(name: str) -> list[tuple[str, str, str]]:
    """(text, verdict, class) of one of the two tables."""
    lines = (HOSTILE / name).read_text("utf-8").splitlines()
    cells = [line.split("\t") for line in lines if not line.startswith("#")]
    return [(json.loads(cell[0]), cell[1], cell[2]) for cell in cells]


@cache
def host() -> Host:
    return Host.discover()


def outcome(data: bytes) -> dict[str, Any]:
    """The answer to *data*, which is a schema-valid document whatever *data* is, and comes in time."""
    began = time.perf_counter()
    answer = adjust_document(data, host(), shipped_protocol())
    assert time.perf_counter() - began < SECONDS
    found: dict[str, Any] = json.loads(answer)
    assert check("outcome", found) == []
    return found


def worries(document: dict[str, Any]) -> list[str]:
    """What the answer asks or forbids: findings that are more than information."""
    return [f"{row['severity']} {row['code']}" for row in document["findings"] if row["severity"] != "info"]


def judge(data: bytes, expect: str, codes: set[str]) -> None:
    found = outcome(data)
    problems = {problem["code"] for problem in found["problems"]}
    if expect == "accept":
        assert problems == set()
        assert found["status"] != "rejected"
    elif expect == "warn":
        assert problems == set()
        assert any(row["code"] == "host.unusual" for row in found["findings"]) or any(
            w.startswith("block") for w in worries(found)
        )
    elif problems:
        assert problems <= codes
        assert found["status"] == "rejected"
        assert found["prescription"] is None
    else:
        # A dose that is legal JSON, a legal unit and no slip: a rule refuses it, and says what stands instead.
        assert codes == {"limit.hard"}
        assert any(
            row["severity"] == "block" and row.get("path", "").startswith("thiosulfate") for row in found["findings"]
        )
        assert found["status"] == "held"


@pytest.mark.parametrize("name", CASES)
def test_case(name: str) -> None:
    row = CASES[name]

    judge(
        adapt((HOSTILE / name).read_bytes()), row["expect"], CODES_OF.get(name, CODES.get(row["code"], {row["code"]}))
    )


@pytest.mark.parametrize("name", [name for name, row in CASES.items() if row["expect"] == "reject"])
def test_one_clear_error(name: str) -> None:
    """One fault, one problem: at its place, with a sentence, and no follow-up errors of the reader's own making."""
    problems = outcome(adapt((HOSTILE / name).read_bytes()))["problems"]

    allowed = {"cases/g12_schema_ref_in_case.json": 2}.get(name, 1)  # two keys that are not ours
    assert len(problems) <= allowed, problems
    for problem in problems:
        assert problem["message"]
        assert all(text.isprintable() for text in problem.values() if isinstance(text, str))


def test_every_file_is_walked() -> None:
    assert {f"cases/{path.name}" for path in (HOSTILE / "cases").iterdir()} == set(CASES)


def test_the_adapter_knows_every_member_of_the_shape() -> None:
    assert set(PLACES) == set(MANIFEST["base"])


def test_the_adapter_keeps_faults() -> None:
    """What must not be lost on the way: bytes, keys, numbers, ends."""
    plain = json.dumps(MANIFEST["base"]).encode()

    assert adapt(b"") == b""
    assert adapt(b"[]") == b"[]"
    assert adapt(b"\xef\xbb\xbf" + plain)[:3] == b"\xef\xbb\xbf"
    with pytest.raises(ValueError, match="delimiter"):
        json.loads(adapt(plain[:-1]))
    assert adapt(plain + b"\x00")[-1:] == b"\x00"
    assert b"\xfc" in adapt(plain.replace(b"synthetic", b"M\xfcller"))
    assert b'"\\u0064ose"' in adapt(plain.replace(b'"sts_dose"', b'"\\u0073ts_dose"'))
    assert adapt(plain.replace(b'"sts_dose"', b'"sts_dose": 1, "sts_dose"')).count(b'"dose": ') == 4
    assert b"12.50000000000000000000" in adapt(plain.replace(b"12.5,", b"12.50000000000000000000,"))


# --- the pattern of their boundaries: the rows that are not about a limit -------------------------------------------

LIMITS = set(PLACES)
OTHERS = [row for row in BOUNDARIES if row["field"] not in LIMITS]
OURS = {"7+6 digits": {"limit.hard"}}


@pytest.mark.parametrize("row", OTHERS, ids=lambda row: f"{row['field']} {row['value']}".strip())
def test_boundary_of_form(row: dict[str, Any]) -> None:
    """Ids of 64 characters, depth 16, the years 2000 and 2100, as many bytes as are read: at and one step outside."""
    data = adapt((row["text"] or json.dumps(MANIFEST["base"])).encode()).ljust(row.get("pad", 0))
    codes = OURS.get(row["field"], CODES.get(row["code"], {row["code"]}))

    judge(data, row["expect"], codes)


def test_every_row_of_theirs_gets_an_answer() -> None:
    """Their limits are placeholders (ours: test_boundaries.py); what is read or refused, is so without an exception."""
    for row in BOUNDARIES:
        if row["text"]:
            outcome(adapt(row["text"].encode()))


# --- units ----------------------------------------------------------------------------------------------------------

UNITS = rows("units_hostile.txt")
# UCUM codes that the list refuses because no kind of its own uses them; ours has one kind for each.
OF_ONE_KIND = {"a": {"age", "time"}, "m": {"height"}, "mm[Hg]": {"pressure"}, "{session}": {"session_count"}}


@pytest.mark.parametrize(("text", "verdict", "_"), UNITS, ids=lambda value: repr(value)[:40])
def test_unit(text: str, verdict: str, _: str) -> None:
    """A text is a unit for some kind if and only if the list says so, byte for byte."""
    accepting = {kind.name for kind in units.kinds().values() if text in kind.accepts}

    if verdict.startswith("ok:"):
        assert text == verdict.removeprefix("ok:")
        assert accepting
        assert text in units.UCUM
    else:
        assert accepting == OF_ONE_KIND.get(text, set())


@pytest.mark.parametrize("text", ["%", "1", "", "mEq/L", "IU", "U", "cc"])
def test_never_a_unit(text: str) -> None:
    assert text not in units.UCUM


@pytest.mark.parametrize(("text", "verdict", "_"), UNITS, ids=lambda value: repr(value)[:40])
def test_unit_of_a_document(text: str, verdict: str, _: str) -> None:
    """The same texts as the unit of a dialysate calcium, through the reader: two are read, the rest is one problem."""
    data = json.dumps(patched(base("hd"), {"/prescription/dialysate/calcium": {"value": 1.25, "unit": text}})).encode()
    pointer = "/prescription/dialysate/calcium/unit"

    if text in ("mmol/L", "meq/L"):
        read_case(data)
        return
    with pytest.raises(InputError) as caught:
        read_case(data)
    [problem] = caught.value.problems
    assert problem.pointer == pointer
    assert problem.code in (
        "unit.unknown",
        "unit.not_for_kind",
        "unit.missing",
        "unit.per_surface",
        "text.charset",
        "text.length",
    )
    assert verdict == "reject" or problem.code == "unit.not_for_kind"


# --- quantities -----------------------------------------------------------------------------------------------------

QUANTITIES = rows("quantities_hostile.txt")
TEXTS = [text for text, _, _ in QUANTITIES]


@pytest.mark.parametrize("text", TEXTS, ids=lambda value: repr(value)[:40])
@pytest.mark.parametrize(
    "pointer", ["/order/thiosulfate/dose", "/order/dialysate/calcium", "/labs/sodium/0", "/patient/dry_weight"]
)
def test_free_text_is_no_quantity(pointer: str, text: str) -> None:
    """Not even a right one: a number and a unit stand apart, so that nobody has to take a text apart."""
    data = json.dumps(patched(base("hd"), {"/order": {"thiosulfate": {}, "dialysate": {}}, pointer: text})).encode()
    with pytest.raises(InputError) as caught:
        read_case(data)

    [problem] = caught.value.problems
    assert problem.pointer == pointer
    assert (problem.rule, problem.code) in (("U-2", "schema.type"), (None, "text.charset"))


@pytest.mark.parametrize("text", TEXTS, ids=lambda value: repr(value)[:40])
@pytest.mark.parametrize("key", ["value", "unit"])
def test_free_text_is_no_part_of_a_quantity(key: str, text: str) -> None:
    """One of them is a unit ("g"); no other is a number or a unit."""
    quantity = {"value": 12.5, "unit": "g/{session}", "form": "pentahydrate", key: text}
    with pytest.raises(InputError) as caught:
        read_case(json.dumps(patched(base("hd"), {"/order": {"thiosulfate": {"dose": quantity}}})).encode())

    assert [problem.pointer for problem in caught.value.problems] == [f"/order/thiosulfate/dose/{key}"]


# --- what a corpus of single faults does not show -------------------------------------------------------------------

PATHS = [
    f"/{'labs' if path.startswith('labs.') else 'order'}/{path.removeprefix('labs.').replace('.', '/')}"
    for path in fields()
]
SLOW = {
    "one letter": "m" * 1900,
    "letters and slashes": "m/" * 950,
    "digits": "1" * 1900,
    "digits and points": "1.1" * 600,
    "surfaces": "/1.73m2" * 270,
    "equivalents": "1 meq/l " * 230,
    "ranges": "1-1 to 1 " * 210,
    "blanks": " " * 1900,
    "brackets": "{" * 1900,
}


@pytest.mark.parametrize("text", SLOW.values(), ids=SLOW.keys())
def test_no_text_is_looked_into_for_long(text: str) -> None:
    """Hints are made with patterns, and a pattern can take minutes over two thousand characters."""
    changes = {"/labs": {}, "/order": {}}
    changes |= {
        pointer.replace("*", "day"): {"value": 1, "unit": text} if index % 2 else text
        for index, pointer in enumerate(PATHS)
    }
    began = time.perf_counter()
    with pytest.raises(InputError):
        read_case(json.dumps(patched(base("hd"), changes)).encode())

    assert time.perf_counter() - began < SECONDS


@pytest.mark.parametrize(
    "data",
    [
        b'{"a": "' + b'\\"' * 131_000,
        b'"' * 262_144,
        b'"' + b"\\" * 262_143,
        b"{" + b",".join(b'"k%d":1' % (number // 2) for number in range(12_000)) + b"}",
        b"{" + b",".join(b'"k%d":1' % number for number in range(12_000)) + b"}",
        b'{"labs":{' + b",".join(b'"k%d":[{}]' % number for number in range(12_000)) + b"}}",
        b'{"labs":{"sodium":[' + b",".join([b"{}"] * 12_000) + b"]}}",
        b'{"prescription":{"exchanges":{'
        + b",".join(b'"k%d":{"volume":5}' % number for number in range(9_000))
        + b"}}}",
        b'{"about":"' + "\u200b".encode() * 87_000 + b'"}',
        b"\n" * 262_000 + b'{"a":1}',
        b'{"' + b"a" * 262_000 + b'":1}',
    ],
    ids=[
        "escapes",
        "quotes",
        "backslashes",
        "twice",
        "keys",
        "series",
        "items",
        "exchanges",
        "invisible",
        "lines",
        "a key",
    ],
)
def test_large_documents_take_no_longer_than_their_size(data: bytes) -> None:
    began = time.perf_counter()
    with pytest.raises(InputError) as caught:
        read_case(data)

    assert time.perf_counter() - began < SECONDS
    assert 0 < len(caught.value.problems) <= 50


def test_no_answer_repeats_what_it_was_sent() -> None:
    """Patient data does not come back in an error: of a refused value a few characters, of the rest nothing."""
    name = "Marie-Skłodowska-0123456789"
    changes = {"/about": name, "/patient/sex": name * 20, "/labs/sodium/0/unit": name * 20, f"/{name * 9}": 1}
    text = json.dumps(outcome(json.dumps(patched(base("hd"), changes)).encode()), ensure_ascii=False)

    assert len(re.findall("Marie", text)) <= 12
    assert name * 4 not in text
