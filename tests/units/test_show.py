"""What a person reads: both unit systems, and nothing that a hurried eye could misread."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calciplug import units
from calciplug.errors import UnitError

SETTINGS = settings(max_examples=500, deadline=None, derandomize=True)
SHOWN = [(kind.name, code) for kind in units.kinds().values() for code, _ in kind.shows]
KINDS = sorted(units.kinds())
FORMED = [name for name, kind in units.kinds().items() if kind.of == ("thiosulfate",)]

# Notations of the ISMP list of error-prone abbreviations that a number with a unit can hold.
ERROR_PRONE = {
    "trailing zero": r"\.\d*0(?!\d)",
    "naked point": r"(?<!\d)\.\d",
    "point without a digit after it": r"\d\.(?!\d)",
    "exponent": r"\d[eE][+-]?\d",
    "ungrouped thousands": r"(?<![\d.,])\d{4,}(?!\d)",
    "micro sign": "[\u00b5\u03bc]",
    "U for unit": r"\bI?U\b",
    "cc": r"\bcc\b",
    "litre as l": r"(?<![A-Za-z])[mdµ]?l(?![A-Za-z])",
    "unit joined to the number": r"\d[A-Za-z]",
    "comparison sign": "[<>]",
    "UCUM spelling": r"[\[\]{}*]",
    "long fraction": r"\.\d{5,}",
}


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        (1.25, "dialysate_calcium", "1.25 mmol/L (2.5 mEq/L)"),
        (138.0, "sodium", "138 mmol/L (138 mEq/L)"),
        (2.36, "serum_calcium", "2.36 mmol/L (9.46 mg/dL)"),
        (1.775681, "phosphate", "1.78 mmol/L (5.5 mg/dL)"),
        (44.562334, "pth", "420 pg/mL (44.56 pmol/L)"),
        (33.0, "albumin", "33 g/L (3.3 g/dL)"),
        (5.25, "calcium_phosphate", "5.25 mmol²/L² (65.2 mg²/dL²)"),
        (240.0, "session_duration", "240 min (4 h)"),
        (3.0, "session_frequency", "3 sessions/week"),
        (0.35, "flow", "350 mL/min"),
        (0.05, "infusion_volume", "50 mL"),
        (12345.0, "cell_count", "12,345 cells/mcL (12,345 million cells/L)"),
        (1.0, "drug_dose", "1,000 mg"),
        (0.0001, "drug_dose", "0.1 mg"),
        (1.4, "kt_v", "1.4"),
        (2.1, "weekly_kt_v", "2.1 per week"),
        (32.0 * 365.25 * 1440, "age", "32 years"),
        (1440.0, "time", "1 day"),
        (2880.0, "time", "2 days"),
        (720.0, "time", "0.5 days"),
        (1.0, "session_frequency", "1 session/week"),
        (1.5, "session_frequency", "1.5 sessions/week"),
        (365.25 * 1440, "age", "1 year"),
        (36.6, "temperature", "36.6 °C"),
        (135.0, "pressure", "135 mmHg"),
        (0.0, "sodium", "0 mmol/L (0 mEq/L)"),
        (-0.125, "calcium_gradient", "-0.25 mEq/L (-0.12 mmol/L)"),
    ],
)
def test_text(value: float, kind: str, text: str) -> None:
    assert units.text(value, kind) == text
    assert units.show(units.make(value, kind), kind) == text


def test_the_form_of_grams_is_shown() -> None:
    """With the other salt's grams beside them, because limits count those of the pentahydrate."""
    memory = units.read(Decimal(25), "g/{session}", "thiosulfate_dose", "anhydrous")

    assert units.text(memory, "thiosulfate_dose", "anhydrous") == "25 g anhydrous (39.242 g pentahydrate)"
    assert units.text(memory, "thiosulfate_dose", "pentahydrate") == "39.242 g pentahydrate"


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        (201.466, 316.236, "201.5 to 316.2 mmol"),
        (100.0, 100.0, "100 mmol"),
        (100.0, 100.04, "100 mmol"),
        (1000.0, 2000.0, "1,000 to 2,000 mmol"),
    ],
)
def test_interval(low: float, high: float, text: str) -> None:
    assert units.interval(low, high, "sodium_load") == text


def test_show_refuses_another_dimension() -> None:
    with pytest.raises(UnitError):
        units.show(units.make(1.25, "serum_calcium"), "phosphate")


@SETTINGS
@given(st.sampled_from(KINDS), st.floats(0, 1e7, allow_nan=False))
def test_nothing_error_prone(kind: str, value: float) -> None:
    text = units.text(value, kind)

    assert {name for name, pattern in ERROR_PRONE.items() if re.search(pattern, text)} == set(), text


@SETTINGS
@given(st.sampled_from(FORMED), st.floats(0, 1e4), st.sampled_from(["pentahydrate", "anhydrous"]))
def test_nothing_error_prone_with_a_form(kind: str, value: float, form: str) -> None:
    text = units.text(value, kind, form)

    assert form in text
    assert {name for name, pattern in ERROR_PRONE.items() if re.search(pattern, text)} == set(), text


@SETTINGS
@given(st.sampled_from(SHOWN), st.floats(-1e7, 1e7, allow_nan=False))
def test_what_is_shown_reads_as_what_is_kept(shown: tuple[str, str], value: float) -> None:
    """parse(format(x)) == x, to the digits that are kept; and the kept digits are the nearest ones."""
    name, code = shown
    kept = units.write(value, name, code)
    text = units.number(kept)

    assert re.fullmatch(r"-?(0|[1-9][0-9]{0,2}(,[0-9]{3})*)(\.[0-9]*[1-9])?", text)
    assert Decimal(text.replace(",", "")) == kept
    digits = dict(units.kind(name).shows)[code]
    exact = value / float(units.kind(name).factor(code))
    assert abs(float(kept) - exact) <= 0.5 * 10**-digits * (1 + 1e-5) + 1e-9 * abs(exact)


@pytest.mark.parametrize("code", sorted(units.UCUM))
def test_labels(code: str) -> None:
    """Every label is safe beside a number; UCUM's own spelling never reaches a page."""
    text = f"1 {units.label(code)}".rstrip()

    assert {name for name, pattern in ERROR_PRONE.items() if re.search(pattern, text)} == set(), text
