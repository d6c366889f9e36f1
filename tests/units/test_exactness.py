"""Decimal text to the one float of memory: exact, through the field's substance, and never through a guess."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calciplug import units
from calciplug.errors import UnitError
from calciplug.units.convert import spelled

SETTINGS = settings(max_examples=300, deadline=None, derandomize=True)
PAIRS = [(kind.name, code) for kind in units.kinds().values() for code in kind.accepts]


def decimals(places: int = 6) -> st.SearchStrategy[Decimal]:
    """Numbers as a document may write them: at most seven digits before the point and six after it."""
    return st.decimals(0, 9_999_999, places=places, allow_nan=False, allow_infinity=False)


def read(value: str, code: str, kind: str, form: str | None = None) -> float:
    return units.read(Decimal(value), code, kind, form)


# --- exact ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "two", "kind"),
    [
        (("9", "mg"), ("0.009", "g"), "thiosulfate_amount"),
        (("0.3", "g"), ("300", "mg"), "drug_dose"),
        (("7", "ug"), ("0.007", "mg"), "drug_dose"),
        (("2.5", "meq/L"), ("1.25", "mmol/L"), "dialysate_calcium"),
        (("138", "meq/L"), ("138", "mmol/L"), "sodium"),
        (("3.1", "g/dL"), ("31", "g/L"), "albumin"),
        (("0.35", "L/min"), ("350", "mL/min"), "flow"),
        (("21", "L/h"), ("350", "mL/min"), "flow"),
        (("4", "h/{session}"), ("240", "min/{session}"), "session_duration"),
        (("1", "{exchange}/d"), ("7", "{exchange}/wk"), "exchange_frequency"),
        (("1450", "/uL"), ("1450", "10*6/L"), "cell_count"),
        (("25", "%{w/v}"), ("250", "mg/mL"), "thiosulfate_strength"),
        (("1", "a"), ("365.25", "d"), "time"),
        (("1", "mo"), ("30.4375", "d"), "time"),
        (("100", "[lb_av]"), ("45.359237", "kg"), "body_mass"),
    ],
    ids=lambda value: "".join(value) if isinstance(value, tuple) else value,
)
def test_two_spellings_are_one_float(one: tuple[str, str], two: tuple[str, str], kind: str) -> None:
    assert read(*one, kind) == read(*two, kind)


@SETTINGS
@given(st.sampled_from(PAIRS), decimals())
def test_one_rounding(pair: tuple[str, str], value: Decimal) -> None:
    """The float is the nearest one to the exact product of number and factor."""
    name, code = pair

    assert units.read(value, code, name) == float(Fraction(value) * units.kind(name).factor(code))


@SETTINGS
@given(st.sampled_from(PAIRS), decimals(places=2))
def test_what_is_written_reads_the_same(pair: tuple[str, str], value: Decimal) -> None:
    """A value that was written is written the same again, however often it goes out and comes in."""
    name, code = pair
    written = units.write(units.read(value, code, name), name)
    wire = units.kind(name).shows[0][0]

    assert units.write(units.read(written, wire, name), name) == written


@given(st.floats(allow_nan=False, allow_infinity=False))
@SETTINGS
def test_every_finite_float_can_be_written(value: float) -> None:
    """Also absurd ones, which a faulty plugin may propose: they are refused elsewhere, and shown in plain digits."""
    written = units.write(value, "sodium")

    assert abs(Fraction(written) - Fraction(value)) <= Fraction(1, 10)
    assert "E" not in units.number(written)


@given(
    st.floats(allow_nan=False, allow_infinity=False)
    | decimals(places=3).map(float)
    | st.sampled_from([0.0, -0.0, 0.0004]),
    st.sampled_from(PAIRS),
)
@SETTINGS
def test_the_ways_to_write_a_number_agree(value: float, pair: tuple[str, str]) -> None:
    """As a decimal, as JSON prints it, and in the digits of the page, asked for once or again."""
    name, code = pair
    wire, other = units.write(value, name), units.write(value, name, code)
    expected = int(wire) if wire == wire.to_integral_value() else float(wire)

    for _ in range(2):
        found = units.figure(value, name)
        assert (type(found), repr(found)) == (type(expected), repr(expected))
    assert spelled(value, name, code) == units.number(other)


def test_what_is_remembered_of_a_number_is_the_same_for_its_equals() -> None:
    """Zero has no sign on a page, and a whole number is written alike however it was counted."""
    for first, second in ((0.0, -0.0), (-0.0, 0.0), (1.0, True), (1, 1.0)):
        assert units.text(first, "sodium") == units.text(second, "sodium")
        assert repr(units.figure(first, "sodium")) == repr(units.figure(second, "sodium")) == str(int(first))


@pytest.mark.parametrize(
    ("value", "kept"),
    [(1.2499999999999998, "1.25"), (2.675, "2.675"), (1.0005, "1"), (1.0015, "1.002"), (-0.0, "0"), (0.0004, "0")],
)
def test_the_tail_of_a_float_decides_no_digit(value: float, kept: str) -> None:
    """Half-even on what a person sees, after a binary tail is rounded away."""
    assert str(units.write(value, "dialysate_calcium")) == kept


# --- analytes -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "code", "kind", "expected"),
    [
        ("2.5", "meq/L", "dialysate_calcium", 1.25),
        ("2.36", "mmol/L", "serum_calcium", 2.36),
        ("9.2", "mg/dL", "serum_calcium", 2.29552),
        ("8.4", "mg/dL", "serum_calcium", 2.09591),
        ("7.5", "mg/dL", "serum_calcium", 1.87135),
        ("10.2", "mg/dL", "serum_calcium", 2.54504),
        ("5.5", "mg/dL", "phosphate", 1.77568),
        ("55", "mg2/dL2", "calcium_phosphate", 4.43057),
        ("130", "pg/mL", "pth", 13.7931),
        ("1", "pg/mL", "pth", 0.106101),
        ("585", "ng/L", "pth", 62.0690),
        ("2", "meq/L", "magnesium", 1.0),
        ("2.4305", "mg/dL", "magnesium", 1.0),
        ("3.5", "meq/L", "potassium", 3.5),
        ("72", "mg/mL", "product_sodium", 3131.80),
        ("23", "mg/mL", "product_sodium", 1000.43),
    ],
)
def test_through_the_substance(value: str, code: str, kind: str, expected: float) -> None:
    """Reference figures of the clinical tables: 1 mmol of calcium is 2 mEq and 40.078 mg, and so on."""
    assert read(value, code, kind) == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("meq/L", "phosphate"),  # no valence: which ion it is depends on pH
        ("meq/L", "serum_calcium"),
        ("mg/dL", "dialysate_calcium"),
        ("mg/dL", "sodium"),
        ("mmol/L", "albumin"),
        ("g/dL", "phosphate"),
        ("mg/{session}", "thiosulfate_dose"),
        ("g", "thiosulfate_dose"),
        ("g/{exchange}", "thiosulfate_dose"),
        ("mmol/L", "thiosulfate_concentration"),
        ("pg/mL", "serum_calcium"),
        ("%{w/v}", "thiosulfate_concentration"),
        ("%{w/v}", "ratio"),
        ("{session}/wk", "exchange_frequency"),
        ("mEq/L", "dialysate_calcium"),
        ("mmol/l", "dialysate_calcium"),
        ("meq/L ", "dialysate_calcium"),
        ("%", "ratio"),
        ("1", "ratio"),
        ("", "ratio"),
    ],
)
def test_not_for_this_kind(code: str, kind: str) -> None:
    with pytest.raises(UnitError, match="not accepted"):
        read("1", code, kind)


@pytest.mark.parametrize(
    ("code", "kind", "why"),
    [
        ("meq/L", "phosphate", "valence"),
        ("mmol/L", "albumin", "molar mass"),
        ("mg/mL", "anion_gap", "molar mass"),
        ("mmol/L", "osmolarity", "molar mass"),
        ("mosm/L", "sodium", "osmoles"),
        ("g/L", "flow", "names none"),
        ("L/min", "sodium", "does not count"),
        ("nonsense", "sodium", "closed table"),
        ("mmol", "sodium", "not a unit of"),
    ],
)
def test_no_factor_without_chemistry(code: str, kind: str, why: str) -> None:
    """Below the list of accepted units: what chemistry does not give cannot be computed at all."""
    with pytest.raises(UnitError, match=why):
        units.kind(kind).factor(code)


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity"])
def test_only_finite_numbers(value: str) -> None:
    with pytest.raises(UnitError, match="finite"):
        read(value, "mmol/L", "sodium")
    with pytest.raises(UnitError, match="finite"):
        units.write(float(value.lower()), "sodium")


def test_unknown_names() -> None:
    with pytest.raises(UnitError, match="no kind"):
        units.kind("calcium")
    with pytest.raises(UnitError, match="no substance"):
        units.substance("iron")


# --- thiosulfate ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("grams", "form", "pentahydrate"),
    [
        ("25", "pentahydrate", 25.0),
        ("25", "anhydrous", 39.24),
        ("1", "anhydrous", 1.570),
        ("15.93", "anhydrous", 25.005),
        ("8", "anhydrous", 12.557),
        ("12.8", "anhydrous", 20.092),
    ],
)
def test_grams_with_their_form(grams: str, form: str, pentahydrate: float) -> None:
    """Both forms meet in moles: 158.11 g of the anhydrous salt hold as much thiosulfate as 248.18 g of the other."""
    memory = read(grams, "g/{session}", "thiosulfate_dose", form)

    assert memory == pytest.approx(pentahydrate, abs=0.005)
    assert units.write(memory, "thiosulfate_dose", form=form) == Decimal(grams)


def test_a_strength_has_a_form_too() -> None:
    """80 mg/mL anhydrous and 125 mg/mL pentahydrate are one liquid with two labels, within half a percent."""
    assert read("80", "mg/mL", "thiosulfate_strength", "anhydrous") == pytest.approx(125.6, abs=0.05)


@pytest.mark.parametrize(("kind", "form"), [("thiosulfate_dose", "hydrous"), ("sodium", "pentahydrate")])
def test_a_form_that_is_none(kind: str, form: str) -> None:
    with pytest.raises(UnitError, match="not a salt form"):
        read("1", units.kind(kind).accepts[0], kind, form)
