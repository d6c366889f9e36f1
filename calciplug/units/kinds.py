"""Kinds of quantity: which units a field or parameter accepts, keeps and shows.

The kind carries what a UCUM code cannot: the substance. 2.5 mEq/L is 1.25 mmol/L for the kind
`dialysate_calcium` and 2.5 mmol/L for the kind `sodium`, and neither can be asked for without one.
"""

from __future__ import annotations

import json
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import attrs

from calciplug.errors import UnitError
from calciplug.units.substances import Substance, substance, substances
from calciplug.units.table import AMOUNT, EQUIVALENT, MASS, OSMOLE, PLAIN, UCUM

if TYPE_CHECKING:
    from collections.abc import Mapping


@attrs.frozen
class Kind:
    """One kind of quantity.

    Attributes:
        name: `dialysate_calcium`, `session_duration`, ...
        of: substances that the unit's amounts and masses count, in order.
        unit: UCUM code of the one unit that memory uses.
        accepts: UCUM codes accepted from outside.
        shows: (UCUM code, decimals kept) of the page and the wire; the first is the wire's.
    """

    name: str
    of: tuple[str, ...]
    unit: str
    accepts: tuple[str, ...]
    shows: tuple[tuple[str, int], ...]

    def factor(self, code: str, form: str | None = None) -> Fraction:
        """How many of `unit` one *code* is, exactly.

        Args:
            code: a UCUM code of the closed table.
            form: salt form that grams are grams of, for thiosulfate: `pentahydrate` or `anhydrous`.

        Raises:
            UnitError: unknown code, a code of another dimension, or a conversion without chemistry.
        """
        return _factor(self.name, code, form)

    def digits(self, code: str) -> int:
        """Decimals that are kept when a value is written in *code*; six in a unit that no page shows."""
        return dict(self.shows).get(code, 6)


@cache
def kinds() -> Mapping[str, Kind]:
    """Every kind, by name."""
    rows = json.loads((files("calciplug.units") / "kinds.json").read_text("utf-8"))["kinds"]
    return {
        name: Kind(
            name=name,
            of=tuple(row.get("of", ())),
            unit=row["unit"],
            accepts=tuple(row["accepts"]),
            shows=tuple((code, digits) for code, digits in row["shows"]),
        )
        for name, row in rows.items()
    }


def kind(name: str) -> Kind:
    """The kind called *name*.

    Raises:
        UnitError: there is none.
    """
    try:
        return kinds()[name]
    except KeyError:
        raise UnitError(f"no kind of quantity is called {name!r}") from None


@cache
def _factor(name: str, code: str, form: str | None) -> Fraction:
    own = kind(name)
    scale, dimensions = _reduce(code, _carried(own, form))
    home, expected = _reduce(own.unit, _carried(own, None))
    if dimensions != expected:
        raise UnitError(f"{code!r} is not a unit of {name}")
    return scale / home


def _carried(own: Kind, form: str | None) -> list[Substance]:
    if form is None:
        return [substance(name) for name in own.of]
    matches = [item for item in substances().values() if item.dimension in own.of and item.form == form]
    if len(matches) != 1:
        raise UnitError(f"{form!r} is not a salt form of {own.name}")
    return matches


def _reduce(code: str, carried: list[Substance]) -> tuple[Fraction, tuple[tuple[str, int], ...]]:
    """Scale of *code* in base units, and its dimensions, once substances are known."""
    if code not in UCUM:
        raise UnitError(f"{code!r} is not a unit code of the closed table")
    scale = Fraction(1)
    powers: dict[str, int] = {}
    waiting = list(carried)
    for atom, power in UCUM[code]:
        if atom in PLAIN:
            dimension, size = PLAIN[atom]
        else:
            if not waiting:
                raise UnitError(f"{code!r} counts a substance, and this kind names none")
            item = waiting.pop(0)
            dimension, size = item.dimension, _size(atom, item)
        scale *= size**power
        powers[dimension] = powers.get(dimension, 0) + power
    if waiting:
        raise UnitError(f"{code!r} does not count {', '.join(item.name for item in waiting)}")
    return scale, tuple(sorted(powers.items()))


def _size(atom: str, item: Substance) -> Fraction:
    """How many base units of *item* one *atom* of it is."""
    if atom in OSMOLE:
        if item.base != "mosm":
            raise UnitError(f"{item.name} is not counted in osmoles")
        return OSMOLE[atom]
    if atom in EQUIVALENT and item.valence is None:
        raise UnitError(f"{item.name} has no valence here: equivalents of it are refused")
    if atom in MASS and item.base == "g" and item.name == item.dimension:
        return MASS[atom]
    mass = item.molar_mass
    # Moles and equivalents of what is counted in moles need no mass.
    if mass is None and (atom in MASS or item.base not in AMOUNT):
        raise UnitError(f"{item.name} has no molar mass here: {atom!r} of it is refused")
    if atom in EQUIVALENT:
        millimoles = EQUIVALENT[atom] / (item.valence or 1)
    elif mass is None or atom in AMOUNT:
        millimoles = AMOUNT[atom]
    else:
        millimoles = MASS[atom] * 1000 / mass
    return millimoles / _millimoles_in_base(item)


def _millimoles_in_base(item: Substance) -> Fraction:
    if item.base == "g":
        base = substance(item.dimension)
        assert base.molar_mass is not None, "what has moles and grams has a molar mass"
        return 1000 / base.molar_mass
    return AMOUNT[item.base]
