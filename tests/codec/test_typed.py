"""Values typed into a command line: as strict as a document, and every problem with its mend."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calciplug.codec import read_case
from calciplug.codec.grid import START, axes_and_problems
from calciplug.codec.reading import Reading
from calciplug.codec.typed import assignments, typed
from calciplug.codec.values import number
from calciplug.model.field import field, fields
from calciplug.testing.cases import base

CASE = read_case(json.dumps(base("hd")).encode())
PD = read_case(json.dumps(base("pd")).encode())
MANY = 1_000


def one(path, text, most=1):
    reading = Reading()
    own = field(path)
    assert own is not None
    return typed(reading, own, path, text, most=most), reading.problems


def refused(text, case=CASE):
    axes, problems = axes_and_problems([text], case)
    assert problems, axes
    return problems


def test_one_value_of_any_field_can_be_typed():
    found, problems = one("labs.phosphate", "1.6 mmol/L")

    assert problems == []
    assert (found.numbers, found.unit, found.values) == ((Decimal("1.6"),), "mmol/L", (1.6,))


def test_another_accepted_unit_is_converted_exactly():
    assert one("schedule.duration", "4 h/{session}")[0].values == (240.0,)
    assert one("dialysate.calcium", "2.5 meq/L")[0].values == (1.25,)


def test_several_values_where_one_is_wanted_are_refused():
    for text in ("1.6 1.7 mmol/L", "1:2:1 mmol/L"):
        found, problems = one("labs.phosphate", text)
        assert found is None
        assert len(problems) == 1


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("134 136 mmol/L", ["134", "136"]),
        ("  134\t136   mmol/L ", ["134", "136"]),
        ("140 134 mmol/L", ["140", "134"]),
        ("134:140:2 mmol/L", ["134", "136", "138", "140"]),
        ("134:134.3:0.1 meq/L", ["134", "134.1", "134.2", "134.3"]),
        ("134.0 mmol/L", ["134"]),
    ],
)
def test_numbers_keep_their_order_and_a_range_has_both_ends(text, numbers):
    [axis], problems = axes_and_problems([f"dialysate.sodium={text}"], CASE)

    assert problems == ()
    assert axis.numbers == tuple(Decimal(item) for item in numbers)


@given(st.integers(1, 50), st.integers(0, 5), st.integers(1, 40))
def test_a_range_is_exact_whatever_its_step(count, digits, step):
    """Added up in floats, 0.1 thirty times is not 3."""
    size = Decimal(step).scaleb(-digits)
    text = f"1:{1 + count * size:f}:{size:f} mmol/L"
    found, problems = one("dialysate.lactate", text, most=MANY)

    if 1 + count * size > 60:
        assert [item.code for item in problems] == ["limit.hard"]
    else:
        assert found.numbers == tuple(1 + index * size for index in range(count + 1))


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        # number
        ("dialysate.sodium=134,5 mmol/L", "number.form", "never guessed"),
        ("dialysate.sodium=1,340 mmol/L", "number.form", "never guessed"),
        ("dialysate.sodium=NaN mmol/L", "number.nonfinite", "not a finite number"),
        ("dialysate.sodium=-Infinity mmol/L", "number.nonfinite", "not a finite number"),
        ("dialysate.sodium=1e2 mmol/L", "number.form", "no exponent"),
        ("dialysate.sodium=+134 mmol/L", "number.form", "plain digits"),
        ("dialysate.sodium=.5 mmol/L", "number.form", "plain digits"),
        ("dialysate.sodium=0134 mmol/L", "number.form", "plain digits"),
        ("dialysate.sodium=134.0000001 mmol/L", "number.form", "plain digits"),
        ("dialysate.sodium=134mmol/L", "number.form", "write '134' and 'mmol/L' apart"),
        ("dialysate.sodium=mmol/L", "typed.empty", "no number"),
        # unit
        ("dialysate.sodium=134 136", "unit.missing", "mmol/L, meq/L"),
        ("dialysate.sodium=134 mmol/l", "unit.unknown", "did you mean 'mmol/L'?"),
        ("dialysate.sodium=134 mEq/L", "unit.unknown", "did you mean 'meq/L'?"),
        ("dialysate.sodium=134 mg/dL", "unit.not_for_kind", "not accepted here"),
        ("dialysate.sodium=134 mmol/L 136 mmol/L", "unit.unknown", "mmol/L 136 mmol/L"),
        ("schedule.duration=180 min / {session}", "unit.unknown", "did you mean 'min/{session}'?"),
        ("thiosulfate.dose=12500 mg/{session} pentahydrate", "unit.not_for_kind", "never converted"),
        # salt form
        ("thiosulfate.dose=12.5 g/{session}", "sts.form_missing", "pentahydrate or anhydrous"),
        ("thiosulfate.dose=12.5 g/{session} penta", "typed.form_unknown", "pentahydrate or anhydrous"),
        ("thiosulfate.dose=12.5 g/{session} Pentahydrate", "typed.form_unknown", "pentahydrate or anhydrous"),
        ("thiosulfate.dose=12.5 g/{session} anhydrous", "sts.form_contradicts_product", "pentahydrate"),
        ("dialysate.sodium=134 mmol/L pentahydrate", "typed.form_unexpected", "only grams"),
        # range
        ("dialysate.sodium=134:139:2 mmol/L", "typed.range", "end at 138 or 140"),
        ("dialysate.sodium=134:135:2 mmol/L", "typed.range", "end at 136"),
        ("dialysate.sodium=140:134:2 mmol/L", "typed.range", "above the lowest"),
        ("dialysate.sodium=134:134:2 mmol/L", "typed.range", "above the lowest"),
        ("dialysate.sodium=134:140:0 mmol/L", "typed.range", "above the lowest"),
        ("dialysate.sodium=134:140:-2 mmol/L", "typed.range", "above the lowest"),
        ("dialysate.sodium=134:140 mmol/L", "typed.range", "LOW:HIGH:STEP"),
        ("dialysate.sodium=134:136:1 140 mmol/L", "typed.range", "LOW:HIGH:STEP"),
        ("dialysate.sodium=134:NaN:1 mmol/L", "number.nonfinite", "not a finite"),
        ("schedule.duration=60:720:0.000001 min/{session}", "typed.too_many", "660,000,001"),
        # values
        ("dialysate.sodium=134 134.0 mmol/L", "typed.duplicate", "134"),
        ("dialysate.sodium=14 mmol/L", "limit.hard", "120 mmol/L"),
        ("dialysate.sodium=110:160:10 mmol/L", "limit.hard", "120 mmol/L"),
        ("dialysate.sodium=100:170:10 mmol/L", "limit.hard", "and 2 more"),
        ("dialysate.calcium=2.5 mmol/L", "limit.hard", "did you mean 2.5 mEq/L = 1.25 mmol/L?"),
        ("schedule.count=3 3.25 {session}/wk", "typed.not_deliverable", "steps of 0.5 sessions/week"),
        ("thiosulfate.start=800 min/{session}", "limit.hard", "720 min"),
        ("thiosulfate.start=-30 min/{session}", "limit.hard", "0 min"),
        # path
        ("dialysate.sodum=134 mmol/L", "grid.path", "did you mean 'dialysate.sodium'?"),
        ("labs.sodium=134 mmol/L", "grid.path", "no part of a prescription"),
        ("patient.dry_weight=70 kg", "grid.path", "no part of a prescription"),
        ("thiosulfate.product=1 mL", "grid.path", "holds a code"),
        ("thiosulfate.rate=1 g/min", "grid.path", "computed from thiosulfate.dose"),
        ("exchanges.night.dwell=8 h/{exchange}", "grid.path", "the case has no such exchange"),
        ("dialysate.sodium", "grid.no_assignment", "path=numbers unit"),
        ("", "grid.no_assignment", "path=numbers unit"),
        # points
        ("schedule.duration=60:240:60 min/{session},thiosulfate.infusion_duration=30 120 min/{session}",
         "grid.contradiction", "longer than the session"),
        ("schedule.count=1 2 {session}/wk", "grid.contradiction", "more sessions than there are"),
    ],
)  # fmt: skip
def test_each_refusal_has_its_own_reason_and_mend(text, code, said):
    problems = refused(text)
    told = " ".join(f"{p.message} {p.found} {p.expected} {p.fix}" for p in problems)

    assert [problem.code for problem in problems] == [code]
    assert said in told
    assert all(p.expected or p.fix or p.found or code == "grid.path" for p in problems)


def test_every_problem_of_every_axis_is_told_at_once():
    texts = ["dialysate.sodium=134,5", "schedule.duration=4 hours,flows.blod=200 mL/min", "dialysate.sodium=1 mmol/L"]
    _, problems = axes_and_problems(texts, CASE)

    assert [(item.pointer, item.code) for item in problems] == [
        ("dialysate.sodium", "number.form"),
        ("dialysate.sodium", "unit.missing"),
        ("schedule.duration", "unit.unknown"),
        ("flows.blod", "grid.path"),
        ("dialysate.sodium", "grid.duplicate_axis"),
        ("dialysate.sodium", "limit.hard"),
    ]


@pytest.mark.parametrize(
    ("texts", "parts"),
    [
        (["a.b=1 mL, c=2 mL"], [("a.b", "1 mL"), ("c", "2 mL")]),
        (["a.b = 1 mL", "c=2 mL"], [("a.b", "1 mL"), ("c", "2 mL")]),
        (["a=1,5 mL"], [("a", "1,5 mL")]),
        (["exchanges.night.dwell=1 h,exchanges.day_2.dwell=2 h"],
         [("exchanges.night.dwell", "1 h"), ("exchanges.day_2.dwell", "2 h")]),
        (["a"], [("a", None)]),
    ],
)  # fmt: skip
def test_several_assignments_stand_in_one_text(texts, parts):
    assert list(assignments(texts)) == parts


def test_exchanges_that_the_case_has_may_vary():
    key = PD.prescription.exchanges()[0]
    axes, problems = axes_and_problems([f"exchanges.{key}.dwell=4 6 h/{{exchange}}"], PD)

    assert problems == ()
    assert axes[0].path == f"exchanges.{key}.dwell"


def test_an_infusion_may_start_anywhere_from_the_start_of_a_session():
    axes, problems = axes_and_problems([f"{START}=0 180 min/{{session}}"], CASE)

    assert problems == ()
    assert axes[0].values == (0.0, 180.0)


def test_without_a_case_only_its_exchanges_are_not_judged():
    assert axes_and_problems(["exchanges.any.dwell=4 h/{exchange}"], None)[1] == ()
    assert axes_and_problems(["dialysate.sodium=1"], None)[1]


@given(st.text(max_size=60))
def test_no_text_is_taken_that_is_not_wholly_understood(text):
    """Whatever is accepted spells each of its numbers as a document must."""
    axes, problems = axes_and_problems([f"dialysate.sodium={text}"], CASE)

    assert bool(problems) is not bool(axes)
    assert all(isinstance(number(f"{item:f}"), Decimal) for axis in axes for item in axis.numbers)


def test_hostile_text_is_shown_harmless():
    for problem in refused("dialysate.\x1b[31msodium=1\x00 mmol/L\x07") + refused("dialysate.sodium=134 \x1b[2J"):
        shown = [problem.pointer, problem.message, problem.found, problem.expected, problem.fix]
        assert all(item is None or item.isprintable() for item in shown)


def test_every_number_of_a_prescription_may_vary():
    """In the first unit that its kind accepts, at the highest value that it can have."""
    from calciplug.units import kind, write

    key = PD.prescription.exchanges()[0]
    for own in fields().values():
        if own.section is None:
            continue
        unit = kind(own.kind).accepts[0]
        form = "pentahydrate" if "thiosulfate" in kind(own.kind).of else None
        high = write(own.plausible[1], own.kind, unit, form)
        path = own.path.replace("*", key)
        _, problems = axes_and_problems([f"{path}={high:f} {unit} {form or ''}"], PD)
        assert [item.code for item in problems if item.code != "grid.contradiction"] == [], path
