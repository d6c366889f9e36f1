"""Clinical arithmetic against figures that were computed apart from it: the tables of the clinical reference."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from calciplug import units
from calciplug.errors import UnitError

one = units.make
PER_ALBUMIN, REFERENCE = one(0.02, "calcium_per_albumin"), one(40.0, "albumin")


def given(grams: float) -> Any:
    """Grams of pentahydrate, in one session."""
    return one(grams, "thiosulfate_dose")


# grams of label, and the millimoles of sodium if they are pentahydrate or anhydrous
SODIUM = [(1.0, 8.06, 12.65), (3.2, 25.8, 40.5), (12.5, 100.7, 158.1), (25.0, 201.5, 316.2)]


@pytest.mark.parametrize(("grams", "low", "high"), SODIUM)
def test_sodium_of_a_dose_is_a_range(grams: float, low: float, high: float) -> None:
    """Official documents disagree on what 25 g of label hold (dispute C-1): both readings, never one of them."""
    ends = [units.measure(end, "sodium_load") for end in units.sodium_load(given(grams), "pentahydrate")]

    assert ends == pytest.approx([low, high], abs=0.05)


@pytest.mark.parametrize(("grams", "_", "high"), SODIUM)
def test_sodium_of_an_anhydrous_dose_is_one_number(grams: float, _: float, high: float) -> None:
    dose = one(units.read(Decimal(str(grams)), "g/{session}", "thiosulfate_dose", "anhydrous"), "thiosulfate_dose")

    low, same = units.sodium_load(dose, "anhydrous")

    assert units.measure(low, "sodium_load") == pytest.approx(high, abs=0.05)
    assert units.measure(same, "sodium_load") == units.measure(low, "sodium_load")


@pytest.mark.parametrize(
    ("declared", "unit", "millilitres", "expected"),
    [
        ("72", "mg/mL", 50, 156.6),
        ("72", "mg/mL", 100, 313.2),
        ("23", "mg/mL", 100, 100.0),
        ("1000", "mmol/L", 50, 50.0),
    ],
)
def test_a_product_that_declares_its_sodium_is_believed(
    declared: str, unit: str, millilitres: float, expected: float
) -> None:
    """3.6 g of sodium in 50 mL of the British vial: 156.6 mmol."""
    ends = units.sodium_load(
        given(12.5), "pentahydrate", volume=one(millilitres / 1000, "infusion_volume"),
        declared=one(units.read(Decimal(declared), unit, "product_sodium"), "product_sodium"),
    )  # fmt: skip

    assert [units.measure(end, "sodium_load") for end in ends] == pytest.approx([expected] * 2, abs=0.1)


@pytest.mark.parametrize("missing", ["volume", "declared"])
def test_half_a_declaration_is_none(missing: str) -> None:
    """Both volume and declared sodium are needed; with one of them the range stands."""
    parts: dict[str, Any] = {"volume": one(0.05, "infusion_volume"), "declared": one(3000.0, "product_sodium")}
    del parts[missing]

    low, high = units.sodium_load(given(12.5), "pentahydrate", **parts)

    assert units.below(low, high)


# litres of bag, grams of label, and final sodium (pentahydrate, anhydrous) and extra ideal osmoles (the same)
BAGS = [
    (2.0, 6.25, 3.1, (155, 169), (37, 59)),
    (2.0, 12.5, 6.1, (178, 206), (74, 116)),
    (2.0, 25.0, 11.9, (222, 276), (144, 226)),
    (2.5, 25.0, 9.6, (204, 249), (116, 182)),
]


@pytest.mark.parametrize(("litres", "grams", "_", "sodium", "osmoles"), BAGS)
def test_a_bag(litres: float, grams: float, _: float, sodium: tuple[int, int], osmoles: tuple[int, int]) -> None:
    """A dialysate of 132 mmol/L with thiosulfate out of a vial of 250 mg/mL."""
    dose = one(grams, "thiosulfate_exchange_dose")
    bag = one(litres, "exchange_volume")
    filled = bag + dose / one(250.0, "thiosulfate_strength")

    loads = units.sodium_load(dose, "pentahydrate")
    final = [(bag * one(132.0, "sodium") + load) / filled for load in loads]
    assert [units.measure(value, "sodium") for value in final] == pytest.approx(sodium, abs=0.6)

    extra = [units.osmoles(dose, as_anhydrous=anhydrous) / filled for anhydrous in (False, True)]
    assert [units.measure(value, "osmolarity") for value in extra] == pytest.approx(osmoles, abs=0.6)


@pytest.mark.parametrize(("litres", "grams", "concentration", "_", "__"), BAGS)
def test_the_concentration_in_a_bag(litres: float, grams: float, concentration: float, _: Any, __: Any) -> None:
    dose = one(grams, "thiosulfate_exchange_dose")
    filled = one(litres, "exchange_volume") + dose / one(250.0, "thiosulfate_strength")

    assert units.measure(dose / filled, "thiosulfate_concentration") == pytest.approx(concentration, abs=0.05)


def test_ideal_osmoles_of_the_vial() -> None:
    """250 mg/mL of pentahydrate is 1.007 mol/L, and each mole three particles."""
    assert units.measure(units.osmoles(one(250.0, "thiosulfate_concentration")), "osmolarity") == pytest.approx(
        3022, abs=1
    )


# calcium (mmol/L), albumin (g/L), corrected calcium: patients P01, P11; unchanged at the reference albumin
@pytest.mark.parametrize(("calcium", "albumin", "expected"), [(2.36, 33.0, 2.50), (1.66, 32.0, 1.82), (2.3, 40.0, 2.3)])
def test_corrected_calcium(calcium: float, albumin: float, expected: float) -> None:
    found = units.corrected_calcium(one(calcium, "serum_calcium"), one(albumin, "albumin"), PER_ALBUMIN, REFERENCE)

    assert units.measure(found, "serum_calcium") == pytest.approx(expected, abs=1e-9)


def test_corrected_calcium_in_the_other_system() -> None:
    """P14: 9.7 mg/dL with albumin 3.0 g/dL is 10.5 mg/dL; the two published forms agree within rounding."""
    calcium = one(units.read(Decimal("9.7"), "mg/dL", "serum_calcium"), "serum_calcium")
    albumin = one(units.read(Decimal("3.0"), "g/dL", "albumin"), "albumin")
    found = units.corrected_calcium(calcium, albumin, PER_ALBUMIN, REFERENCE)

    assert float(units.write(units.measure(found, "serum_calcium"), "serum_calcium", "mg/dL")) == pytest.approx(
        10.5, abs=0.01
    )


@pytest.mark.parametrize(
    ("calcium", "phosphate", "expected", "other"), [(2.50, 2.10, 5.25, 65), (2.0, 2.2143, 4.43, 55)]
)
def test_calcium_phosphate(calcium: float, phosphate: float, expected: float, other: float) -> None:
    product = units.measure(
        units.calcium_phosphate(one(calcium, "serum_calcium"), one(phosphate, "phosphate")), "calcium_phosphate"
    )

    assert product == pytest.approx(expected, abs=0.005)
    assert float(units.write(product, "calcium_phosphate", "mg2/dL2")) == pytest.approx(other, abs=0.5)


def test_ultrafiltration_of_p01() -> None:
    """2.4 kg and 50 mL of drug with as much diluent and flush, 82 kg, 240 min: 7.6 mL/kg/h."""
    volume = units.fluid(one(2.4, "weight_gain")) + one(0.1, "infusion_volume")
    rate = units.per_body_mass(volume / one(240.0, "session_duration"), one(82.0, "body_mass"))

    assert float(units.write(units.measure(rate, "ultrafiltration_rate"), "ultrafiltration_rate")) == 7.6


@pytest.mark.parametrize(("name", "expected"), [("calcium", 2.5), ("sodium", 1.25), ("magnesium", 2.5)])
def test_charge(name: str, expected: float) -> None:
    assert units.charge(1.25, name) == expected  # type: ignore[arg-type]  # the fast lane


@pytest.mark.parametrize("name", ["phosphate", "albumin", "thiosulfate"])
def test_no_charge_without_a_valence(name: str) -> None:
    with pytest.raises(UnitError, match="no valence"):
        units.charge(one(1.0, "phosphate"), name)


@pytest.mark.parametrize(
    ("centimetres", "kilograms", "expected"), [(165.0, 70.0, 1.791), (180.0, 80.0, 2.0), (152.0, 48.0, 1.424)]
)
def test_body_surface(centimetres: float, kilograms: float, expected: float) -> None:
    found = units.body_surface(one(centimetres, "height"), one(kilograms, "body_mass"))

    assert units.measure(found, "body_surface") == pytest.approx(expected, abs=0.0005)


def test_a_paediatric_dose_by_surface() -> None:
    """25 g/1.73 m2 is 14.45 g/m2 and not a mass times a surface, as pint's parser makes of that text."""
    published = one(25.0, "thiosulfate_amount") / (one(1.0, "body_surface") * 1.73)

    assert units.measure(published, "thiosulfate_per_surface") == pytest.approx(14.45, abs=0.005)
    assert units.measure(published * one(1.0, "body_surface"), "thiosulfate_amount") == pytest.approx(14.45, abs=0.005)


def test_grams_of_one_session() -> None:
    assert units.measure(units.per_session(one(12.5, "thiosulfate_amount")), "thiosulfate_dose") == 12.5
    assert units.measure(units.in_one_session(one(240.0, "session_duration")), "hours") == 240.0


def test_anion_gap() -> None:
    """P01: 138 - 101 - 22 = 15; the gap counts charges and is none of its three ions."""
    gap = units.anion_gap(one(138.0, "sodium"), one(101.0, "chloride"), one(22.0, "bicarbonate"))

    assert units.measure(gap, "anion_gap") == pytest.approx(15.0)


@pytest.mark.parametrize(
    ("count", "weekdays", "days"),
    [
        (3.0, (), 3),
        (3.5, (), 2),
        (4.0, (), 2),
        (6.0, (), 2),
        (7.0, (), 1),
        (2.0, (), 4),
        (3.0, ("mon", "wed", "fri"), 3),
        (3.0, ("fri", "mon", "wed"), 3),
        (3.0, ("mon", "tue", "wed"), 5),
        (3.0, ("mon", "wed"), 3),  # not as many as the sessions: not used
        (1.0, ("tue",), 7),
    ],
)
def test_longest_interval(count: float, weekdays: tuple[str, ...], days: int) -> None:
    interval = units.longest_interval(one(count, "session_frequency"), weekdays)

    assert units.ratio(interval * one(1.0, "session_frequency") * 7, one(1.0, "ratio")) == pytest.approx(days)
