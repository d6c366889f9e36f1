"""Osmolality and the charges of thiosulfate."""

from __future__ import annotations

import json
from importlib.resources import files

import numpy as np
import pytest

from calciplug.errors import KineticsError
from calciplug.kinetics.osmolality import (
    anion_gap_widening,
    effective_osmolality,
    serum_osmolality,
    with_thiosulfate,
)

ROWS = json.loads((files("calciplug.fixtures") / "kinetics" / "electrolytes.json").read_text("utf-8"))["cases"]
CASE = next(row for row in ROWS if row["id"] == "osm-si")
SERUM = {"sodium": 140.0, "glucose": 5.0, "urea": 28.57}


def test_case():
    """The reference's serum."""
    own = {
        name: CASE["inputs"][key]["value"] for name, key in (("sodium", "na"), ("glucose", "glucose"), ("urea", "urea"))
    }
    found = serum_osmolality(**own)
    assert found == pytest.approx(CASE["expected"]["value"], abs=CASE["tolerance"]["abs"])
    assert type(found) is float


def test_effective_leaves_urea_out():
    """2 x 140 + 5."""
    assert effective_osmolality(sodium=140.0, glucose=5.0) == 285.0


def test_a_dose_of_thiosulfate():
    """25 g of the pentahydrate (100.7 mmol) in 16 L: 19 mOsm/kg more, and 12.6 mEq/L more of an unmeasured anion."""
    level = 100.7 / 16
    assert with_thiosulfate(osmolality=300.0, thiosulfate=level) - 300 == pytest.approx(18.9, abs=0.05)
    assert anion_gap_widening(thiosulfate=level) == pytest.approx(12.6, abs=0.05)
    assert with_thiosulfate(osmolality=300.0, thiosulfate=0.0) == 300.0


def test_arrays_are_their_elements():
    """Whatever a float gives an array gives at its place; none gives none."""
    level = np.array([0.0, 1.0, 6.0])
    assert list(serum_osmolality(sodium=140.0, glucose=5.0, urea=level)) == [285.0, 286.0, 291.0]
    assert list(with_thiosulfate(osmolality=300.0, thiosulfate=level)) == [300.0, 303.0, 318.0]
    assert list(anion_gap_widening(thiosulfate=level)) == [0.0, 2.0, 12.0]
    assert anion_gap_widening(thiosulfate=np.array([])).shape == (0,)


@pytest.mark.parametrize(
    ("function", "base", "wrong", "message"),
    [
        (serum_osmolality, SERUM, {"sodium": 0.0}, "sodium = 0: must be above zero"),
        (serum_osmolality, SERUM, {"glucose": -1.0}, "glucose = -1: must not be below"),
        (serum_osmolality, SERUM, {"urea": float("nan")}, "urea = nan"),
        (effective_osmolality, {"glucose": 5.0}, {"sodium": -1.0}, "sodium = -1: must be above zero"),
        (with_thiosulfate, {"osmolality": 300.0}, {"thiosulfate": -1.0}, "thiosulfate = -1: must not be below"),
        (with_thiosulfate, {"thiosulfate": 1.0}, {"osmolality": 0.0}, "osmolality = 0: must be above zero"),
        (anion_gap_widening, {}, {"thiosulfate": -1.0}, "thiosulfate = -1: must not be below"),
    ],
)
def test_refusals(function, base, wrong, message):
    """Each for its own reason."""
    with pytest.raises(KineticsError, match=message):
        function(**base | wrong)
