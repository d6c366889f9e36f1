"""Documents with one fault each: the problem that is found, where, and under which unit rule; nothing else."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from calciplug import units
from calciplug.codec import read_case, read_manifest, read_protocol, schema_text
from calciplug.codec.schema import validator
from calciplug.errors import InputError
from calciplug.testing.cases import base, patched

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted((ROOT / "fixtures" / "invalid").glob("*.json"))
READERS = {"case": read_case, "plugin": read_manifest, "protocol": read_protocol}
# Problems that only a document of two stages can have, or that another file proves.
UNIT_RULES = {f"U-{number}" for number in range(1, 10)}


def load(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return found


def document(row: dict[str, Any]) -> Any:
    """The parsed document of a file that patches one."""
    whole = base(row["base"]) if "base" in row else row["document"]
    return patched(whole, row.get("set", {}), row.get("remove", ()))


def content(row: dict[str, Any]) -> bytes:
    if "hex" in row:
        return bytes.fromhex(row["hex"])
    if "repeat" in row:
        first, again, times, last = row["repeat"]
        return f"{first}{again * times}{last}".encode()
    if "text" in row:
        return str(row["text"]).encode().ljust(row.get("pad", 0))
    return json.dumps(document(row), ensure_ascii=False).encode()


def refused(row: dict[str, Any]) -> InputError:
    with pytest.raises(InputError) as caught:
        READERS[row["schema"]](content(row))
    return caught.value


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_refused_for_its_fault(path: Path) -> None:
    row = load(path)
    found = [" ".join(filter(None, (p.rule, p.code))) + f" {p.pointer}" for p in refused(row).problems]

    assert sorted(found) == sorted(row["problems"])


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_told_so_that_it_can_be_mended(path: Path) -> None:
    """A sentence, a place, and what may stand there or how to mend it; a person's text is shortened and harmless."""
    for problem in refused(load(path)).problems:
        assert problem.message
        assert (
            problem.expected
            or problem.fix
            or problem.code in ("json.syntax", "json.depth", "schema.additional")
            or problem.found
        )
        for text in (problem.message, problem.found, problem.expected, problem.fix):
            assert text is None or (text.isprintable() and 0 < len(text) < 400)
        if problem.code not in ("json.encoding", "json.size"):
            assert problem.line is not None


def test_every_unit_rule_of_the_codec_refuses_something() -> None:
    assert {problem.split()[0] for path in FILES for problem in load(path)["problems"]} >= UNIT_RULES


def test_every_code_is_proved() -> None:
    """Every problem code that stands in the codec is found in some file."""
    known = set()
    for source in (ROOT / "calciplug" / "codec").glob("*.py"):
        pattern = r'"((?:json|number|text|schema|unit|limit|time|cross|record|product|sts|path)\.[a-z_A-Z]+)"'
        known |= set(re.findall(pattern, source.read_text("utf-8")))
    proved = {word for path in FILES for problem in load(path)["problems"] for word in problem.split() if "." in word}

    assert known == {code for code in proved if "/" not in code}


@pytest.mark.parametrize("name", READERS)
def test_every_keyword_of_a_schema_refuses_something(name: str) -> None:
    """A keyword that no document breaks might as well not be there, or be misspelt."""
    names_of_properties = {"minimum", "maximum"}  # of a parameter; no schema uses the keywords
    used = (set(re.findall(r'"(\w+)":', schema_text(name))) & set(validator(name).VALIDATORS)) - names_of_properties
    broken = set()
    for path in FILES:
        row = load(path)
        if row["schema"] == name and {"base", "document"} & set(row):
            for error in validator(name).iter_errors(document(row)):
                broken |= {str(error.validator)} | ({"propertyNames"} & set(map(str, error.absolute_schema_path)))

    assert used - broken - {"properties", "items", "$ref"} == set()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("u1_milligrams", ["12.5 mg is 1/1000 of 12.5 g", "did you mean g?", "never converted"]),
        ("u1_real_milligrams", ["25000 mg is 25 g;", "did you mean 25 g?", "never converted"]),
        ("u1_too_small", ["12.5 g", "never converted"]),
        ("u2_decimal_comma", ["'12.5 g' or '125 g'", "never guessed"]),
        ("u3_mmol_for_meq", ["did you mean 2.5 mEq/L = 1.25 mmol/L?"]),
        ("u3_spelling", ["did you mean 'meq/L'?", "mmol/L, meq/L"]),
        ("u3_contradiction", ["1.25 mmol/L (2.5 mEq/L) to 1.5 mmol/L (3 mEq/L)", "contradict", "nothing was chosen"]),
        ("u4_conductivity", ["mmol/L, meq/L"]),
        ("u5_missing", ["100.7 mmol as pentahydrate", "158.1 mmol as anhydrous", "pentahydrate or anhydrous"]),
        ("u5_against_the_product", ["dose as anhydrous, product as pentahydrate"]),
        ("u6_strength", ["25 g pentahydrate", "declares 12.5 g pentahydrate", "25 % w/v", "read the label again"]),
        ("u7_which_calcium", ["calcium_total or calcium_ionised"]),
        ("u7_total_as_ionised", ["labs.calcium_total"]),
        ("u7_mg_as_mmol", ["did you mean 9.2 mg/dL = 2.3 mmol/L?"]),
        ("u7_assay", ["bromocresol-green"]),
        ("u8_unit", ["14.451 g/m²", "body surface"]),
        ("u8_clearance", ["0.289 mL/min/m²"]),
        ("u9_sts", ["sodium tetradecyl sulfate"]),
        ("u9_nitrite", ["sodium nitrite is another drug"]),
        ("limit_in_the_other_form", ["0.637 g anhydrous", "47.781 g anhydrous", "75 g pentahydrate"]),
        ("time_contradiction", ["2026-01-12T08:00:00+01:00", "2026-01-12T07:00:00+01:00"]),
        ("required_modality", ["HD, HHD, HDF, CAPD, APD"]),
        ("additional_misspelt", ["did you mean 'thiosulfate'?"]),
    ],
)
def test_what_is_said(name: str, said: list[str]) -> None:
    """The readings that a person needs: both of them, in both unit systems, and never one chosen."""
    texts = [
        str(text)
        for problem in refused(load(ROOT / "fixtures" / "invalid" / f"{name}.json")).problems
        for text in (problem.message, problem.found, problem.expected, problem.fix)
    ]

    assert [part for part in said if not any(part in text for text in texts)] == []


def test_problems_come_in_the_order_of_the_document() -> None:
    problems = refused(load(ROOT / "fixtures" / "invalid" / "every_stage_at_once.json")).problems

    assert [(problem.line, problem.column) for problem in problems] == sorted(
        (problem.line, problem.column) for problem in problems
    )


def test_a_line_is_a_line_of_the_document() -> None:
    """Shown at the key, where a person looks for it; for a key that stands twice, at the first."""
    text = json.dumps(patched(base("hd"), {"/labs/sodium/0/unit": "mEq/L", "/patient/sex": "f"}), indent=2)
    with pytest.raises(InputError) as caught:
        read_case(text.encode())
    lines = text.splitlines()

    for problem in caught.value.problems:
        assert problem.line is not None
        assert problem.column is not None
        key = problem.pointer.rpartition("/")[2]
        assert lines[problem.line - 1][problem.column - 1 :].startswith(f'"{key}"')


def test_no_more_problems_than_a_person_reads() -> None:
    wrong = [{"value": 138, "unit": "mg%", "taken": "2026-01-12T06:30:00+01:00"}] * 90
    with pytest.raises(InputError) as caught:
        read_case(json.dumps(patched(base("hd"), {"/labs/sodium": wrong})).encode())

    assert len(caught.value.problems) == 50


def test_units_are_still_read_where_something_else_is_wrong() -> None:
    """One refused value hides no other: ranges and moments of the rest are told in the same answer."""
    changes = {"/patient/sex": "f", "/labs/sodium/0/value": 999, "/labs/potassium/0/taken": "2026-01-13T00:00:00+01:00"}
    with pytest.raises(InputError) as caught:
        read_case(json.dumps(patched(base("hd"), changes)).encode())

    assert {problem.code for problem in caught.value.problems} == {"schema.enum", "limit.hard", "time.future"}
    assert units.kind("sodium").accepts == ("mmol/L", "meq/L")
