"""Clinical arithmetic on quantities: the formulas that several plugins share.

Numbers that a clinic could dispute (a coefficient, a limit) are arguments, never constants here;
only chemistry is looked up, in `substances.json`.
"""

from __future__ import annotations

import math
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from calciplug.errors import UnitError
from calciplug.units.helpers import TOLERANCE, ratio, sqrt
from calciplug.units.making import make
from calciplug.units.substances import substance

if TYPE_CHECKING:
    from collections.abc import Sequence, Sized

    from calciplug.units.quantity import Quantity

_WEEK: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def corrected_calcium(calcium: Quantity, albumin: Quantity, per_albumin: Quantity, reference: Quantity) -> Quantity:
    """Total calcium corrected for albumin: `calcium + per_albumin * (reference - albumin)`.

    Args:
        calcium: total serum calcium (mmol/L).
        albumin: serum albumin (g/L).
        per_albumin: calcium that one gram of missing albumin stands for (mmol/g).
        reference: albumin at which nothing is corrected (g/L).
    """
    return calcium + per_albumin * (reference - albumin)


def calcium_phosphate(calcium: Quantity, phosphate: Quantity) -> Quantity:
    """The calcium-phosphate product (mmol2/L2)."""
    return calcium * phosphate


def per_body_mass(value: Quantity, body_mass: Quantity) -> Quantity:
    """*value* for each kilogram of *body_mass*."""
    return value / body_mass


def fluid(weight_gain: Quantity) -> Quantity:
    """The litres that a weight gain is: one litre for each kilogram."""
    return weight_gain * (make(1.0, "container_volume") / make(1.0, "body_mass"))


def per_session(amount: Quantity) -> Quantity:
    """*amount* as given in one session: grams of a recorded dose beside grams a session of an order."""
    return amount / make(1.0, "session_count")


def counted(items: Sized) -> Quantity:
    """How many *items* there are."""
    return make(float(len(items)), "count")


def in_one_session(value: Quantity) -> Quantity:
    """What one session holds of *value*: minutes a session become the minutes of one."""
    return value * make(1.0, "session_count")


def anion_gap(sodium: Quantity, chloride: Quantity, bicarbonate: Quantity) -> Quantity:
    """Sodium less chloride and bicarbonate, all of one charge: what no routine ion accounts for."""
    counted = sodium / make(1.0, "sodium") - chloride / make(1.0, "chloride") - bicarbonate / make(1.0, "bicarbonate")
    return counted * make(1.0, "anion_gap")


def longest_interval(frequency: Quantity, weekdays: Sequence[str] = ()) -> Quantity:
    """The longest interval between sessions (weeks a session), in whole days.

    Args:
        frequency: sessions a week.
        weekdays: their days, `mon` to `sun`; not used unless they are as many as the sessions. Without them the
            sessions are spread as evenly as whole days allow.
    """
    one = make(1.0, "session_frequency")
    count = ratio(frequency, one)
    days = sorted(_WEEK.index(day) for day in weekdays)
    if days and len(days) == count:
        longest = max(later - day for day, later in pairwise([*days, days[0] + len(_WEEK)]))
    else:
        longest = math.ceil(len(_WEEK) / count - TOLERANCE)
    return longest / (one * len(_WEEK))


def charge(amount: Quantity, name: str) -> Quantity:
    """Equivalents in *amount* of the substance called *name*: the amount times its valence.

    Raises:
        UnitError: the substance has no valence here.
    """
    valence = substance(name).valence
    if valence is None:
        raise UnitError(f"{name} has no valence here: equivalents of it are refused")
    return amount * valence


def sodium_load(
    dose: Quantity, form: str, *, volume: Quantity | None = None, declared: Quantity | None = None
) -> tuple[Quantity, Quantity]:
    """Sodium that comes with *dose*, lowest and highest reading (mmol in the dose's own "per").

    The label's grams are read in the declared form and, because official documents disagree
    (dispute C-1), once more as anhydrous salt. The two ends are equal where the form is anhydrous, or
    where the product declares its sodium.

    Args:
        dose: thiosulfate, in grams of pentahydrate as memory keeps them.
        form: salt form of the label, `pentahydrate` or `anhydrous`.
        volume: drug volume, needed with *declared*.
        declared: sodium that the product record declares (mmol/L).
    """
    if volume is not None and declared is not None:
        exact = volume * declared
        return exact, exact
    low = _sodium(dose, "thiosulfate")
    high = low if form == "anhydrous" else _sodium(dose, "thiosulfate_anhydrous")
    return low, high


def _sodium(dose: Quantity, salt_name: str) -> Quantity:
    # Two sodium ions for each thiosulfate ion, which is divalent: Na2S2O3.
    per_gram = make(_ions_in_gram(salt_name, 2), "amount") / make(1.0, "thiosulfate_amount")
    return dose * per_gram


@cache
def _ions_in_gram(salt_name: str, ions: int) -> float:
    """Millimoles of *ions* for each mole of a salt in one gram of it."""
    salt = substance(salt_name)
    assert salt.molar_mass is not None, "every salt form has a molar mass"
    return float(ions * 1000 / salt.molar_mass)


def osmoles(dose: Quantity, *, as_anhydrous: bool = False) -> Quantity:
    """Ideal osmoles that *dose* brings: two sodium ions and one thiosulfate ion for each mole."""
    per_gram = _ions_in_gram("thiosulfate_anhydrous" if as_anhydrous else "thiosulfate", 3)
    return dose * (make(per_gram, "osmole_amount") / make(1.0, "thiosulfate_amount"))


def body_surface(height: Quantity, body_mass: Quantity) -> Quantity:
    """Body surface (m2) after Mosteller 1987: the square root of height (cm) times mass (kg) over 3600."""
    square = (height / make(1.0, "height")) * (body_mass / make(1.0, "body_mass")) / 3600
    return sqrt(square) * make(1.0, "body_surface")
