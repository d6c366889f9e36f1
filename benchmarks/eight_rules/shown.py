"""Numbers as the outcome prints them, for the hand-written floor: both unit systems, few digits, plain floats."""

from __future__ import annotations

from typing import Final

ANHYDROUS: Final = 158.11 / 248.18
CALCIUM: Final = 4.0078
PHOSPHATE: Final = 3.0974


def figure(value: float, scale: int) -> float:
    """*value* with the decimals of *scale* (100: two), a whole number without a point.

    A float's binary tail goes first; then it is rounded half to even.
    """
    number = round(round(value * scale, 6)) / scale
    whole = int(number)
    return whole if whole == number else number


def plain(value: float, scale: int) -> str:
    """As `figure`, as text, thousands grouped."""
    number = round(round(value * scale, 6)) / scale
    whole = int(number)
    return f"{whole:,}" if whole == number else f"{number:,}"


def minutes(value: float) -> str:
    """Minutes and hours of a session."""
    return f"{plain(value, 10)} min ({plain(value / 60, 100)} h)"


def litres(value: float) -> str:
    """A volume of a session."""
    return f"{plain(value, 1000)} L"


def kilograms(value: float) -> str:
    """A body's mass."""
    return f"{plain(value, 100)} kg"


def height(value: float) -> str:
    """A body's height."""
    return f"{plain(value, 10)} cm"


def flow(value: float) -> str:
    """A flow, in mL/min."""
    return f"{plain(value, 10)} mL/min"


def ultrafiltration(value: float) -> str:
    """An ultrafiltration rate, in mL/h/kg."""
    return f"{plain(value, 10)} mL/kg/h"


def charge(value: float) -> str:
    """A concentration of sodium or bicarbonate."""
    number = plain(value, 10)
    return f"{number} mmol/L ({number} mEq/L)"


def potassium(value: float) -> str:
    """A concentration of potassium."""
    number = plain(value, 100)
    return f"{number} mmol/L ({number} mEq/L)"


def bath_calcium(value: float) -> str:
    """Dialysate calcium."""
    return f"{plain(value, 1000)} mmol/L ({plain(value * 2, 1000)} mEq/L)"


def calcium(value: float) -> str:
    """Serum calcium, total, corrected or ionised."""
    return f"{plain(value, 100)} mmol/L ({plain(value * CALCIUM, 100)} mg/dL)"


def phosphate(value: float) -> str:
    """Serum phosphate."""
    return f"{plain(value, 100)} mmol/L ({plain(value * PHOSPHATE, 100)} mg/dL)"


def product(value: float) -> str:
    """The calcium-phosphate product."""
    return f"{plain(value, 100)} mmol²/L² ({plain(value * CALCIUM * PHOSPHATE, 10)} mg²/dL²)"


def albumin(value: float) -> str:
    """Serum albumin."""
    return f"{plain(value, 10)} g/L ({plain(value / 10, 100)} g/dL)"


def amount(value: float) -> str:
    """An amount of sodium."""
    return f"{plain(value, 10)} mmol"


def grams(value: float, form: str, unit: str = "g") -> str:
    """*value* grams of pentahydrate, in the salt that the label counts."""
    base = f"{plain(value, 1000)} {unit} pentahydrate"
    return base if form == "pentahydrate" else f"{plain(value * ANHYDROUS, 1000)} {unit} anhydrous ({base})"


def rate(value: float, form: str) -> str:
    """*value* grams of pentahydrate a minute, in the salt that the label counts."""
    base = f"{plain(value, 1000)} g/min pentahydrate"
    if form == "pentahydrate":
        return f"{base} ({plain(value * 60, 100)} g/h)"
    own = value * ANHYDROUS
    return f"{plain(own, 1000)} g/min anhydrous ({base}, {plain(own * 60, 100)} g/h)"
