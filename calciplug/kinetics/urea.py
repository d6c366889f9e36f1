"""Urea from measured blood values: Kt/V of a session and of a week, and the equivalent continuous clearance.

Wherever only ratios of urea count, any unit of concentration will do, urea or urea nitrogen, as long as it is one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from calciplug.kinetics import _demand
from calciplug.kinetics._numeric import log
from calciplug.kinetics._urea_equilibrated import (
    DELAY,
    DELAY_1996,
    equilibrated_2003,
    equilibrated_hemo,
    equilibrated_rate,
    equilibrated_tattersall,
)
from calciplug.kinetics._urea_one_pool import post_concentration
from calciplug.kinetics._urea_standard import standard_fixed_volume, standard_kt_v
from calciplug.kinetics.models import model

if TYPE_CHECKING:
    from calciplug.kinetics._numeric import Number

__all__ = [
    "DELAY",
    "DELAY_1996",
    "GENERATION_FACTOR",
    "equilibrated_2003",
    "equilibrated_hemo",
    "equilibrated_rate",
    "equilibrated_tattersall",
    "equivalent_clearance",
    "generation_factor",
    "post_concentration",
    "single_pool_kt_v",
    "standard_fixed_volume",
    "standard_kt_v",
]

_SINGLE: Final = model("urea.single-pool")
_EQUIVALENT: Final = model("urea.equivalent-clearance")
_HOUR: Final = 60.0

# For three sessions a week (1/h); any other number asks for `generation_factor`.
GENERATION_FACTOR: Final = _SINGLE.constant("generation")


def generation_factor(*, interval: Number) -> Number:
    """Share of the urea before a session that is made in one hour of it, for any number of sessions a week.

    Args:
        interval: days since the session before (float or array); whole days in the source.

    Returns:
        1/h, the unit in which it is published.

    Raises:
        KineticsError: the interval is not above zero.

    Source: daugirdas-2013-gfac, memory only; seen in the code of peer-eureca and peer-stdktv.
    """
    _demand.positive(_SINGLE.id, interval=interval)
    return _SINGLE.constant("generation_per_day") / interval


def single_pool_kt_v(
    *, post_to_pre: Number, session: Number, ultrafiltration: Number, post_weight: Number, generation_factor: Number
) -> Number:
    """Single-pool Kt/V of one session by Daugirdas' second equation.

    Args:
        post_to_pre: urea after the session over urea before it (float or array, broadcast, as all others).
        session: length (min); known to hold from 1.5 to 8 h.
        ultrafiltration: fluid removed in the session (L).
        post_weight: body weight after the session (kg). Weight, not volume: dividing by the volume is a known error.
        generation_factor: 1/h; `GENERATION_FACTOR` for three sessions a week, else of the function of that name.

    Returns:
        Kt/V, without a unit.

    Raises:
        KineticsError: an argument has the wrong sign, or urea after the session is no more than was made in it.

    Source: daugirdas-1993.
    """
    _demand.positive(_SINGLE.id, post_to_pre=post_to_pre, session=session, post_weight=post_weight)
    _demand.not_negative(_SINGLE.id, ultrafiltration=ultrafiltration, generation_factor=generation_factor)
    left = post_to_pre - session * (generation_factor / _HOUR)
    _demand.holds(_SINGLE.id, left > 0, "post_to_pre: must be above what is made in the session")
    k = _SINGLE.constant
    kt_v: Number = -log(left) + (k("volume") - k("volume_slope") * post_to_pre) * ultrafiltration / post_weight
    return kt_v


def equivalent_clearance(*, generation: Number, average: Number) -> Number:
    """Equivalent continuous clearance (EKR): generation over the time-averaged concentration.

    Args:
        generation: mmol/min, or any amount a minute (float or array, broadcast).
        average: mmol/L, or that amount per litre (float or array, broadcast).

    Returns:
        L/min of the fluid in which the average was measured, plasma or plasma water.

    Raises:
        KineticsError: an argument is not above zero.

    Source: a definition, from memory only.
    """
    _demand.positive(_EQUIVALENT.id, generation=generation, average=average)
    return generation / average
