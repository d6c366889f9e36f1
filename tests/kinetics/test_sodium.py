"""Sodium of a session and of a load: published and hand-worked values, inverses, refusals."""

from __future__ import annotations

import json
import os
from importlib.resources import files

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import solve_ivp

from calciplug.errors import KineticsError
from calciplug.kinetics.sodium import (
    dialysate_sodium_for,
    isonatric_dialysate,
    rise_if_kept,
    sodium_removed,
    weight_gain_of_sodium,
)

SETTINGS = settings(max_examples=50 * int(os.environ.get("CALCIPLUG_EXAMPLES", "1")), deadline=None, derandomize=True)
ROWS = json.loads((files("calciplug.fixtures") / "kinetics" / "electrolytes.json").read_text("utf-8"))["cases"]
CASES = {row["id"]: row for row in ROWS}

PLASMA = {"plasma_sodium": 138.0, "donnan": 0.95, "plasma_water": 0.93, "direct": False}
DIALYSER = {"diffusive_clearance": 0.16, "blood_water_flow": 0.2, "ultrafiltration_rate": 0.01, "session": 240.0}
SESSION = PLASMA | DIALYSER | {"dialysate_sodium": 138.0}
# 25 g of the pentahydrate: 100.7 mmol with two sodiums each.
DOSE = 201.5


def test_case_of_convection_alone():
    """2.5 L filtered without a gradient carry the case's sodium."""
    row = CASES["na-conv"]
    offered, litres = (row["inputs"][name]["value"] for name in ("na_plasma_water_eff", "uf"))
    plasma = {"plasma_sodium": offered / 0.95, "donnan": 0.95, "plasma_water": 0.93, "direct": True}
    found = sodium_removed(
        **plasma,
        dialysate_sodium=isonatric_dialysate(**plasma),
        diffusive_clearance=0.16,
        blood_water_flow=0.2,
        ultrafiltration_rate=litres / 240,
        session=240.0,
    )
    assert found == pytest.approx(row["expected"]["value"], abs=row["tolerance"]["abs"])


def test_what_plasma_offers():
    """A direct electrode measures plasma water; an indirect one needs its share: 0.95 x 138 and 0.95 x 138/0.93."""
    assert isonatric_dialysate(**PLASMA | {"direct": True}) == pytest.approx(131.1, rel=1e-12)
    assert isonatric_dialysate(**PLASMA) == pytest.approx(131.1 / 0.93, rel=1e-12)


def test_a_dose_cancelled_by_dialysate():
    """The sodium of 25 g of thiosulfate: 3.5 mmol/L lower for 4 h at 238 mL/min, 14 mmol/L for the last hour."""
    dialyser = {"diffusive_clearance": 0.238, "blood_water_flow": 0.3, "ultrafiltration_rate": 0.0}
    for minutes, lower in ((240.0, 3.53), (60.0, 14.1)):
        there = dialysate_sodium_for(**PLASMA, **dialyser, removed=DOSE, session=minutes)
        assert isonatric_dialysate(**PLASMA) - there == pytest.approx(lower, rel=0.005)


def test_a_dose_that_stays():
    """5.0 mmol/L in 40 L of water, or 1.44 kg at 140 mmol/L, as worked out by hand."""
    assert rise_if_kept(load=DOSE, body_water=40.0) == pytest.approx(5.04, abs=0.005)
    assert weight_gain_of_sodium(load=DOSE, plasma_sodium=140.0) == pytest.approx(1.439, abs=0.001)
    assert rise_if_kept(load=0.0, body_water=40.0) == 0.0


def test_against_integration():
    """The session's removal is the integral over time of what leaves per minute, written out here."""
    offered = 0.95 * 138 / 0.93

    def rate(_, __):
        return [0.16 * (1 - 0.01 / 0.2) * (offered - 135.0) + 0.01 * offered]

    solved = solve_ivp(rate, (0, 240), [0.0], method="DOP853", rtol=1e-9, atol=1e-12).y[0, -1]
    assert sodium_removed(**SESSION | {"dialysate_sodium": 135.0}) == pytest.approx(solved, rel=1e-9)


sessions = st.fixed_dictionaries(
    {
        "plasma_sodium": st.floats(120, 155),
        "donnan": st.floats(0.93, 1.0),
        "plasma_water": st.floats(0.9, 0.95),
        "direct": st.booleans(),
        "diffusive_clearance": st.floats(0.05, 0.2),
        "blood_water_flow": st.floats(0.2, 0.4),
        "ultrafiltration_rate": st.floats(0.0, 0.03),
        "session": st.floats(60, 480),
    }
)


@SETTINGS
@given(sessions, st.floats(100, 180))
def test_inverse(session, sodium):
    """What a dialysate removes leads back to it; asked that way round, no session is asked for the impossible."""
    removed = sodium_removed(**session, dialysate_sodium=sodium)
    assert dialysate_sodium_for(**session, removed=removed) == pytest.approx(sodium, rel=1e-9)


@SETTINGS
@given(sessions, st.floats(120, 150), st.floats(0.1, 10))
def test_more_sodium_in_the_dialysate_removes_less(session, sodium, more):
    """Monotone in dialysate sodium; nothing moves in no time; without a gradient only the filtrate carries."""
    assert sodium_removed(**session, dialysate_sodium=sodium + more) < sodium_removed(
        **session, dialysate_sodium=sodium
    )
    assert sodium_removed(**session | {"session": 0.0}, dialysate_sodium=sodium) == 0.0
    plasma = {name: session[name] for name in PLASMA}
    level = isonatric_dialysate(**plasma)
    found = sodium_removed(**session, dialysate_sodium=level)
    assert found == pytest.approx(session["ultrafiltration_rate"] * level * session["session"], rel=1e-12)


@SETTINGS
@given(st.lists(sessions, min_size=1, max_size=5))
def test_arrays_are_their_elements(people):
    """Whatever a float gives an array gives at its place."""
    every = {key: np.array([one[key] for one in people]) for key in people[0]}
    for function, extra in ((sodium_removed, {"dialysate_sodium": 137.0}), (dialysate_sodium_for, {"removed": 300.0})):
        alone = [function(**one, **extra) for one in people]
        assert all(type(one) is float for one in alone)
        assert function(**every, **extra) == pytest.approx(alone, rel=1e-12, abs=1e-9)
    load = np.array([one["session"] for one in people])
    assert rise_if_kept(load=load, body_water=40.0) == pytest.approx([x / 40 for x in load], rel=1e-12)
    assert weight_gain_of_sodium(load=load, plasma_sodium=140.0) == pytest.approx([x / 140 for x in load], rel=1e-12)


INVERSE = PLASMA | DIALYSER | {"removed": 300.0}


@pytest.mark.parametrize(
    ("function", "base", "wrong", "message"),
    [
        (sodium_removed, SESSION, {"session": -1.0}, "session = -1: must not be below"),
        (sodium_removed, SESSION, {"plasma_sodium": 0.0}, "plasma_sodium = 0: must be above zero"),
        (sodium_removed, SESSION, {"donnan": 1.05}, "donnan: must not be above 1 for a cation"),
        (sodium_removed, SESSION, {"plasma_water": 93.0}, "plasma_water: must not be above 1; it is a share"),
        (sodium_removed, SESSION, {"dialysate_sodium": -1.0}, "dialysate_sodium = -1: must not be below"),
        (sodium_removed, SESSION, {"diffusive_clearance": 0.3}, "diffusive_clearance: must not exceed"),
        (isonatric_dialysate, PLASMA, {"plasma_sodium": float("nan")}, "plasma_sodium = nan"),
        (dialysate_sodium_for, INVERSE, {"removed": float("inf")}, "removed = inf: must be a finite number"),
        (dialysate_sodium_for, INVERSE, {"session": 0.0}, "session = 0: must be above zero"),
        (dialysate_sodium_for, INVERSE, {"diffusive_clearance": 0.0}, "diffusive_clearance = 0: must be above zero"),
        (dialysate_sodium_for, INVERSE, {"ultrafiltration_rate": 0.2}, "ultrafiltration_rate: must be below"),
        (dialysate_sodium_for, INVERSE, {"removed": 1e5}, "removed: more than a dialysate without any sodium"),
        (weight_gain_of_sodium, {"plasma_sodium": 140.0}, {"load": -1.0}, "load = -1: must not be below"),
        (weight_gain_of_sodium, {"load": 1.0}, {"plasma_sodium": 0.0}, "plasma_sodium = 0: must be above zero"),
        (rise_if_kept, {"body_water": 40.0}, {"load": -1.0}, "load = -1: must not be below"),
        (rise_if_kept, {"load": 1.0}, {"body_water": 0.0}, "body_water = 0: must be above zero"),
    ],
)
def test_refusals(function, base, wrong, message):
    """Each for its own reason."""
    with pytest.raises(KineticsError, match=message):
        function(**base | wrong)
