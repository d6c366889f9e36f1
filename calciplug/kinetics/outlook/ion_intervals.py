"""Intervals of the sodium and calcium that a session moves: what many corners share is asked once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from calciplug.kinetics import _demand, calcium, sodium
from calciplug.kinetics._convection import left_to_diffuse, moved
from calciplug.kinetics.dialyser import diffusive_clearance
from calciplug.kinetics.outlook.corners import bounds, corners, interval, is_pair
from calciplug.kinetics.outlook.ions import calcium_gained, plasma_water_flow, sodium_removed

if TYPE_CHECKING:
    from calciplug.kinetics._numeric import Number


def sodium_interval(
    *,
    plasma_sodium: Any,
    direct: bool,
    dialysate_sodium: Any,
    donnan: Any,
    plasma_water: Any,
    ultrafiltration_rate: Any,
    session: Any,
    **dialyser: Any,
) -> tuple[Any, Any]:
    """The `interval` of `sodium_removed`: arguments and errors as there, and pairs where one is uncertain.

    What the dialyser clears and what the blood offers are each asked once, and not once for each combination of both.
    """
    dialyser |= {"plasma_water": plasma_water, "ultrafiltration_rate": ultrafiltration_rate}
    if any(is_pair(one) for one in (dialysate_sodium, session, plasma_water, ultrafiltration_rate)):
        # What both depend on cannot be told apart.
        return interval(
            sodium_removed, plasma_sodium=plasma_sodium, direct=direct, dialysate_sodium=dialysate_sodium,
            donnan=donnan, session=session, **dialyser,
        )  # fmt: skip
    offered = corners(
        sodium.isonatric_dialysate, plasma_sodium=plasma_sodium, donnan=donnan, plasma_water=plasma_water,
        direct=direct,
    )  # fmt: skip
    cleared = corners(_left_to_diffuse, **dialyser)
    _demand.not_negative("sodium.session", session=session, dialysate_sodium=dialysate_sodium)
    return bounds(
        [moved(each, ultrafiltration_rate, blood, dialysate_sodium) * session for each in cleared for blood in offered]
    )


def calcium_interval(
    *,
    ionised_calcium: Any,
    complexed: Any,
    dialysate_calcium: Any,
    donnan: Any,
    ultrafiltration_rate: Any,
    session: Any,
    **dialyser: Any,
) -> tuple[Any, Any]:
    """The `interval` of `calcium_gained`, as `sodium_interval` is that of sodium."""
    dialyser["ultrafiltration_rate"] = ultrafiltration_rate
    if any(is_pair(one) for one in (dialysate_calcium, session, ultrafiltration_rate)):
        return interval(
            calcium_gained, ionised_calcium=ionised_calcium, complexed=complexed, dialysate_calcium=dialysate_calcium,
            donnan=donnan, session=session, **dialyser,
        )  # fmt: skip
    offered = corners(_diffusing, ionised_calcium=ionised_calcium, complexed=complexed, donnan=donnan)
    cleared = corners(_left_to_diffuse, **dialyser)
    _demand.not_negative("calcium.session", session=session, dialysate_calcium=dialysate_calcium)
    return bounds(
        [
            -moved(each, ultrafiltration_rate, blood, dialysate_calcium) * session
            for each in cleared
            for blood in offered
        ]
    )


def _left_to_diffuse(
    *,
    mass_transfer_area: Number,
    blood_flow: Number,
    hematocrit: Number,
    plasma_water: Number,
    dialysate_flow: Number,
    ultrafiltration_rate: Number,
) -> Number:
    water = plasma_water_flow(blood_flow, hematocrit, plasma_water)
    clearance = diffusive_clearance(
        mass_transfer_area=mass_transfer_area, blood_water_flow=water, dialysate_flow=dialysate_flow
    )
    return left_to_diffuse(clearance, water, ultrafiltration_rate)


def _diffusing(*, ionised_calcium: Number, complexed: Number, donnan: Number) -> Number:
    return calcium.diffusing(diffusible_calcium=ionised_calcium * complexed, donnan=donnan)
