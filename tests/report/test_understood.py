"""What was understood: every quantity of the case in both unit systems, and how old it is."""

from __future__ import annotations

import json
from datetime import datetime

import pytest

from calciplug import read_case
from calciplug.report import printed, understood
from calciplug.report.clock import infusion_begins
from calciplug.report.words import age, title
from calciplug.testing import patched
from calciplug.testing.cases import base

TAKEN = "2026-01-10T07:00:00+01:00"


def echo(changes=None, name="hd"):
    case = read_case(json.dumps(patched(base(name), changes or {})).encode())
    return " ".join(printed(understood(case)).split())


def test_a_quantity_is_shown_as_it_was_understood_whatever_unit_it_came_in():
    text = echo({"/labs/calcium_total/0": {"value": 9.2, "unit": "mg/dL", "taken": TAKEN, "timing": "pre-dialysis"}})

    assert "total serum calcium 2.3 mmol/L (9.2 mg/dL) 2 days old, pre-dialysis" in text


def test_prescription_and_order_stand_side_by_side():
    text = echo({"/order/dialysate": {"sodium": {"value": 138, "unit": "meq/L"}}})

    assert "Prescription in force ordered" in text
    assert "dialysate sodium 136 mmol/L (136 mEq/L) 138 mmol/L (138 mEq/L)" in text
    assert "thiosulfate dose 25 g pentahydrate" in text


def test_a_value_that_is_only_ordered_says_that_none_is_in_force():
    assert "dialyser none F60" in echo({"/order/dialyser": {"name": "F60"}})


def test_without_an_order_it_says_so():
    assert "in force; nothing else is ordered" in echo()


def test_samples_are_shown_newest_first_and_the_rest_counted():
    rows = [
        {"value": 130 + day, "unit": "mmol/L", "taken": f"2026-01-{day:02d}T06:30:00+01:00", "timing": "pre-dialysis"}
        for day in range(1, 7)
    ]
    text = echo({"/labs/sodium": rows})

    assert text.index("136 mmol/L (136 mEq/L) 6 days old") < text.index("135 mmol/L") < text.index("134 mmol/L")
    assert "3 older values" in text
    assert "133 mmol/L" not in text


def test_a_sample_that_is_too_old_is_said_to_be():
    row = {"value": 138, "unit": "mmol/L", "timing": "pre-dialysis"}

    assert "8 days old, over its limit of 7 days" in echo(
        {"/labs/sodium": [row | {"taken": "2026-01-04T06:30:00+01:00"}]}
    )
    assert "over its limit" not in echo({"/labs/sodium": [row | {"taken": "2026-01-06T06:30:00+01:00"}]})


def test_the_lists_of_the_case_are_echoed():
    text = echo(
        {
            "/patient/allergies": [{"agent": "sulfite", "reaction": "anaphylaxis"}],
            "/patient/conditions": [{"code": "other", "text": "one kidney"}, {"code": "asthma"}],
            "/patient/symptoms": [{"code": "tetany", "since": TAKEN}],
            "/medications": [{"drug": "warfarin", "status": "active"}],
            "/history/events": [{"code": "cramps", "happened": TAKEN}],
            "/history/changes": [{"path": "dialysate.sodium", "changed": TAKEN, "rule": "N-1"}],
            "/overrides": [
                {
                    "finding": "N-4", "path": "dialysate.sodium", "value": {"value": 131, "unit": "mmol/L"},
                    "role": "nephrologist", "reason": "tolerated",
                }
            ],
        }
    )  # fmt: skip

    assert "Allergies sulfite (anaphylaxis)" in text
    assert "Conditions one kidney; asthma" in text
    assert "Symptoms tetany since 2026-01-10" in text
    assert "Medicines warfarin (active)" in text
    assert "Doses given 25 g pentahydrate on 2026-01-09, intravenous, tolerated" in text
    assert "Events cramps on 2026-01-10" in text
    assert "Changes dialysate sodium on 2026-01-10 by rule N-1" in text
    assert "N-4 for dialysate sodium 131 mmol/L (131 mEq/L) by nephrologist: tolerated" in text


def test_no_allergy_is_said_because_it_matters():
    words = " ".join(echo().split())

    assert "Allergies none" in words
    assert "Allergies not stated" not in words


def test_a_product_is_echoed_with_its_salt_and_strength():
    text = echo()

    assert "vial-25-percent: sodium thiosulfate pentahydrate, strength 250 mg/mL pentahydrate" in text
    assert "amount 12.5 g pentahydrate, volume 50 mL" in text
    assert "no sulfite" in text


def test_exchanges_are_told_one_after_the_other():
    case = read_case(json.dumps(base("pd")).encode())
    keys = case.prescription.exchanges()
    text = echo(name="pd")

    assert keys
    for key in keys:
        first, last = text.index(f"exchange {key}: how it is made"), text.rindex(f"exchange {key}: ")
        assert not any(f"exchange {other}: " in text[first:last] for other in keys if other != key)


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0, "just taken"), (-3, "just taken"), (30, "30 min old"), (119, "119 min old"), (120, "2 h old"),
     (47 * 60, "47 h old"), (48 * 60, "2 days old"), (9 * 1440, "9 days old")],
)  # fmt: skip
def test_ages_are_words(minutes, words):
    assert age(minutes) == words


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("dialysate.calcium", "dialysate calcium"),
        ("in_force.dialysate.calcium", "dialysate calcium in force"),
        ("order.dialysate.calcium", "dialysate calcium ordered"),
        ("exchanges.day.dwell", "exchange day: dwell"),
        ("exchanges.day", "exchange day"),
        ("exchanges.*.dwell", "any exchange: dwell"),
        ("exchanges", "exchanges"),
        ("ultrafiltration.rate", "ultrafiltration rate"),
        ("patient.allergies", "allergies"),
        ("no.such.path", "no.such.path"),
    ],
)
def test_a_path_has_a_name(path, words):
    assert title(path) == words


# --- the clock of the infusion --------------------------------------------------------------------------------------


def begins(start, zone, offset):
    case = read_case(json.dumps(patched(base("hd"), {"/session_start": {"time": start, "zone": zone}})).encode())
    return infusion_begins({"computed": [{"path": "thiosulfate.start", "value": offset}]}, case)


@pytest.mark.parametrize(
    ("start", "zone", "offset", "at"),
    [
        ("2026-01-12T08:00:00+01:00", "Europe/Paris", 180, "2026-01-12 11:00 +01:00"),
        ("2026-01-12T07:00:00Z", "Europe/Paris", 180, "2026-01-12 11:00 +01:00"),
        # The night in which clocks go from 02:00 to 03:00: three hours later it is 05:00, not 04:00.
        ("2026-03-29T01:00:00+01:00", "Europe/Paris", 180, "2026-03-29 05:00 +02:00"),
        # And back: three hours after 01:00 summer time it is 03:00.
        ("2026-10-25T01:00:00+02:00", "Europe/Paris", 180, "2026-10-25 03:00 +01:00"),
        ("2026-01-12T22:30:00-05:00", "America/New_York", 120, "2026-01-13 00:30 -05:00"),
    ],
)
def test_the_infusion_begins_on_the_sessions_clock_whatever_the_season(start, zone, offset, at):
    assert begins(start, zone, offset).startswith(f"at {at} {zone}, if the session starts at ")


def test_without_a_start_no_clock_is_shown():
    document = base("hd")
    del document["session_start"]
    case = read_case(json.dumps(document).encode())

    assert infusion_begins({"computed": [{"path": "thiosulfate.start", "value": 180}]}, case) is None
    assert begins("2026-01-12T08:00:00+01:00", "Europe/Paris", 180) is not None
    assert isinstance(case.as_of, datetime)
