"""Body water and surface: published values, limits, refusals."""

from __future__ import annotations

import json
import os
from importlib.resources import files

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calciplug.errors import KineticsError
from calciplug.kinetics.body import (
    body_surface_dubois,
    body_surface_haycock,
    body_surface_mosteller,
    body_water,
    body_water_child,
    body_water_healthy_child,
    urea_volume,
)
from calciplug.kinetics.peritoneal import weekly_creatinine_clearance

SETTINGS = settings(max_examples=50 * int(os.environ.get("CALCIPLUG_EXAMPLES", "1")), deadline=None, derandomize=True)
ROWS = json.loads((files("calciplug.fixtures") / "kinetics" / "body.json").read_text("utf-8"))["cases"]
CASES = {row["id"]: row for row in ROWS}


def within(row):
    """The expected value with the case's own tolerance."""
    return pytest.approx(row["expected"]["value"], rel=row["tolerance"].get("rel"), abs=row["tolerance"].get("abs"))


def predicted(row):
    """What the function of the case's quantity gives."""
    given_ = {key: item["value"] if isinstance(item, dict) else item for key, item in row["inputs"].items()}
    male, name = given_.pop("sex", None) == "male", row["id"]
    if name.startswith("bsa"):
        return body_surface_dubois(**given_)
    if name.startswith("watson"):
        return body_water(**{"age": 40.0} | given_, male=male)
    if name.startswith("morgenstern"):
        return body_water_child(**given_, male=male)
    if name.startswith("mellits"):
        return body_water_healthy_child(age=0.2, male=male, height=55.0, **given_)
    sizes = {key: given_[key] for key in ("age", "height", "weight")}
    return urea_volume(
        body_water=body_water(male=male, **sizes), male=male, age=given_["age"], diabetes=given_["diabetes"]
    )


# Printed with four decimals, and so rounded by more (3.3e-5) than the tolerance that it was given (2.8e-5).
ROUNDED = pytest.param(
    "mellits-reeval-infant",
    marks=pytest.mark.xfail(reason="0.887 x 4^0.83 is 2.803067: the case's rounding exceeds its own tolerance"),
)


@pytest.mark.parametrize("name", [ROUNDED, *sorted(set(CASES) - {"mellits-reeval-infant"})])
def test_case(name):
    """Each published or peer value within its own tolerance; none comes from this project."""
    assert predicted(CASES[name]) == within(CASES[name])


def test_infant_to_the_digits_that_are_printed():
    """The one case that its own tolerance refuses agrees with every digit that it prints."""
    row = CASES["mellits-reeval-infant"]
    assert round(predicted(row), 4) == row["expected"]["value"]


@pytest.mark.parametrize(
    ("age", "male", "height", "weight", "expected"),
    [
        (0.1, True, 55.0, 4.0, 0.887 * 4.0**0.83),
        (0.25, False, 60.0, 6.0, 0.887 * 6.0**0.83),
        (8.0, True, 128.0, 26.0, 0.0846 * (128.0 * 26.0) ** 0.65),
        (13.0, False, 155.0, 45.0, 0.0846 * 0.95 * (155.0 * 45.0) ** 0.65),
        (15.0, True, 170.0, 60.0, 0.0758 * (170.0 * 60.0) ** 0.69),
        (15.0, False, 165.0, 55.0, 0.0758 * 0.84 * (165.0 * 55.0) ** 0.69),
    ],
)
def test_healthy_children(age, male, height, weight, expected):
    """Each equation of the abstract, written out here, at and between the ages where they change."""
    found = body_water_healthy_child(age=age, male=male, height=height, weight=weight)
    assert found == pytest.approx(expected, rel=1e-12)
    assert type(found) is float


@pytest.mark.parametrize(
    ("male", "age", "diabetes", "factor"),
    [
        (True, 50.0, False, 0.824),
        (True, 70.0, True, 0.824 * 0.998**2 * 1.033),
        (False, 50.0, False, 0.824 * 1.033),
        (False, 40.0, True, 0.824 * 1.033 * 0.985**-1 * 1.033),
    ],
)
def test_modelled_volume(male, age, diabetes, factor):
    """The factors of sex, of age by decades (on both sides of fifty) and of diabetes, written out here."""
    assert urea_volume(body_water=40.0, male=male, age=age, diabetes=diabetes) == pytest.approx(40 * factor, rel=1e-12)


def test_surfaces_of_a_person():
    """1.70 m and 70 kg by three formulas, worked out by hand from their printed coefficients."""
    person = {"height": 170.0, "weight": 70.0}
    assert body_surface_mosteller(**person) == pytest.approx((170 * 70 / 3600) ** 0.5, rel=1e-12)
    assert body_surface_dubois(**person) == pytest.approx(1.810, abs=0.001)
    assert body_surface_haycock(**person) == pytest.approx(0.024265 * 70**0.5378 * 170**0.3964, rel=1e-12)


def test_peer_defect_exchanged_digits_of_watson():
    """0.09516 a year, not 0.09156: a peer's 45.03 L lies far outside of the case's tolerance."""
    row = CASES["watson-male-1"]
    assert predicted(row) == within(row)
    wrong = 2.447 - 0.09156 * 50 + 0.1074 * 123 + 0.3362 * 100.99
    assert wrong == pytest.approx(45.03, abs=0.005)
    assert wrong != within(row)


def test_peer_defect_surface_of_1_72_and_truncation():
    """Clearances are per 1.73 m2 and keep their digits: a peer divides by 1.72 and cuts to a whole litre."""
    found = weekly_creatinine_clearance(dialysate_to_plasma=5.0, drain=2.0, body_surface=1.67)
    right = pytest.approx(72.515, rel=1e-4)
    assert found == right
    wrong = 7 * 5 * 2 * 1.72 / 1.67
    assert wrong != right
    assert int(wrong) == 72
    assert int(wrong) != right


sizes = st.fixed_dictionaries(
    {
        "male": st.booleans(),
        "age": st.floats(18, 100),
        "height": st.floats(140, 210),
        "weight": st.floats(35, 180),
        "diabetes": st.booleans(),
    }
)


@SETTINGS
@given(st.lists(sizes, min_size=1, max_size=5))
def test_arrays_are_their_elements(people):
    """Whatever a float gives an array gives at its place."""
    every = {key: np.array([one[key] for one in people]) for key in people[0]}
    keys = ("male", "age", "height", "weight")
    for function, names in (
        (body_water, keys),
        (body_water_child, ("male", "height", "weight")),
        (body_water_healthy_child, keys),
        (body_surface_dubois, ("height", "weight")),
        (body_surface_haycock, ("height", "weight")),
        (body_surface_mosteller, ("height", "weight")),
    ):
        together = function(**{name: every[name] for name in names})
        alone = [function(**{name: one[name] for name in names}) for one in people]
        assert all(type(one) is float for one in alone)
        assert together == pytest.approx(alone, rel=1e-12)
    together = urea_volume(body_water=40.0, **{name: every[name] for name in ("male", "age", "diabetes")})
    alone = [urea_volume(body_water=40.0, male=p["male"], age=p["age"], diabetes=p["diabetes"]) for p in people]
    assert together == pytest.approx(alone, rel=1e-12)


@SETTINGS
@given(sizes, st.floats(0.1, 20))
def test_water_grows_with_size(person, more):
    """Water is less than weight, grows with height and weight, and in men falls with age."""
    del person["diabetes"]
    base = body_water(**person)
    assert body_water(**person | {"weight": person["weight"] + more}) > base
    assert body_water(**person | {"height": person["height"] + more}) > base
    older = body_water(**person | {"age": person["age"] + more})
    assert older < base if person["male"] else older == base


def test_no_patients():
    """An empty array stays empty."""
    none = np.array([])
    assert body_water(male=np.array([], dtype=bool), age=none, height=none, weight=none).shape == (0,)


ADULT = {"male": True, "age": 60.0, "height": 170.0, "weight": 70.0}
CHILD = {"male": True, "height": 120.0, "weight": 22.0}
VOLUME = {"body_water": 40.0, "male": True, "age": 60.0, "diabetes": False}


@pytest.mark.parametrize(
    ("function", "base", "wrong", "message"),
    [
        (body_water, ADULT, {"age": 0.0}, "age = 0: must be above zero"),
        (body_water, ADULT, {"height": -1.0, "weight": 0.0}, "height = -1, weight = 0: must be above zero"),
        (body_water, ADULT, {"weight": float("nan")}, "weight = nan: must be above zero"),
        (body_water, ADULT, {"age": 110.0, "height": 20.0, "weight": 2.0}, "no water would be left"),
        (body_water_child, CHILD, {"height": 0.0}, "height = 0: must be above zero"),
        (body_water_child, CHILD, {"weight": float("inf")}, "weight = inf: must be above zero"),
        (body_water_child, CHILD, {"height": 30.0, "weight": 300.0}, "no water would be left"),
        (body_water_healthy_child, CHILD, {"age": -0.1}, "age = -0.1: must not be below zero"),
        (body_water_healthy_child, CHILD, {"age": 1.0, "height": 0.0}, "height = 0: must be above zero"),
        (urea_volume, VOLUME, {"body_water": 0.0}, "body_water = 0: must be above zero"),
        (urea_volume, VOLUME, {"age": -1.0}, "age = -1: must be above zero"),
        (body_surface_dubois, {"height": 170.0}, {"weight": 0.0}, "body-surface.dubois: weight = 0"),
        (body_surface_haycock, {"height": 170.0}, {"weight": 0.0}, "body-surface.haycock: weight = 0"),
        (body_surface_mosteller, {"weight": 70.0}, {"height": 0.0}, "body-surface.mosteller: height = 0"),
    ],
)
def test_refusals(function, base, wrong, message):
    """Each for its own reason, and the same arguments without the fault are accepted elsewhere."""
    with pytest.raises(KineticsError, match=message):
        function(**base | wrong)
