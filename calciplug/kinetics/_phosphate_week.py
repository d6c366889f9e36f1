"""Phosphate over a week, and from one sample; `phosphate` has both for callers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from calciplug.kinetics import _demand
from calciplug.kinetics.models import model

if TYPE_CHECKING:
    from calciplug.kinetics._numeric import Number

_WEEK: Final = model("phosphate.weekly-balance")
_WANG: Final = model("phosphate.wang")


def weekly_balance(
    *, intake: Number, absorption: Number, removed_per_session: Number, count: Number, binder: Number = 0.0
) -> Number:
    """Phosphate that stays in the patient in a week.

    Args:
        intake: mmol per week (float or array, broadcast).
        absorption: share of the intake that would be absorbed without binders, 0 to 1 (float or array, broadcast).
        removed_per_session: mmol (float or array, broadcast).
        count: sessions per week (float or array, broadcast).
        binder: held back by binders, mmol per week (float or array, broadcast).

    Returns:
        mmol per week; below zero where more leaves than comes. What the kidneys remove is left out.

    Raises:
        KineticsError: an argument is negative, absorption is above 1, or binders hold more than is absorbed.

    Source: calciplug-mass-balance.
    """
    _demand.not_negative(
        _WEEK.id,
        intake=intake,
        absorption=absorption,
        removed_per_session=removed_per_session,
        count=count,
        binder=binder,
    )
    _demand.holds(_WEEK.id, absorption <= 1, "absorption: must not be above 1; it is a share")
    absorbed = intake * absorption
    _demand.holds(_WEEK.id, binder <= absorbed, "binder: must not be above what would be absorbed")
    return absorbed - binder - removed_per_session * count


def phosphate_removed_bedside(*, spent_dialysate: Number, age: Number, weight: Number, clearance: Number) -> Number:
    """Phosphate that a low-flux session of four hours removes, by Wang's regression on one sample of spent dialysate.

    Args:
        spent_dialysate: phosphate in it after 45 minutes, mmol/L (float or array, broadcast).
        age: years (float or array, broadcast).
        weight: kg (float or array, broadcast).
        clearance: of the dialyser for phosphate in vitro, L/min (float or array, broadcast).

    Returns:
        mmol in the session. Known to hold for low-flux sessions of four hours only.

    Raises:
        KineticsError: an argument is out of its range, or so low that nothing would be removed.

    Source: wang-2012.
    """
    _demand.positive(_WANG.id, age=age, weight=weight, clearance=clearance)
    _demand.not_negative(_WANG.id, spent_dialysate=spent_dialysate)
    k, millilitres = _WANG.constant, 1000.0
    person = k("age") * age + k("weight") * weight
    removed = k("dialysate") * spent_dialysate + person + k("clearance") * (clearance * millilitres) + k("base")
    _demand.holds(_WANG.id, removed >= 0, "spent_dialysate: so low that the regression would remove less than nothing")
    return removed
