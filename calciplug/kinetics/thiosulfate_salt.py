"""What comes with a mass of sodium thiosulfate: thiosulfate, sodium and osmoles, by the form of the salt."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

from calciplug.errors import KineticsError
from calciplug.kinetics import _demand
from calciplug.kinetics.models import model
from calciplug.units.substances import substance

if TYPE_CHECKING:
    from calciplug.kinetics._numeric import Number

SALT: Final = "thiosulfate.salt"
_SALT = model(SALT)
_FORMS: Final = {"pentahydrate": "thiosulfate", "anhydrous": "thiosulfate_anhydrous"}


def thiosulfate_amount(*, grams: Number, form: str) -> Number:
    """Thiosulfate (mmol) in a mass of its sodium salt.

    Args:
        grams: of the salt; float or array.
        form: `pentahydrate` or `anhydrous`; never guessed, since a gram of one is 1.57 grams of the other.

    Raises:
        KineticsError: *grams* is below zero or not finite, or there is no such form.
    """
    _demand.not_negative(SALT, grams=grams)
    return grams * 1000 / _molar_mass(form)


@cache
def _molar_mass(form: str) -> float:
    if form not in _FORMS:
        raise KineticsError(SALT, f"form = {form!r}: must be one of {', '.join(_FORMS)}")
    mass = substance(_FORMS[form]).molar_mass
    assert mass is not None, "every salt form has a molar mass"
    return float(mass)


def sodium_with(*, thiosulfate: Number) -> Number:
    """Sodium (mmol) that comes with thiosulfate (mmol) as its sodium salt; float or array.

    Raises:
        KineticsError: *thiosulfate* is below zero or not finite.
    """
    _demand.not_negative(SALT, thiosulfate=thiosulfate)
    return thiosulfate * _SALT.constant("sodium_ions")


def osmoles_with(*, thiosulfate: Number) -> Number:
    """Ideal osmoles (mOsm) that come with thiosulfate (mmol) as its sodium salt; float or array.

    Raises:
        KineticsError: *thiosulfate* is below zero or not finite.
    """
    _demand.not_negative(SALT, thiosulfate=thiosulfate)
    return thiosulfate * (_SALT.constant("sodium_ions") + _SALT.constant("thiosulfate_ions"))
