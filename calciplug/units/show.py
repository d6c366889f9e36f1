"""The one formatter: both customary unit systems, in a form that is safe to read in a hurry.

No trailing zero, no naked point, no exponent, comma-grouped thousands, `mcg` and never a Greek
letter (ISMP list of error-prone notations).
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from calciplug.units.convert import spelled
from calciplug.units.kinds import kind
from calciplug.units.making import measure
from calciplug.units.substances import substance

if TYPE_CHECKING:
    from decimal import Decimal

    from calciplug.units.quantity import Quantity

# What the page prints for a UCUM code; a code that is not here is printed as it stands.
LABELS: Final = {
    "meq/L": "mEq/L",
    "[lb_av]": "lb",
    "ug": "mcg",
    "mm[Hg]": "mmHg",
    "Cel": "°C",
    "a": "years",
    "mo": "months",
    "wk": "weeks",
    "d": "days",
    "{session}": "sessions",
    "{session}/wk": "sessions/week",
    "{exchange}/wk": "exchanges/week",
    "{exchange}/d": "exchanges/day",
    "min/{session}": "min",
    "h/{session}": "h",
    "min/{exchange}": "min",
    "h/{exchange}": "h",
    "h/wk": "h/week",
    "min/wk": "min/week",
    "g/wk": "g/week",
    "g/{session}": "g",
    "mg/{session}": "mg",
    "g/{exchange}": "g",
    "kg/{session}": "kg",
    "L/{session}": "L",
    "mL/{session}": "mL",
    "L/{exchange}": "L",
    "mL/{exchange}": "mL",
    "mL/d": "mL/day",
    "L/d": "L/day",
    "mL/h/kg": "mL/kg/h",
    "L/min/kg": "L/kg/min",
    "mmol/{session}": "mmol",
    "mmol/{exchange}": "mmol",
    "mmol/wk": "mmol/week",
    "mg/wk": "mg/week",
    "mL/wk": "mL/week",
    "L/wk": "L/week",
    "g/d": "g/day",
    "mg/d": "mg/day",
    "%{dose}": "% of the dose",
    "mmol2/L2": "mmol²/L²",
    "mg2/dL2": "mg²/dL²",
    "g/m2": "g/m²",
    "m2": "m²",
    "mosm/{session}": "mOsm",
    "mosm/{exchange}": "mOsm",
    "mosm/L": "mOsm/L",
    "%{w/v}": "% w/v",
    "%{neutrophils}": "% neutrophils",
    "10*6/L": "million cells/L",
    "/uL": "cells/mcL",
    "{Kt/V}": "",
    "{Kt/V}/wk": "per week",
    "{INR}": "",
    "{pH}": "",
    "{ratio}": "",
    "{count}": "",
}
# Words that count; of one of them the page says so.
_COUNTED: Final = ("years", "months", "weeks", "days", "sessions", "exchanges")


def label(code: str) -> str:
    """What the page prints for the UCUM *code*."""
    return LABELS.get(code, code)


def number(value: Decimal) -> str:
    """*value* in plain digits, thousands grouped from 1,000 on."""
    return f"{value:,f}"


def labelled(value: Decimal, code: str) -> str:
    """*value* with the label of the UCUM *code*: 1 day, 2 days, 0.5 days."""
    return _labelled(number(value), code)


# One number is printed in many places of one outcome, and the same ones in outcome after outcome.
@lru_cache(maxsize=16384)
def text(value: float, name: str, form: str | None = None) -> str:
    """*value*, a float in the own unit of the kind called *name*, as the page prints it."""
    parts = [_one(value, name, code, form) for code, _ in kind(name).shows]
    first = f"{parts[0]} {form}" if form is not None else parts[0]
    base = None if form is None else next((own.form for own in map(substance, kind(name).of) if own.form), None)
    if base is not None and form != base:
        # Limits count the base salt's grams: without them beside it, "16 g is over 25 g" cannot be understood.
        parts.insert(1, f"{_one(value, name, kind(name).shows[0][0], base)} {base}")
    return first if len(parts) == 1 else f"{first} ({', '.join(parts[1:])})"


def show(quantity: Quantity, name: str, form: str | None = None) -> str:
    """*quantity* as the page prints it.

    Args:
        quantity: of the kind called *name*.
        name: the kind, which says what units and decimals are shown.
        form: salt form in which thiosulfate's grams are shown.

    Raises:
        UnitError: *quantity* is of another dimension.
    """
    return text(measure(quantity, name), name, form)


@lru_cache(maxsize=16384)
def interval(low: float, high: float, name: str) -> str:
    """Two ends as the page prints them; one value where the ends are printed alike."""
    parts = [_interval(low, high, name, code) for code, _ in kind(name).shows]
    return parts[0] if len(parts) == 1 else f"{parts[0]} ({', '.join(parts[1:])})"


def _interval(low: float, high: float, name: str, code: str) -> str:
    ends = [spelled(end, name, code) for end in (low, high)]
    both = ends[0] if ends[0] == ends[1] else " to ".join(ends)
    return _labelled(both, code)


def _one(value: float, name: str, code: str, form: str | None) -> str:
    return _labelled(spelled(value, name, code, form), code)


def _labelled(shown: str, code: str) -> str:
    word, slash, rest = label(code).partition("/")
    one = shown == "1" and word in _COUNTED
    return f"{shown} {word.removesuffix('s') if one else word}{slash}{rest}".rstrip()
