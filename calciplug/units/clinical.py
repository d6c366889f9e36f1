"""Clinical arithmetic on quantities: the formulas that several plugins share.

Numbers that a clinic could dispute (a coefficient, a limit) are arguments, never constants here;
only chemistry is looked up, in `substances.json`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from calciplug.errors import UnitError
from calciplug.units.helpers import sqrt
from calciplug.units.registry import make
from calciplug.units.substances import substance

if TYPE_CHECKING:
    from calciplug.units.quantity import Quantity


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
    salt = substance(salt_name)
    assert salt.molar_mass is not None, "every salt form has a molar mass"
    # Two sodium ions for each thiosulfate ion, which is divalent: Na2S2O3.
    per_gram = make(float(2 * 1000 / salt.molar_mass), "amount") / make(1.0, "thiosulfate_amount")
    return dose * per_gram


def osmoles(dose: Quantity, *, as_anhydrous: bool = False) -> Quantity:
    """Ideal osmoles that *dose* brings: two sodium ions and one thiosulfate ion for each mole."""
    salt = substance("thiosulfate_anhydrous" if as_anhydrous else "thiosulfate")
    assert salt.molar_mass is not None, "every salt form has a molar mass"
    return dose * (make(float(3 * 1000 / salt.molar_mass), "osmole_amount") / make(1.0, "thiosulfate_amount"))


def body_surface(height: Quantity, body_mass: Quantity) -> Quantity:
    """Body surface (m2) after Mosteller 1987: the square root of height (cm) times mass (kg) over 3600."""
    square = (height / make(1.0, "height")) * (body_mass / make(1.0, "body_mass")) / 3600
    return sqrt(square) * make(1.0, "body_surface")
