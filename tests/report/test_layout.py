"""Lines: wrapped at one width, aligned, and safe to print."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calciplug.report import problem_lines, sheet
from calciplug.report.layout import WIDTH, Line, listed, printed, safe, table, wrap
from calciplug.report.words import natural


@pytest.mark.parametrize(
    "tied",
    [
        "25 g pentahydrate",
        "12.5 g",
        "1.25 mmol/L (2.5 mEq/L)",
        "0.417 g/min pentahydrate",
        "240 min (4 h)",
        "3 sessions/week",
    ],
)
def test_a_quantity_stays_on_one_line(tied):
    for length in range(60, 100):
        text = f"{'x' * length} {tied} and so on"
        found = [line for line in wrap(text) if "x" not in line or tied[0] in line]
        number, _, rest = tied.partition(" ")
        assert not any(line.rstrip().endswith(f" {number}") for line in wrap(text)), found
        assert rest.split()[0] in " ".join(wrap(text))


@given(st.text(max_size=400))
def test_any_text_is_wrapped_safely_and_inside_the_width(text):
    lines = wrap(text, "  - ")

    assert all(len(line) <= WIDTH for line in lines)
    assert not any(unicodedata.category(char)[0] == "C" for line in lines for char in line)


@given(st.lists(st.tuples(st.text(max_size=90), st.text(max_size=90), st.text(max_size=200)), min_size=1, max_size=4))
def test_any_table_stays_inside_the_width(rows):
    for line in table(rows, caps=(30, 30)):
        assert len(line.text) <= WIDTH
        assert line.text == line.text.rstrip()


def test_columns_are_aligned():
    lines = [line.text for line in table([["a", "1"], ["longer", "2"]])]

    assert lines == ["  a       1", "  longer  2"]


def test_colour_marks_one_word_and_nothing_else():
    line = Line("STOP  STOP it", "STOP", "STOP")

    assert printed([line], colour=True) == "\x1b[1;31mSTOP\x1b[0m  STOP it\n"
    assert printed([line]) == "STOP  STOP it\n"


def test_control_characters_are_replaced_and_text_is_kept():
    assert safe("µ→\x1b[0m\u202e") == "µ→\ufffd[0m\ufffd"


def test_names_are_listed_and_sorted_as_people_do():
    assert [listed([]), listed(["a"]), listed(["a", "b"]), listed(["a", "b", "c"])] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]
    assert sorted(["N-10", "N-2", "A-1", "x"], key=natural) == ["A-1", "N-2", "N-10", "x"]


# --- problems -------------------------------------------------------------------------------------------------------

PROBLEM = {
    "code": "unit.unknown", "pointer": "/labs/sodium/0/unit", "message": "not a unit code", "found": "meq",
    "expected": "mmol/L, meq/L", "fix": "did you mean 'meq/L'?", "rule": "U-4", "line": 12, "column": 5,
}  # fmt: skip


def test_a_problem_says_place_found_expected_and_mend():
    text = printed(problem_lines([PROBLEM], "case.json"))

    assert text.splitlines()[0] == "case.json::/labs/sodium/0/unit:12:5: not a unit code"
    assert "found meq; expected mmol/L, meq/L; did you mean 'meq/L'? [U-4 unit.unknown]" in text


def test_a_problem_may_know_less():
    problem = {"code": "json.size", "pointer": "", "message": "too large"}

    assert printed(problem_lines([problem], "stdin")).split() == ["stdin::/:", "too", "large", "[json.size]"]


def test_a_place_is_never_broken():
    name = "a-rather-long-folder-name/" * 6 + "case.json"

    lines = printed(problem_lines([PROBLEM], name)).splitlines()

    assert lines[0] == f"{name}::/labs/sodium/0/unit:12:5:"
    assert lines[1] == "    not a unit code"


def test_a_refused_input_shows_all_its_problems_and_what_did_not_happen():
    document = {
        "status": "rejected", "statement": "calciplug proposes; a licensed prescriber decides.",
        "problems": [PROBLEM, PROBLEM | {"pointer": "/x"}], "input_hash": "sha256:feed",
    }  # fmt: skip
    text = sheet(document, name="case.json")

    assert text.startswith(
        "STOP     rejected: case.json was refused; nothing was evaluated and no prescription is proposed"
    )
    assert "2 problems" in text
    assert text.count("case.json::/") == 2
    assert "sha256:feed" in text
