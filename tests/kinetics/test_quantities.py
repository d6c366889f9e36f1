"""The functions that plugins call, by value: units on both sides, and the days of a week."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from calciplug.kinetics import quantities as kinetics
from calciplug.kinetics.schedule import session_starts
from calciplug.units import make, measure

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def test_body_water_of_a_document() -> None:
    """Watson's formula by hand: a man of 50 years, 180 cm and 80 kg; and what modelling makes of it."""
    body = {"age": make(50 * 525960.0, "age"), "height": make(180.0, "height"), "weight": make(80.0, "body_mass")}
    water = kinetics.body_water(male=True, **body)

    assert measure(water, "container_volume") == pytest.approx(2.447 - 0.09516 * 50 + 0.1074 * 180 + 0.3362 * 80)
    modelled = kinetics.urea_volume(body_water=water, male=True, age=body["age"], diabetes=False)
    assert measure(modelled, "container_volume") == pytest.approx(0.824 * measure(water, "container_volume"))


def test_a_dwell_takes_up_a_share_of_its_dose() -> None:
    """10 mL/min out of 2 L over 4 h: 1 - exp(-1.2), in per cent; a pair gives both ends."""
    dwell = {"volume": make(2.0, "exchange_volume"), "dwell": make(240.0, "dwell_time")}
    low, high = kinetics.absorbed(mass_transfer=(make(0.01, "flow"), make(0.02, "flow")), **dwell)

    assert measure(low, "dose_share") == pytest.approx(100 * (1 - np.exp(-1.2)))
    assert measure(high, "dose_share") == pytest.approx(100 * (1 - np.exp(-2.4)))


def test_a_bag_mixes() -> None:
    """100 mmol in 50 mL, put into 2 L of 132 mmol/L."""
    low, high = kinetics.bag_sodium(
        sodium=make(132.0, "sodium"), volume=make(2.0, "exchange_volume"), added_volume=make(0.05, "instilled_volume"),
        added_sodium=make(100.0, "exchange_sodium_load"),
    )  # fmt: skip

    assert measure(low, "sodium") == measure(high, "sodium") == pytest.approx((264 + 100) / 2.05)


def test_half_the_dose_is_half_the_exposure() -> None:
    """One compartment is linear, whatever the half-life."""
    own = {
        "dose": make(25.0, "thiosulfate_dose"), "infusion": make(60.0, "session_duration"),
        "start": make(180.0, "session_duration"), "session": make(240.0, "session_duration"),
        "count": make(3.0, "session_frequency"), "doses": make(3.0, "session_frequency"), "weekdays": [],
    }  # fmt: skip
    before = {f"{name}_before": value for name, value in own.items()}
    found = kinetics.exposure_ratio(
        **{**own, "dose": make(12.5, "thiosulfate_dose")}, **before, weight=make(70.0, "body_mass"),
        distribution_volume=make(0.226, "volume_per_mass"), flow=make(0.2, "flow"), flow_before=make(0.2, "flow"),
        dialysis_clearance=(make(0.00161, "clearance_per_mass"), make(0.00363, "clearance_per_mass")),
        half_life=make(478.0, "half_life"),
    )  # fmt: skip

    assert found == pytest.approx((0.5, 0.5))


def test_days_count_from_monday() -> None:
    """None for none, and a list, as a pair would be an interval."""
    assert kinetics.days(("mon", "wed", "sun")) == [0, 2, 6]
    assert kinetics.days(("tue", "sat")) == [1, 5]
    assert kinetics.days(None) == kinetics.days(()) == []
    with pytest.raises(ValueError, match="not in tuple"):
        kinetics.days(("monday",))


@given(count=st.integers(2, 14).map(lambda twice: twice / 2), weekdays=st.lists(st.sampled_from(DAYS), unique=True))
def test_days_are_assumed_where_the_model_assumes_them(count: float, weekdays: list[str]) -> None:
    """The flag says what `session_starts` does."""
    assumed = kinetics.days_assumed(make(count, "session_frequency"), weekdays)

    assert assumed == session_starts(count, kinetics.days(weekdays))[2]


def test_days_are_assumed_point_by_point() -> None:
    """A sweep over the number of sessions has one truth a point."""
    many = kinetics.days_assumed(make(np.array([2.0, 3.0]), "session_frequency"), ("mon", "wed", "fri"))  # type: ignore[arg-type]

    assert many.tolist() == [True, False]


@pytest.mark.parametrize(
    ("minutes", "out"), [(85.0, True), (90.0, False), (480.0, False), (np.array([85.0, 90.0]), [True, False])]
)
def test_what_leaves_a_models_range_is_told(minutes: Any, out: Any) -> None:
    """At the bounds is in; arguments without a range do not count; an array has one truth a point."""
    found = kinetics.out_of_range(
        "thiosulfate.one-compartment", session=(make(minutes, "session_duration"), "session_duration"),
        infusion=(make(60.0, "session_duration"), "session_duration"),
        dose=(make(25.0, "thiosulfate_dose"), "thiosulfate_dose"),
    )  # fmt: skip

    assert (found.tolist() if isinstance(out, list) else found) == out


def test_every_range_of_the_outlook_is_told_in_its_own_unit() -> None:
    """Sodium and calcium of a bath, in mmol/L."""
    for model, name, kind, low, high in (
        ("sodium.session", "plasma_sodium", "sodium", 120.0, 160.0),
        ("sodium.session", "dialysate_sodium", "sodium", 125.0, 150.0),
        ("calcium.session", "dialysate_calcium", "dialysate_calcium", 0.5, 2.0),
    ):
        for value, out in ((low, False), (high, False), (high * 1.001, True)):
            assert kinetics.out_of_range(model, **{name: (make(value, kind), kind)}) is out


def test_points_that_differ_are_not_answered_with_one_truth() -> None:
    """One truth of one or of all; where some hold and some do not nobody may choose for them."""
    assert kinetics.alike(np.True_) is True
    assert kinetics.alike(False) is False
    assert kinetics.alike(np.array([True, True])) is True
    assert kinetics.alike(np.array([False, False])) is False
    with pytest.raises(ValueError, match="ambiguous"):
        kinetics.alike(np.array([True, False]))
