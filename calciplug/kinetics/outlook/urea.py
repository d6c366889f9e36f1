"""Weekly standard Kt/V of another schedule, from what was measured under this one."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from calciplug.kinetics._numeric import are_floats, every
from calciplug.kinetics.dialyser import diffusive_clearance
from calciplug.kinetics.outlook.corners import by_schedule, interval, is_pair, scanned
from calciplug.kinetics.schedule import session_starts
from calciplug.kinetics.urea_week import EXCHANGE, EXTRACELLULAR_SHARE, two_pool_week

if TYPE_CHECKING:
    from collections.abc import Sequence

    from calciplug.kinetics._numeric import Number

# Twice as fine as `two_pool_week` is by itself: its 1e-4 would show in the second decimal near a rounding edge.
_STEPS: Final = 8
# The weeks of a few sheets.
_KEPT: Final = 64
_FLOWS: Final = ("blood_flow", "dialysate_flow")
_BEFORE: Final = "_before"


def clearance_ratio(
    *,
    mass_transfer_area: Number,
    blood_flow: Number,
    dialysate_flow: Number,
    blood_flow_before: Number,
    dialysate_flow_before: Number,
) -> Number:
    """How many times the diffusive clearance of one dialyser other flows give.

    It may turn as the mass transfer area grows: where dialysate limits both sides, it is one for the smallest and
    for the largest dialyser. So its bounds are `scanned`.

    Args:
        mass_transfer_area: of the dialyser (L/min; float or array, as all others).
        blood_flow: L/min.
        dialysate_flow: L/min.
        blood_flow_before: L/min.
        dialysate_flow_before: L/min.

    Raises:
        KineticsError: an argument is not above zero.

    Source: michaels-1966. Blood counts as water on both sides of the ratio, which all but cancels.
    """
    now, before = (
        diffusive_clearance(mass_transfer_area=mass_transfer_area, blood_water_flow=blood, dialysate_flow=dialysate)
        for blood, dialysate in ((blood_flow, dialysate_flow), (blood_flow_before, dialysate_flow_before))
    )
    return now / before


def clearance_ratios(*, mass_transfer_area: Any, **flows: Any) -> tuple[Any, Any]:
    """The lowest and the highest `clearance_ratio` of dialysers of an uncertain size.

    Args:
        mass_transfer_area: L/min, a pair where it is uncertain; the ratio is then `scanned` between its ends.
        flows: the other arguments of `clearance_ratio`.

    Raises:
        KineticsError: as `clearance_ratio`.
    """
    sides = [(flows[name], flows[name + _BEFORE]) for name in _FLOWS]
    same = not any(is_pair(one) for side in sides for one in side) and all(every(now == then) for now, then in sides)
    if same:
        # The ratio of two that are one number is one for every size: the ends will do.
        return interval(clearance_ratio, mass_transfer_area=mass_transfer_area, **flows)
    return scanned(clearance_ratio, "mass_transfer_area", mass_transfer_area=mass_transfer_area, **flows)


def standard_kt_v(
    *,
    single_pool: Number,
    measured_session: Number,
    clearance_ratio: Number,
    session: Number,
    count: Number,
    weekdays: Sequence[int],
    ultrafiltration: Number,
    volume: Number,
    residual_clearance: Number,
) -> Number:
    """Weekly standard Kt/V of a schedule, from a Kt/V that was measured under another one.

    The measured value gives the dialyser's clearance of the volume, K·t/V over t; the two-pool week then takes the
    other schedule.

    Args:
        single_pool: measured spKt/V (float or array, as all others).
        measured_session: length of the sessions in which it was measured (min).
        clearance_ratio: the dialyser's clearance now, over the one then.
        session: min.
        count: sessions a week.
        weekdays: their days, 0 for Monday; see `session_starts`.
        ultrafiltration: in one session (L).
        volume: urea volume after a session (L).
        residual_clearance: of the kidneys for urea, against plasma water (L/min).

    Returns:
        Per week.

    Raises:
        KineticsError: as `two_pool_week` and `session_starts`.

    Source: solute-solver-2009 for the model; taking K·t/V for spKt/V is right within a few per cent.
    """
    days = tuple(weekdays)

    def week(at: float, **of: Any) -> Any:
        one = _known_week if are_floats(*of.values()) else _week
        return one(at, days, **of)

    weekly: Number = by_schedule(
        (count,),
        week,
        clearance=single_pool * volume / measured_session * clearance_ratio,
        residual_clearance=residual_clearance,
        volume=volume,
        exchange=EXCHANGE * volume,
        session=session,
        weekly_ultrafiltration=ultrafiltration * count,
    )
    return weekly


def _week(count: float, weekdays: tuple[int, ...], **of: Number) -> Number:
    starts, period, _ = session_starts(count, weekdays)
    weekly: Number = two_pool_week(
        starts=starts, period=period, extracellular_share=EXTRACELLULAR_SHARE, steps=_STEPS, **of
    ).standard_kt_v
    return weekly


# A week of floats gives the same float whoever asks. One patient's sheet asks for the same weeks several times: for
# both sides where nothing is changed, and once more where a rule judges what is predicted.
_known_week = lru_cache(maxsize=_KEPT)(_week)
