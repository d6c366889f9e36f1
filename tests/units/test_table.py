"""Table, kinds, substances and registry say the same, and an independent UCUM implementation agrees with them."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from calciplug import units
from calciplug.errors import UnitError
from calciplug.units import registry, table
from calciplug.units.kinds import _carried, _reduce
from calciplug.units.show import LABELS

ROOT = Path(__file__).resolve().parents[2]
ORACLE: dict[str, Any] = json.loads((ROOT / "fixtures" / "units" / "ucum_lhc.json").read_text("utf-8"))
KINDS = list(units.kinds().values())
STALE = "write fixtures/units/ucum_lhc.json again: tools/ucum_oracle.js"

# IUPAC abridged atomic weights and what is summed from them, written a second time; None: no conversion may exist.
CHEMISTRY = {
    "sodium": (22.990, 1),
    "potassium": (39.098, 1),
    "chloride": (35.45, 1),
    "bicarbonate": (1.008 + 12.011 + 3 * 15.999, 1),
    "lactate": (3 * 12.011 + 5 * 1.008 + 3 * 15.999, 1),
    "magnesium": (24.305, 2),
    "calcium": (40.078, 2),
    "ionised_calcium": (40.078, 2),
    "phosphate": (30.974, None),
    "albumin": (None, None),
    "pth": (9425, None),
    "glucose": (6 * 12.011 + 12 * 1.008 + 6 * 15.999, None),
    "thiosulfate": (2 * 22.990 + 2 * 32.06 + 3 * 15.999 + 5 * 18.015, None),
    "thiosulfate_anhydrous": (2 * 22.990 + 2 * 32.06 + 3 * 15.999, None),
    "boric_acid": (3 * 1.008 + 10.81 + 3 * 15.999, None),
    "drug": (None, None),
    "net_charge": (None, 1),
    "osmoles": (None, None),
}


def codes(kind: units.Kind) -> list[str]:
    """Every code that *kind* keeps, accepts or shows."""
    return list(dict.fromkeys([kind.unit, *kind.accepts, *(code for code, _ in kind.shows)]))


# --- with each other ------------------------------------------------------------------------------------------------


def test_every_code_of_the_table_is_used_and_every_code_in_use_is_in_the_table() -> None:
    assert {code for kind in KINDS for code in codes(kind)} == set(units.UCUM)


def test_every_atom_is_used_and_known_once() -> None:
    groups = [table.AMOUNT, table.EQUIVALENT, table.MASS, table.OSMOLE, table.PLAIN]
    known = [atom for group in groups for atom in group]

    assert sorted(known) == sorted({atom for atoms in units.UCUM.values() for atom, _ in atoms})


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_unit_of_a_kind_has_one_dimension(kind: units.Kind) -> None:
    """`factor` raises where the dimensions of two codes of one kind differ."""
    assert kind.factor(kind.unit) == 1
    assert all(kind.factor(code) > 0 for code in codes(kind))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_input_covers_what_a_page_shows(kind: units.Kind) -> None:
    """What an outcome writes can be ordered again; the wire's unit is accepted from outside."""
    assert kind.shows[0][0] in kind.accepts
    assert len({code for code, _ in kind.shows}) == len(kind.shows)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_the_registry_has_the_dimension_of_the_table(kind: units.Kind) -> None:
    """The table's dimensions and pint's are built by different code from the same atoms."""
    _, ours = _reduce(kind.unit, _carried(kind, None))
    pint_side = registry.unit(kind.name).dimensionality

    assert {f"[{name}]": power for name, power in ours if power} == dict(pint_side)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_the_registry_has_the_scale_of_the_table(kind: units.Kind) -> None:
    scale, _ = _reduce(kind.unit, _carried(kind, None))
    base = registry._REGISTRY.Quantity(1.0, registry.unit(kind.name)).to_base_units().magnitude

    assert base == pytest.approx(float(scale), rel=1e-12)


def test_each_substance_is_a_dimension_of_its_own() -> None:
    own = {name for name, item in units.substances().items() if item.name == item.dimension}
    dimensions = {str(dimension) for kind in KINDS for dimension in registry.unit(kind.name).dimensionality}

    assert {f"[{name}]" for name in own} <= dimensions
    assert [name for name, item in units.substances().items() if item.name != item.dimension] == [
        "thiosulfate_anhydrous"
    ]


def test_labels_are_of_codes_and_differ_inside_a_kind() -> None:
    assert set(LABELS) <= set(units.UCUM)
    for kind in KINDS:
        shown = [units.label(code) for code, _ in kind.shows]
        assert len(set(shown)) == len(shown)


@pytest.mark.parametrize("name", sorted(units.substances()))
def test_chemistry_written_a_second_time(name: str) -> None:
    mass, valence = CHEMISTRY[name]
    item = units.substance(name)

    assert (item.molar_mass is None) == (mass is None)
    assert mass is None or float(item.molar_mass or 0) == pytest.approx(mass, abs=0.02)
    assert item.valence == valence


# --- with another implementation of UCUM ----------------------------------------------------------------------------


def test_the_other_implementation_takes_every_code() -> None:
    assert set(ORACLE["valid"]) == set(units.UCUM), STALE
    assert [code for code, valid in ORACLE["valid"].items() if not valid] == []


def test_the_other_implementation_was_asked_for_every_pair() -> None:
    asked = {(row["kind"], row["from"], row["to"]) for row in ORACLE["conversions"]}
    ours = {(kind.name, one, two) for kind in KINDS for one in codes(kind) for two in codes(kind) if one != two}

    assert asked == ours, STALE


@pytest.mark.parametrize(
    "row", ORACLE["conversions"], ids=lambda row: f"{row['kind']}: {row['from']} to {row['to']}".replace("/", "_per_")
)
def test_conversion(row: dict[str, Any]) -> None:
    """Every conversion that we make is the one that UCUM makes, given the substance's molar mass and charge."""
    kind = units.kind(row["kind"])
    ours = kind.factor(row["from"]) / kind.factor(row["to"])

    if "%{w/v}" in (row["from"], row["to"]):
        # UCUM drops the annotation and sees a bare percent: grams in 100 mL is our reading, and pharmacy's.
        assert row["factor"] is None
        assert ours == (10 if row["from"] == "%{w/v}" else Fraction(1, 10))
    else:
        assert float(ours) == pytest.approx(row["factor"], rel=1e-9, abs=0)


def test_chemistry_is_needed_where_ucum_needs_it() -> None:
    """Moles, equivalents and grams meet through a substance only: without it UCUM refuses, and so does a kind."""
    through_chemistry = [row for row in ORACLE["conversions"] if row["without_chemistry"] is None and row["factor"]]

    assert len(through_chemistry) > 50
    for row in through_chemistry:
        assert units.kind(row["kind"]).of, row


@pytest.mark.parametrize("row", ORACLE["loose"], ids=lambda row: f"{row['from']} as {row['to']}".replace("/", "_per_"))
def test_what_ucum_lets_through_is_refused_here(row: dict[str, Any]) -> None:
    """Annotations and substances mean nothing to UCUM; here no kind has both codes, and the dimensions differ."""
    assert row["factor"] is not None
    for kind in KINDS:
        if row["from"] in codes(kind):
            with pytest.raises(UnitError):
                kind.factor(row["to"])
