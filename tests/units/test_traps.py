"""What was met in other engines for rules with units, and must not be met here.

One of them derives `mL.kg/(h/kg)` for a rate times a weight, and grams for an amount over a molar mass; it compares
what it cannot compare to null, and takes the larger of a number and null to be the number, so that a subtraction that
failed became a prescription.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from calciplug import units
from calciplug.errors import UnitError
from calciplug.units import make, measure
from calciplug.units.lane import fast

# Each of two values, one of them missing.
OF_TWO: dict[str, Callable[[Any, Any], Any]] = {
    "min": min,
    "max": max,
    "lower": units.lower,
    "higher": units.higher,
    "below": units.below,
    "exceeds": units.exceeds,
    "ratio": units.ratio,
    "calcium_phosphate": units.calcium_phosphate,
    "per_body_mass": units.per_body_mass,
    "total": lambda one, two: units.total([one, two], make(0.0, "sodium")),
    "mean": lambda one, two: units.mean([one, two]),
    "within": lambda one, two: units.within(one, one, two),
    "to_step": lambda one, two: units.to_step(one, two, up=True),
    "at_least_zero": lambda one, two: units.at_least_zero(two if one is not None else one),
}


@pytest.mark.parametrize("first", [True, False], ids=["missing-first", "missing-second"])
@pytest.mark.parametrize("name", OF_TWO)
def test_a_missing_value_never_becomes_the_other(name: str, first: bool) -> None:
    """130 mmol/L and nothing is an error in either lane, never 130 mmol/L, and never an answer."""

    def ask() -> Any:
        known = make(130.0, "sodium")
        return OF_TWO[name](None, known) if first else OF_TWO[name](known, None)

    with pytest.raises((TypeError, ValueError, UnitError)):
        ask()
    with fast(), pytest.raises((TypeError, ValueError, UnitError)):
        ask()


@pytest.mark.parametrize("name", ["min", "max", "lower", "higher"])
def test_what_cannot_be_compared_is_not_chosen_from(name: str) -> None:
    """The larger of a concentration and a weight is none of the two; in the fast lane certification stands for this."""
    with pytest.raises(Exception, match="Cannot convert") as caught:
        OF_TWO[name](make(130.0, "sodium"), make(70.0, "body_mass"))

    assert "kilogram_body" in str(caught.value)


@pytest.mark.parametrize("lane", ["checked", "fast"])
@pytest.mark.parametrize(
    ("formula", "kind", "expected"),
    [
        # 13 mL/h/kg * 70 kg = 910 mL/h, which is 910 / 60 / 1000 L/min.
        (
            lambda: make(13 / 60_000, "ultrafiltration_rate") * make(70.0, "body_mass"),
            "ultrafiltration_flow",
            0.910 / 60,
        ),
        # 2.6 L over 910 mL/h are 171.43 min.
        (
            lambda: make(2.6, "session_volume")
            / (make(13 / 60_000, "ultrafiltration_rate") * make(70.0, "body_mass")),
            "session_duration",
            2600 / 910 * 60,
        ),
        # 25 g at 20 g/h run for 75 min.
        (lambda: make(25.0, "thiosulfate_dose") / make(20 / 60, "thiosulfate_rate"), "session_duration", 75.0),
        # 25 g of 248.18 g/mol are 100.73 mmol, with two of sodium in each: 201.47 mmol.
        (lambda: units.sodium_load(make(25.0, "thiosulfate_dose"), "anhydrous")[0], "sodium_load", 2 * 25 / 0.24818),
        # 0.02 mmol/g * 8 g/L = 0.16 mmol/L.
        (lambda: make(0.02, "calcium_per_albumin") * make(8.0, "albumin"), "serum_calcium", 0.16),
    ],
    ids=["flow", "length", "run", "load", "correction"],
)  # fmt: skip
def test_units_are_derived(formula: Callable[[], Any], kind: str, expected: float, lane: str) -> None:
    """The dimension comes out right without help, and the number with it."""
    if lane == "checked":
        assert measure(formula(), kind) == pytest.approx(expected, rel=1e-12)
    else:
        with fast():
            assert measure(formula(), kind) == pytest.approx(expected, rel=1e-12)
