"""Weekly standard Kt/V by closed equations; `urea` has it for callers, and `urea_week` simulates it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from calciplug.kinetics import _demand
from calciplug.kinetics._numeric import expm1
from calciplug.kinetics.models import model

if TYPE_CHECKING:
    from calciplug.kinetics._numeric import Number

_FIXED: Final = model("urea.standard-fixed-volume")
_FHN: Final = model("urea.standard-fhn")
_WEEK: Final = 10080.0


def standard_fixed_volume(*, equilibrated: Number, divisor: Number, session: Number, count: Number) -> Number:
    """Weekly standard Kt/V of equal, evenly spread sessions, without ultrafiltration and without kidneys.

    Args:
        equilibrated: Kt/V of each session (float or array, broadcast, as all others).
        divisor: what the saturation 1 - e^-Kt/V is divided by: *equilibrated* again (FHN), or the single-pool Kt/V
            (Leypoldt 2004). The choice is worth about 0.5 %.
        session: length (min).
        count: sessions a week.

    Returns:
        Per week. With ultrafiltration a two-pool week is 4 to 9 % higher at two to four sessions.

    Raises:
        KineticsError: an argument is not above zero, or the sessions take more than the week.

    Source: leypoldt-2004 and daugirdas-2010, memory only; seen in the code of three peers.
    """
    _demand.positive(_FIXED.id, equilibrated=equilibrated, divisor=divisor, session=session, count=count)
    _demand.holds(_FIXED.id, count * session <= _WEEK, "count and session: take more than the week")
    return _fixed(-expm1(-equilibrated), divisor, session, count * session)


def standard_kt_v(
    *,
    single_pool: Number,
    equilibrated: Number,
    session: Number,
    count: Number,
    weekly_ultrafiltration: Number,
    volume: Number,
    residual_clearance: Number,
) -> Number:
    """Weekly standard Kt/V with ultrafiltration and kidneys (FHN).

    Args:
        single_pool: Kt/V of each session (float or array, broadcast, as all others).
        equilibrated: Kt/V of each session.
        session: length (min).
        count: sessions a week; `models.outside` tells five and more, where the two-pool week should be asked instead.
        weekly_ultrafiltration: fluid removed in all sessions of a week (L). Not of one session: that is a known error.
        volume: urea volume after a session (L).
        residual_clearance: of the kidneys for urea, against plasma water (L/min).

    Returns:
        Per week; on average over patients within 1 % of the two-pool week at two to four sessions, for a Kt/V that was
        measured after the longest gap of the week.

    Raises:
        KineticsError: an argument has the wrong sign, the sessions take more than the week, or more fluid is removed
            than the equation allows.

    Source: daugirdas-2010. The term of ultrafiltration was seen in the code of peer-dialsim; the factor of the kidneys
    is memory only, and takes away the bias against the two-pool week.
    """
    _demand.positive(
        _FHN.id, single_pool=single_pool, equilibrated=equilibrated, session=session, count=count, volume=volume
    )
    _demand.not_negative(_FHN.id, weekly_ultrafiltration=weekly_ultrafiltration, residual_clearance=residual_clearance)
    k = _FHN.constant
    left = 1 - k("ultrafiltration") / count * weekly_ultrafiltration / volume
    _demand.holds(_FHN.id, left > 0, "weekly_ultrafiltration: must be smaller beside count and volume")
    _demand.holds(_FHN.id, count * session <= _WEEK, "count and session: take more than the week")
    fixed = _fixed(-expm1(-equilibrated), equilibrated, session, count * session)
    kidneys = residual_clearance * (k("residual") / (single_pool + k("residual_shift")) + k("residual_base"))
    return fixed / left + kidneys * _WEEK / volume


def _fixed(saturation: Number, divisor: Number, session: Number, weekly: Number) -> Number:
    """The equation without its checks, which both callers have made."""
    return _WEEK * saturation / session / (saturation / divisor + _WEEK / weekly - 1)
