"""What is published of thiosulfate's kinetics, as scenarios: never one set of parameters, because no two agree.

Ten patients, one dose each: means and standard deviations of two clearances. The volume that goes with them is memory
only, and a half-life that is quoted for the same patients implies a volume six times as large.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs

from calciplug.kinetics import _demand
from calciplug.kinetics.models import model
from calciplug.kinetics.thiosulfate import volume_of

if TYPE_CHECKING:
    from calciplug.kinetics._numeric import Number

MODEL: Final = "thiosulfate.published"
_MODEL = model(MODEL)
_LITRE: Final = 1000
_MILLIMOLE: Final = 1e6


@attrs.frozen(kw_only=True)
class Scenario:
    """One set of parameters for one patient; floats or arrays.

    Attributes:
        name: `mean`, `most-removed`, `least-removed` or `long-half-life`.
        clearance: off dialysis (L/min).
        dialysis_clearance: of the dialyser (L/min).
        volume: of distribution (L).
    """

    name: str
    clearance: Number
    dialysis_clearance: Number
    volume: Number

    @property
    def elimination(self) -> Number:
        """Clearance off dialysis over volume (1/min)."""
        return self.clearance / self.volume

    @property
    def dialysis(self) -> Number:
        """Dialyser clearance over volume (1/min)."""
        return self.dialysis_clearance / self.volume


def published_scenarios(*, weight: Number) -> tuple[Scenario, ...]:
    """Four scenarios of an anuric patient: the means, one standard deviation either way, and the long half-life.

    In `most-removed` dialysis clears one standard deviation more and the body one less; `least-removed` is the
    opposite. `long-half-life` has the mean clearances and the volume that a half-life of 478 minutes implies.

    Args:
        weight: body weight (kg), float or array.

    Raises:
        KineticsError: *weight* is not above zero.

    Source: farese-2011-abstract; the volume is memory only; the long half-life is second-hand.
    """
    _demand.positive(MODEL, weight=weight)
    body, body_sd, bath, bath_sd = (
        _MODEL.constant(name) * weight / _LITRE
        for name in ("clearance", "clearance_sd", "dialysis_clearance", "dialysis_clearance_sd")
    )
    volume = _MODEL.constant("volume") * weight
    large = volume_of(clearance=body, half_life=_MODEL.constant("long_half_life"))
    return (
        Scenario(name="mean", clearance=body, dialysis_clearance=bath, volume=volume),
        Scenario(name="most-removed", clearance=body - body_sd, dialysis_clearance=bath + bath_sd, volume=volume),
        Scenario(name="least-removed", clearance=body + body_sd, dialysis_clearance=bath - bath_sd, volume=volume),
        Scenario(name="long-half-life", clearance=body, dialysis_clearance=bath, volume=large),
    )


def endogenous_generation(*, weight: Number) -> Number:
    """Thiosulfate (mmol/min) that the body makes itself, as published.

    Args:
        weight: body weight (kg), float or array.

    Raises:
        KineticsError: *weight* is not above zero.

    Source: farese-2011-abstract.
    """
    _demand.positive(MODEL, weight=weight)
    return _MODEL.constant("generation") * weight / _MILLIMOLE


def healthy_clearance(*, weight: Number) -> Number:
    """Mean clearance (L/min) of healthy volunteers, by the kidneys and otherwise; for comparison only.

    Args:
        weight: body weight (kg), float or array.

    Raises:
        KineticsError: *weight* is not above zero.

    Source: farese-2011-abstract.
    """
    _demand.positive(MODEL, weight=weight)
    whole = _MODEL.constant("healthy_renal_clearance") + _MODEL.constant("healthy_clearance")
    return whole * weight / _LITRE


def absorbed_by_mouth(*, dose: Number) -> tuple[Number, Number, Number]:
    """Lowest, mean and highest amount (mmol) of an oral dose that reached the blood of volunteers.

    Args:
        dose: thiosulfate by mouth (mmol), float or array.

    Raises:
        KineticsError: *dose* is below zero.

    Source: farese-2011-abstract, whose authors would give it into a vein only.
    """
    _demand.not_negative(MODEL, dose=dose)
    low, mean, high = (
        _MODEL.constant(name) * dose
        for name in ("oral_bioavailability_low", "oral_bioavailability", "oral_bioavailability_high")
    )
    return low, mean, high
