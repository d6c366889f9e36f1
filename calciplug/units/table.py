"""The closed UCUM table: every unit code that calciplug reads or writes, byte for byte.

A code that is not a key of `UCUM` is not a unit here: there is no parser, no prefix logic and
no fallback. A row says which atoms a code is made of; the substance, where an atom counts one,
comes from the kind of quantity (`calciplug.units.kinds`), never from the code.
Source of the codes: The Unified Code for Units of Measure (see NOTICE).
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final

# Atoms that count a substance: moles, equivalents or grams of it. Scale to mmol, meq, g, mosm.
AMOUNT: Final = {"mmol": Fraction(1), "pmol": Fraction(1, 10**9)}
EQUIVALENT: Final = {"meq": Fraction(1)}
MASS: Final = {
    "g": Fraction(1),
    "mg": Fraction(1, 10**3),
    "ug": Fraction(1, 10**6),
    "ng": Fraction(1, 10**9),
    "pg": Fraction(1, 10**12),
}
OSMOLE: Final = {"mosm": Fraction(1)}

# Atoms that count no substance: (dimension, how many of the dimension's base unit).
# Calendar weeks (`week`) are a dimension apart from minutes, so that 3 sessions a week is no frequency in hertz
# and minutes per week are not a bare ratio.
PLAIN: Final = {
    "L": ("litre", Fraction(1)),
    "dL": ("litre", Fraction(1, 10)),
    "mL": ("litre", Fraction(1, 10**3)),
    "uL": ("litre", Fraction(1, 10**6)),
    "a": ("minute", Fraction(525960)),
    "mo": ("minute", Fraction(43830)),
    "wk": ("minute", Fraction(10080)),
    "d": ("minute", Fraction(1440)),
    "h": ("minute", Fraction(60)),
    "min": ("minute", Fraction(1)),
    "ms": ("minute", Fraction(1, 60000)),
    "/wk": ("week", Fraction(1)),
    "/d": ("week", Fraction(1, 7)),
    "kg": ("kilogram_body", Fraction(1)),
    "[lb_av]": ("kilogram_body", Fraction("0.45359237")),
    "cm": ("centimetre", Fraction(1)),
    "m": ("centimetre", Fraction(100)),
    "m2": ("square_metre", Fraction(1)),
    "{session}": ("session", Fraction(1)),
    "{exchange}": ("exchange", Fraction(1)),
    "mm[Hg]": ("millimetre_mercury", Fraction(1)),
    "Cel": ("degree_celsius", Fraction(1)),
    "{Kt/V}": ("kt_v", Fraction(1)),
    "10*6": ("million_cells", Fraction(1)),
    "{cell}": ("million_cells", Fraction(1, 10**6)),
    "%{neutrophils}": ("neutrophil_percent", Fraction(1)),
    "%{dose}": ("dose_percent", Fraction(1)),
    "{INR}": ("inr", Fraction(1)),
    "{pH}": ("ph", Fraction(1)),
}

Atoms = tuple[tuple[str, int], ...]

UCUM: Final[dict[str, Atoms]] = {
    "mmol": (("mmol", 1),),
    "mmol/L": (("mmol", 1), ("L", -1)),
    "mmol/{session}": (("mmol", 1), ("{session}", -1)),
    "mmol/wk": (("mmol", 1), ("/wk", -1)),
    "mmol/{exchange}": (("mmol", 1), ("{exchange}", -1)),
    "mmol2/L2": (("mmol", 1), ("mmol", 1), ("L", -2)),
    "mmol/g": (("mmol", 1), ("g", -1)),
    "pmol/L": (("pmol", 1), ("L", -1)),
    "meq/L": (("meq", 1), ("L", -1)),
    "g": (("g", 1),),
    "mg": (("mg", 1),),
    "ug": (("ug", 1),),
    "g/L": (("g", 1), ("L", -1)),
    "g/dL": (("g", 1), ("dL", -1)),
    "mg/dL": (("mg", 1), ("dL", -1)),
    "mg/mL": (("mg", 1), ("mL", -1)),
    "pg/mL": (("pg", 1), ("mL", -1)),
    "ng/L": (("ng", 1), ("L", -1)),
    "mg2/dL2": (("mg", 1), ("mg", 1), ("dL", -2)),
    "%{w/v}": (("g", 1), ("dL", -1)),
    "g/{session}": (("g", 1), ("{session}", -1)),
    "mg/{session}": (("mg", 1), ("{session}", -1)),
    "g/{exchange}": (("g", 1), ("{exchange}", -1)),
    "mg/wk": (("mg", 1), ("/wk", -1)),
    "g/wk": (("g", 1), ("/wk", -1)),
    "g/min": (("g", 1), ("min", -1)),
    "g/h": (("g", 1), ("h", -1)),
    "g/m2": (("g", 1), ("m2", -1)),
    "mosm": (("mosm", 1),),
    "mosm/L": (("mosm", 1), ("L", -1)),
    "mosm/{session}": (("mosm", 1), ("{session}", -1)),
    "mosm/{exchange}": (("mosm", 1), ("{exchange}", -1)),
    "L": (("L", 1),),
    "mL": (("mL", 1),),
    "L/{session}": (("L", 1), ("{session}", -1)),
    "mL/{session}": (("mL", 1), ("{session}", -1)),
    "L/{exchange}": (("L", 1), ("{exchange}", -1)),
    "mL/{exchange}": (("mL", 1), ("{exchange}", -1)),
    "mL/d": (("mL", 1), ("/d", -1)),
    "L/d": (("L", 1), ("/d", -1)),
    "mL/min": (("mL", 1), ("min", -1)),
    "L/min": (("L", 1), ("min", -1)),
    "mL/h": (("mL", 1), ("h", -1)),
    "L/h": (("L", 1), ("h", -1)),
    "mL/h/kg": (("mL", 1), ("h", -1), ("kg", -1)),
    "L/min/kg": (("L", 1), ("min", -1), ("kg", -1)),
    "mL/min/kg": (("mL", 1), ("min", -1), ("kg", -1)),
    "L/kg": (("L", 1), ("kg", -1)),
    "kg": (("kg", 1),),
    "kg/{session}": (("kg", 1), ("{session}", -1)),
    "[lb_av]": (("[lb_av]", 1),),
    "cm": (("cm", 1),),
    "m": (("m", 1),),
    "m2": (("m2", 1),),
    "a": (("a", 1),),
    "mo": (("mo", 1),),
    "wk": (("wk", 1),),
    "d": (("d", 1),),
    "h": (("h", 1),),
    "min": (("min", 1),),
    "ms": (("ms", 1),),
    "min/{session}": (("min", 1), ("{session}", -1)),
    "h/{session}": (("h", 1), ("{session}", -1)),
    "min/{exchange}": (("min", 1), ("{exchange}", -1)),
    "h/{exchange}": (("h", 1), ("{exchange}", -1)),
    "min/wk": (("min", 1), ("/wk", -1)),
    "h/wk": (("h", 1), ("/wk", -1)),
    "{session}/wk": (("{session}", 1), ("/wk", -1)),
    "{exchange}/wk": (("{exchange}", 1), ("/wk", -1)),
    "{exchange}/d": (("{exchange}", 1), ("/d", -1)),
    "{session}": (("{session}", 1),),
    "mm[Hg]": (("mm[Hg]", 1),),
    "Cel": (("Cel", 1),),
    "{Kt/V}": (("{Kt/V}", 1),),
    "{Kt/V}/wk": (("{Kt/V}", 1), ("/wk", -1)),
    "10*6/L": (("10*6", 1), ("L", -1)),
    "/uL": (("{cell}", 1), ("uL", -1)),
    "%{neutrophils}": (("%{neutrophils}", 1),),
    "%{dose}": (("%{dose}", 1),),
    "{INR}": (("{INR}", 1),),
    "{pH}": (("{pH}", 1),),
    "{ratio}": (),
    "{count}": (),
}
