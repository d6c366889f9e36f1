"""Units: the closed table, the kinds of quantity, the one registry and the one formatter.

A quantity from outside is a number and a UCUM code out of `table.UCUM`, read by the *kind* of
the field it stands in. In memory it is a float in the kind's own unit, handed out as a fresh pint quantity.
Substances never mix: each is a dimension. See `docs/units.md` for what that catches and what it does not.

pint is imported with the first quantity of the checked lane (see `making`): reading and showing need none of it.
"""

from __future__ import annotations

from calciplug.units.clinical import (
    anion_gap,
    body_surface,
    calcium_phosphate,
    charge,
    corrected_calcium,
    counted,
    fluid,
    in_one_session,
    longest_interval,
    osmoles,
    per_body_mass,
    per_session,
    sodium_load,
)
from calciplug.units.convert import figure, plain, read, write
from calciplug.units.helpers import (
    at_least_zero,
    below,
    exceeds,
    exp,
    higher,
    is_many,
    lower,
    mean,
    ratio,
    sqrt,
    to_step,
    total,
    within,
    within_floats,
)
from calciplug.units.kinds import Kind, kind, kinds
from calciplug.units.making import is_quantity, make, measure, measure_each
from calciplug.units.quantity import Quantity
from calciplug.units.show import interval, label, labelled, number, show, text
from calciplug.units.substances import Substance, substance, substances
from calciplug.units.table import UCUM

__all__ = [
    "UCUM",
    "Kind",
    "Quantity",
    "Substance",
    "anion_gap",
    "at_least_zero",
    "below",
    "body_surface",
    "calcium_phosphate",
    "charge",
    "corrected_calcium",
    "counted",
    "exceeds",
    "exp",
    "figure",
    "fluid",
    "higher",
    "in_one_session",
    "interval",
    "is_many",
    "is_quantity",
    "kind",
    "kinds",
    "label",
    "labelled",
    "longest_interval",
    "lower",
    "make",
    "mean",
    "measure",
    "measure_each",
    "number",
    "osmoles",
    "per_body_mass",
    "per_session",
    "plain",
    "ratio",
    "read",
    "show",
    "sodium_load",
    "sqrt",
    "substance",
    "substances",
    "text",
    "to_step",
    "total",
    "within",
    "within_floats",
    "write",
]
