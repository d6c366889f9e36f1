"""Molar masses and valences: the chemistry without which mEq/L, mg/dL and mmol/L must not meet."""

from __future__ import annotations

import json
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import attrs

from calciplug.errors import UnitError

if TYPE_CHECKING:
    from collections.abc import Mapping


@attrs.frozen
class Substance:
    """One substance that a quantity can carry; a dimension of its own in the registry.

    Attributes:
        name: `calcium`, `ionised_calcium`, `thiosulfate`, ...
        dimension: the substance whose base unit this one is counted in (itself, except for salt forms).
        base: unit that counts it in the registry: `mmol`, `g`, `pmol` or `mosm`.
        molar_mass: g/mol, or None where mass and moles must not be converted.
        valence: equivalents per mole, or None where mEq must be refused.
        form: salt form that the grams are grams of, or None.
        source: where the molar mass comes from.
    """

    name: str
    dimension: str
    base: str
    molar_mass: Fraction | None
    valence: int | None
    form: str | None
    source: str


@cache
def substances() -> Mapping[str, Substance]:
    """Every substance, by name."""
    rows = json.loads((files("calciplug.units") / "substances.json").read_text("utf-8"))["substances"]
    found: dict[str, Substance] = {}
    for name, row in rows.items():
        dimension = row.get("same_as", name)
        found[name] = Substance(
            name=name,
            dimension=dimension,
            base=rows[dimension]["base"],
            molar_mass=Fraction(row["molar_mass"]) if "molar_mass" in row else None,
            valence=row.get("valence"),
            form=row.get("form"),
            source=row["source"],
        )
    return found


def substance(name: str) -> Substance:
    """The substance called *name*.

    Raises:
        UnitError: there is none.
    """
    try:
        return substances()[name]
    except KeyError:
        raise UnitError(f"no substance is called {name!r}") from None
