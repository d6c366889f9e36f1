"""What is short-cut where two quantities count one unit, against pint's own way; and not where they do not."""

from __future__ import annotations

import math
from typing import Any

import pint
import pytest
from hypothesis import given
from hypothesis import strategies as st

from calciplug.errors import UnitError
from calciplug.units import below, exceeds, kinds, make, measure, ratio, registry, to_step
from calciplug.units.helpers import TOLERANCE

NAMES = sorted(kinds())
NUMBERS = st.floats(allow_nan=False, allow_infinity=False, min_value=-1e12, max_value=1e12)


@given(NUMBERS, NUMBERS, st.sampled_from(NAMES))
def test_comparing_is_what_pint_compares(one: float, two: float, name: str) -> None:
    """On numbers that lie anywhere, and on ones a rounding apart."""
    for other in (two, one, math.nextafter(one, math.inf), one * (1 + TOLERANCE), one * (1 - TOLERANCE)):
        value, limit = make(one, name), make(other, name)
        assert exceeds(value, limit) == bool(value > limit + abs(limit) * TOLERANCE)
        assert below(value, limit) == bool(value < limit - abs(limit) * TOLERANCE)


@given(NUMBERS, NUMBERS.filter(lambda one: abs(one) > 1e-9), st.sampled_from(NAMES))
def test_a_ratio_is_what_pint_divides(one: float, two: float, name: str) -> None:
    """To the last bit."""
    value, other = make(one, name), make(two, name)

    assert ratio(value, other) == measure(value / other, "ratio")


@given(NUMBERS, st.sampled_from(NAMES))
def test_measuring_is_what_pint_converts(one: float, name: str) -> None:
    """A quantity of the kind's own unit gives back its float; and pint agrees that it is of that unit."""
    made: Any = make(one, name)

    assert measure(made, name) == one == made.m_as(registry.unit(name))


def test_other_units_of_one_dimension_are_still_converted() -> None:
    """Nothing but the same unit is short-cut: an hour is more than 59 minutes and less than 61."""
    hour: Any = make(1.0, "time")
    minutes = registry._REGISTRY.Quantity(1.0, registry.unit("time")).units
    day = 1440.0 * minutes

    assert exceeds(day, make(1439.0, "time"))
    assert below(day, make(1441.0, "time"))
    assert measure(day, "time") == 1440
    assert ratio(day, hour) == 1440
    assert measure(to_step(day, make(60.0, "time"), up=True), "time") == 1440


@pytest.mark.parametrize("function", [exceeds, below])
def test_what_may_not_meet_does_not(function: Any) -> None:
    """Numbers of two substances, or of a quantity and nothing, are not compared as if they were numbers."""
    sodium: Any = make(140.0, "sodium")
    for other in (make(4.0, "potassium"), 4.0):
        for pair in ((sodium, other), (other, sodium)):
            with pytest.raises((pint.DimensionalityError, ValueError)):
                function(*pair)


def test_a_ratio_of_two_substances_is_none() -> None:
    """It has a dimension, which a bare number has not."""
    with pytest.raises(UnitError):
        ratio(make(140.0, "sodium"), make(4.0, "potassium"))


def test_a_quantity_of_another_registry_is_refused() -> None:
    """Though it calls its unit the same."""
    other = pint.UnitRegistry(None)
    for name, _ in make(1.0, "sodium").unit_items():  # type: ignore[attr-defined]  # pint's own
        other.define(f"{name} = [{name}]")
    theirs: Any = other.Quantity(140.0, other.UnitsContainer(dict(make(1.0, "sodium").unit_items())))  # type: ignore[attr-defined]  # pint's own

    with pytest.raises(ValueError, match="different registries"):
        exceeds(make(140.0, "sodium"), theirs)
    with pytest.raises(UnitError):
        measure(theirs, "sodium")
