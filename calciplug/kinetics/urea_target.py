"""What a session needs to reach a wanted Kt/V, or to stay within a limit of ultrafiltration."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from calciplug.kinetics import _demand
from calciplug.kinetics._numeric import log, where
from calciplug.kinetics.dialyser import haemodiafiltration_clearance
from calciplug.kinetics.models import model

if TYPE_CHECKING:
    from calciplug.kinetics._numeric import Number

_CLEARANCE: Final = model("urea.needed-clearance")
_FLOW: Final = model("urea.needed-flow")
_SESSION: Final = model("urea.needed-session")
_HOUR: Final = 60.0
# Halvings of the range of flows: more would no longer move the last digit.
_HALVINGS: Final = 60


def needed_session(*, ultrafiltration: Number, post_weight: Number, rate: Number) -> Number:
    """Shortest session in which a volume can be removed without passing a rate for each kilogram.

    Args:
        ultrafiltration: fluid to remove (L; float or array, broadcast, as all others).
        post_weight: body weight after the session (kg).
        rate: the limit (L/min/kg); 13 mL/h/kg is 0.013/60.

    Returns:
        min.

    Raises:
        KineticsError: the volume is negative, or another argument not above zero.

    Source: a definition; peer-eureca has it in its code with the limit of kdoqi-2015.
    """
    _demand.not_negative(_SESSION.id, ultrafiltration=ultrafiltration)
    _demand.positive(_SESSION.id, post_weight=post_weight, rate=rate)
    return ultrafiltration / post_weight / rate


def needed_clearance(*, equilibrated: Number, session: Number, volume: Number, delay: Number) -> Number:
    """Clearance of the dialyser that a wanted equilibrated Kt/V needs.

    Args:
        equilibrated: wanted Kt/V (float or array, broadcast, as all others).
        session: length (min).
        volume: urea volume, as of `double_pool_volume` (L).
        delay: how long urea needs from the tissues (min), as of `equilibrated_tattersall`.

    Returns:
        L/min, diffusion and convection together.

    Raises:
        KineticsError: an argument is not above zero, or the session is too short for the wanted Kt/V.

    Source: peer-eureca, in its code; after casino-basile-2018, which was not seen.
    """
    _demand.positive(_CLEARANCE.id, equilibrated=equilibrated, session=session, volume=volume, delay=delay)
    k = _CLEARANCE.constant
    single_pool = equilibrated * (session + delay) / session
    fall = single_pool / k("decay")
    rebound = 1 - k("rebound") * single_pool * _HOUR / session
    _demand.holds(_CLEARANCE.id, rebound > 0, "session: too short for the wanted equilibrated Kt/V")
    needed: Number = single_pool * volume / session * (fall + log(rebound)) / (rebound * fall)
    _demand.holds(_CLEARANCE.id, needed > 0, "session: too short for the wanted equilibrated Kt/V")
    return needed


def needed_blood_water_flow(
    *,
    clearance: Number,
    mass_transfer_area: Number,
    dialysate_flow: Number,
    ultrafiltration_rate: Number,
    pre_dilution: Number,
    post_dilution: Number,
    highest: Number,
) -> Number:
    """Flow of blood water at which a dialyser has a wanted clearance.

    Args:
        clearance: wanted, diffusion and convection together (L/min; float or array, broadcast, as all others).
        mass_transfer_area: KoA in the patient (L/min).
        dialysate_flow: L/min.
        ultrafiltration_rate: net (L/min).
        pre_dilution: L/min; 0 in haemodialysis.
        post_dilution: L/min; 0 in haemodialysis.
        highest: flow of blood water that can be had (L/min).

    Returns:
        L/min of blood water before any dilution; see `blood_water_flow` for the flow of blood.

    Raises:
        KineticsError: as `haemodiafiltration_clearance`; or *clearance* is not above zero or not reached at *highest*.

    Source: michaels-1966, memory only, inverted by halving the range of flows; a peer iterates.
    """
    _demand.positive(_FLOW.id, clearance=clearance, highest=highest)

    def gives(flow: Any) -> Any:
        return haemodiafiltration_clearance(
            mass_transfer_area=mass_transfer_area, blood_water_flow=flow, dialysate_flow=dialysate_flow,
            ultrafiltration_rate=ultrafiltration_rate, pre_dilution=pre_dilution, post_dilution=post_dilution,
        )  # fmt: skip

    _demand.holds(_FLOW.id, gives(highest) >= clearance, "clearance: not reached even at the highest flow")
    # No clearance is above its flow, so that the wanted clearance is a flow that is too low.
    low: Any = clearance + 0 * highest
    high: Any = highest + 0 * clearance
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        reached = gives(middle) >= clearance
        low, high = where(reached, low, middle), where(reached, middle, high)
    flow: Number = (low + high) / 2
    return flow
