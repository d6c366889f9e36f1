"""Peritoneal dialysis: clearances and protein intake from a day's collection.

`peritoneal_dwell` predicts them from a mass transfer coefficient; `peritoneal_bag` has what is added to a bag.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from calciplug.kinetics import _demand
from calciplug.kinetics.models import model

if TYPE_CHECKING:
    from calciplug.kinetics._numeric import Number

CLEARANCE: Final = "peritoneal.clearance"
PROTEIN: Final = "peritoneal.protein"
_CLEARANCE = model(CLEARANCE)
_PROTEIN = model(PROTEIN)
_DAYS: Final = 7


def weekly_kt_v(
    *,
    dialysate_to_plasma: Number,
    drain: Number,
    volume: Number,
    urine_to_plasma: Number = 0.0,
    urine: Number = 0.0,
) -> Number:
    """Weekly urea Kt/V, peritoneal and renal, from one day's collections.

    Args:
        dialysate_to_plasma: urea of the pooled drain over that of plasma (any one concentration unit); float or array,
            broadcast, as all the others.
        drain: volume of the day's drain, ultrafiltration included (L/d).
        volume: urea volume (L).
        urine_to_plasma: urea of the urine over that of plasma.
        urine: volume of the day's urine (L/d).

    Returns:
        Kt/V per week.

    Raises:
        KineticsError: *volume* is not above zero, another is below zero, or one is not finite.

    Source: peer-renalware, peer-pd-calculators.
    """
    _demand.positive(CLEARANCE, volume=volume)
    _demand.not_negative(CLEARANCE, dialysate_to_plasma=dialysate_to_plasma, drain=drain)
    return (
        _DAYS * dialysate_to_plasma * drain + weekly_renal_clearance(urine_to_plasma=urine_to_plasma, urine=urine)
    ) / volume


def weekly_renal_clearance(*, urine_to_plasma: Number, urine: Number) -> Number:
    """Weekly renal clearance (L per week) of what is in urine and plasma, urea or creatinine.

    Args:
        urine_to_plasma: concentration in the urine over that in plasma; float or array, broadcast.
        urine: volume of the day's urine (L/d); float or array, broadcast.

    Raises:
        KineticsError: an argument is below zero or not finite.

    Source: peer-renalware.
    """
    _demand.not_negative(CLEARANCE, urine_to_plasma=urine_to_plasma, urine=urine)
    return _DAYS * urine_to_plasma * urine


def weekly_creatinine_clearance(
    *,
    dialysate_to_plasma: Number,
    drain: Number,
    body_surface: Number,
    renal_urea_clearance: Number = 0.0,
    renal_creatinine_clearance: Number = 0.0,
) -> Number:
    """Weekly creatinine clearance, peritoneal and renal, for a body surface of 1.73 m2.

    The renal part is the mean of the urea and the creatinine clearance, because tubules secrete creatinine.

    Args:
        dialysate_to_plasma: creatinine of the pooled drain over that of plasma; float or array, broadcast, as all the
            others. Where the method is Jaffe's, correct the dialysate for glucose before: it is not done here.
        drain: volume of the day's drain, ultrafiltration included (L/d).
        body_surface: m2.
        renal_urea_clearance: L per week, not normalised.
        renal_creatinine_clearance: L per week, not normalised.

    Returns:
        L per week and 1.73 m2.

    Raises:
        KineticsError: *body_surface* is not above zero, another is below zero, or one is not finite.

    Source: peer-renalware (which divides by 1.72 m2 and truncates), peer-pd-calculators; the 1.73 m2
    are memory only.
    """
    _demand.positive(CLEARANCE, body_surface=body_surface)
    _demand.not_negative(
        CLEARANCE,
        dialysate_to_plasma=dialysate_to_plasma,
        drain=drain,
        renal_urea_clearance=renal_urea_clearance,
        renal_creatinine_clearance=renal_creatinine_clearance,
    )
    whole = _DAYS * dialysate_to_plasma * drain + (renal_urea_clearance + renal_creatinine_clearance) / 2
    return whole * _CLEARANCE.constant("reference_surface") / body_surface


def protein_intake(*, urea_removed: Number, weight: Number) -> Number:
    """Protein intake (g/kg/d) that a day's urea stands for, in a patient whose urea is steady (Bergstrom I).

    Args:
        urea_removed: urea in the day's dialysate and urine (mmol/d); float or array, broadcast.
        weight: body weight (kg); float or array, broadcast.

    Raises:
        KineticsError: *weight* is not above zero, *urea_removed* is below zero, or one is not finite.

    Source: peer-renalware, as the program has it; the paper was not seen.
    """
    _demand.positive(PROTEIN, weight=weight)
    _demand.not_negative(PROTEIN, urea_removed=urea_removed)
    return (_PROTEIN.constant("protein") + _PROTEIN.constant("per_urea") * urea_removed) / weight
