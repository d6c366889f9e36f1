"""What the kidneys still clear, and in which volume: from a collection of urine and one measured session."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from calciplug.kinetics import _demand
from calciplug.kinetics._numeric import exp, log, where
from calciplug.kinetics.models import model

if TYPE_CHECKING:
    from calciplug.kinetics._numeric import Number

_RESIDUAL: Final = model("urea.residual")
_VOLUME: Final = model("urea.double-pool-volume")
_DAY: Final = 1440.0
_DAYS: Final = 7


def plasma_water_average(*, pre: Number, post_to_pre: Number, session: Number, interval: Number) -> Number:
    """Mean concentration of urea in plasma water while urine is collected before a session.

    Args:
        pre: plasma concentration before that session (mmol/L, or any other; float or array, broadcast, as all others).
        post_to_pre: ratio over the session.
        session: length (min).
        interval: days since the session before; with 7, one session a week, *pre* itself is taken.

    Returns:
        Concentration in plasma water, in the unit of *pre*.

    Raises:
        KineticsError: an argument is not above zero, or the interval is not longer than the session.

    Source: peer-eureca, in its code; the publication behind it was not seen.
    """
    _demand.positive(_RESIDUAL.id, pre=pre, post_to_pre=post_to_pre, session=session, interval=interval)
    _demand.holds(_RESIDUAL.id, interval * _DAY > session, "interval: must be longer than the session; it is in days")
    k = _RESIDUAL.constant
    fall = (k("fall") * (1 - post_to_pre) + k("fall_base")) * _DAY / (interval * _DAY - session)
    average: Number = pre * where(interval == _DAYS, 1 / k("plasma_water"), k("mean") - fall)
    _demand.holds(_RESIDUAL.id, average > 0, "interval: too short for the equation, which would leave nothing")
    return average


def residual_clearance(*, urine_flow: Number, urine: Number, plasma_water: Number) -> Number:
    """Urea clearance of the kidneys from collected urine.

    Args:
        urine_flow: urine over the time in which it was collected (L/min; float or array, broadcast, as all others).
        urine: concentration in it (any unit, urea or urea nitrogen).
        plasma_water: mean concentration in plasma water in that time, as of `plasma_water_average` (the same unit).

    Returns:
        L/min, of plasma water.

    Raises:
        KineticsError: an argument has the wrong sign.

    Source: a definition; this form as in peer-eureca.
    """
    _demand.not_negative(_RESIDUAL.id, urine_flow=urine_flow, urine=urine)
    _demand.positive(_RESIDUAL.id, plasma_water=plasma_water)
    return urine_flow * urine / plasma_water


def normalised_clearance(*, clearance: Number, volume: Number) -> Number:
    """A clearance of urea as it would be in a volume of 35 L.

    Args:
        clearance: of the kidneys, or an equivalent continuous one (L/min; float or array, broadcast).
        volume: urea volume (L; float or array, broadcast).

    Returns:
        L/min per 35 L.

    Raises:
        KineticsError: the clearance is negative or the volume not above zero.

    Source: peer-eureca, in its code.
    """
    _demand.not_negative(_RESIDUAL.id, clearance=clearance)
    _demand.positive(_RESIDUAL.id, volume=volume)
    return clearance / volume * _RESIDUAL.constant("norm")


def double_pool_volume(
    *, clearance: Number, session: Number, post_to_pre: Number, single_pool: Number, equilibrated: Number
) -> Number:
    """Urea volume from the clearance that the dialyser had and what it did in one session.

    Args:
        clearance: of the dialyser, diffusion and convection together (L/min; float or array, broadcast, as all others).
        session: length (min).
        post_to_pre: ratio of urea over the session, below 1.
        single_pool: Kt/V of the session.
        equilibrated: Kt/V of the session.

    Returns:
        L.

    Raises:
        KineticsError: an argument is not above zero, the ratio is not below 1, or the rebound would undo the session.

    Source: peer-eureca, in its code; the publication behind it was not seen.
    """
    _demand.positive(
        _VOLUME.id, clearance=clearance, session=session, post_to_pre=post_to_pre, single_pool=single_pool,
        equilibrated=equilibrated,
    )  # fmt: skip
    _demand.holds(_VOLUME.id, post_to_pre < 1, "post_to_pre: must be below 1")
    fall = -log(post_to_pre)
    # Urea after the session over what it rebounds to.
    rebound = post_to_pre * exp(equilibrated / single_pool * fall)
    _demand.holds(_VOLUME.id, rebound > post_to_pre, "equilibrated: does not fit single_pool")
    ratio = (fall + log(rebound)) / (rebound * fall)
    volume: Number = clearance * session / single_pool / ratio
    return volume
