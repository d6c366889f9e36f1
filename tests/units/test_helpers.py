"""Helpers behave alike on quantities and on coherent floats, and forgive rounding at a limit, nothing more."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pint
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calciplug import units
from calciplug.errors import UnitError
from calciplug.units.helpers import TOLERANCE, bare

SETTINGS = settings(max_examples=200, deadline=None, derandomize=True)
LANES: dict[str, Callable[[float], Any]] = {"quantity": lambda value: units.make(value, "sodium"), "float": float}
NUMBERS = st.floats(-1e6, 1e6, allow_nan=False).map(lambda value: round(value, 6))


@pytest.fixture(params=LANES.values(), ids=LANES.keys())
def lane(request: pytest.FixtureRequest) -> Callable[[float], Any]:
    made: Callable[[float], Any] = request.param
    return made


@pytest.mark.parametrize(
    ("value", "above", "under"),
    [
        (145.0, False, False),
        (145.0 * (1 + 1e-12), False, False),
        (145.0 * (1 - 1e-12), False, False),
        (145.0001, True, False),
        (144.9999, False, True),
    ],
)
def test_a_limit_forgives_the_last_bit(value: float, above: bool, under: bool, lane: Callable[[float], Any]) -> None:
    limit = lane(145.0)

    assert units.exceeds(lane(value), limit) is above
    assert units.below(lane(value), limit) is under
    assert units.within(lane(value), limit, limit) is not (above or under)


@pytest.mark.parametrize("value", [1e-12, -1e-12])
def test_a_limit_of_zero_is_exact(value: float, lane: Callable[[float], Any]) -> None:
    assert units.exceeds(lane(value), lane(0.0)) is (value > 0)
    assert units.below(lane(value), lane(0.0)) is (value < 0)


@pytest.mark.parametrize(
    ("value", "low", "high", "inside"),
    [
        (1.0, 1.0, 2.0, True),
        (2.0 + 1e-12, 1.0, 2.0, True),
        (2.1, 1.0, 2.0, False),
        (0.9, 1.0, 2.0, False),
        (5.0, None, None, True),
        (math.nan, None, None, False),
        (math.nan, 0.0, 10.0, False),
        (math.inf, 0.0, None, False),
        (-math.inf, None, 10.0, False),
        (math.inf, None, math.inf, False),
    ],
)
def test_the_hosts_own_comparison(value: float, low: float | None, high: float | None, inside: bool) -> None:
    assert units.within_floats(value, low, high) is inside


@pytest.mark.parametrize(
    ("value", "step", "up", "expected"),
    [
        (136.0, 1.0, True, 136.0),
        (136.2, 1.0, True, 137.0),
        (136.8, 1.0, False, 136.0),
        (136.0 + 1e-10, 1.0, True, 136.0),
        (136.0 - 1e-10, 1.0, False, 136.0),
        (12.4, 12.5, False, 0.0),
        (-0.5, 1.0, False, -1.0),
        (0.30000000000000004, 0.1, True, 0.30000000000000004),
    ],
)
def test_to_step(value: float, step: float, up: bool, expected: float, lane: Callable[[float], Any]) -> None:
    found = units.to_step(lane(value), lane(step), up=up)

    assert bare(found / lane(1.0)) == pytest.approx(expected, rel=1e-12, abs=1e-12)


@SETTINGS
@given(NUMBERS, st.sampled_from([0.01, 0.1, 0.5, 1.0, 12.5]), st.booleans())
def test_to_step_is_within_a_step_and_stays(value: float, step: float, up: bool) -> None:
    moved = units.to_step(units.make(value, "sodium"), units.make(step, "sodium"), up=up)
    found = units.measure(moved, "sodium")
    slack = TOLERANCE * max(1.0, abs(value))

    assert (value - slack <= found < value + step + slack) if up else (value - step - slack < found <= value + slack)
    again = units.to_step(moved, units.make(step, "sodium"), up=up)
    assert units.measure(again, "sodium") == pytest.approx(found, rel=1e-12, abs=1e-12)


def test_total(lane: Callable[[float], Any]) -> None:
    assert bare(units.total([lane(1.0), lane(2.5)], lane(9.0)) / lane(1.0)) == 3.5
    assert bare(units.total([], lane(9.0)) / lane(1.0)) == 0.0


def test_an_empty_total_keeps_its_unit() -> None:
    assert units.measure(units.total([], units.make(9.0, "thiosulfate_weekly")), "thiosulfate_weekly") == 0.0
    with pytest.raises(pint.DimensionalityError):
        units.total([units.make(1.0, "sodium")], units.make(0.0, "potassium"))


def test_mean(lane: Callable[[float], Any]) -> None:
    assert bare(units.mean([lane(137.0), lane(138.0), lane(142.0)]) / lane(1.0)) == 139.0
    with pytest.raises(ValueError, match="mean of no values"):
        units.mean([])


@pytest.mark.parametrize(("value", "expected"), [(3.0, 3.0), (0.0, 0.0), (-3.0, 0.0)])
def test_at_least_zero(value: float, expected: float, lane: Callable[[float], Any]) -> None:
    assert bare(units.at_least_zero(lane(value)) / lane(1.0)) == expected


def test_ratio(lane: Callable[[float], Any]) -> None:
    assert units.ratio(lane(3.0), lane(2.0)) == 1.5
    with pytest.raises(UnitError, match="another dimension"):
        units.ratio(units.make(1.0, "sodium"), units.make(1.0, "potassium"))


def test_exp_takes_a_bare_number_only(lane: Callable[[float], Any]) -> None:
    assert units.exp(lane(2.0) / lane(1.0)) == pytest.approx(math.exp(2.0))
    with pytest.raises(UnitError):
        units.exp(units.make(1.0, "hours"))


def test_sqrt_takes_the_root_of_the_unit_too() -> None:
    assert units.sqrt(9.0) == 3.0  # type: ignore[arg-type]  # the fast lane
    side = units.sqrt(units.make(3.0, "height") * units.make(27.0, "height"))
    assert units.measure(side, "height") == 9.0
