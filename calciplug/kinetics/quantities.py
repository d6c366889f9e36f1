"""Kinetics for plugins: the functions that a prediction or a rule asks, on pint quantities.

Each is the pure function of the same name behind `checked`: see there for arguments and sources. A pair (low, high) of
quantities stands for what is not known better than by its bounds.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

from calciplug import units
from calciplug.kinetics import body, models, peritoneal_bag, phosphate, sodium
from calciplug.kinetics.checked import checked, measured
from calciplug.kinetics.outlook import ion_intervals, peak, thiosulfate, urea
from calciplug.kinetics.outlook.corners import interval, monotone

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

_DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def _between(function: Callable[..., Any]) -> Callable[..., Any]:
    return partial(interval, function)


def _monotone(
    function: Callable[..., Any], *, rising: Iterable[str], falling: Iterable[str] = ()
) -> Callable[..., Any]:
    # Which way each moves a model follows from its equations; tests hold the models to it.
    return partial(monotone, function, frozenset(rising), frozenset(falling))


_PATIENT: Final = {"age": "age", "height": "height", "weight": "body_mass"}
_DIALYSER: Final = {
    "mass_transfer_area": "flow", "blood_flow": "flow", "hematocrit": "ratio", "plasma_water": "ratio",
    "dialysate_flow": "flow", "ultrafiltration_rate": "flow", "session": "session_duration", "donnan": "ratio",
}  # fmt: skip
_INFUSION: Final = {
    "dose": "thiosulfate_dose", "infusion": "session_duration", "start": "session_duration",
    "session": "session_duration",
}  # fmt: skip
_DOSES: Final = {**_INFUSION, "count": "session_frequency", "doses": "session_frequency"}
_DISPOSITION: Final = {
    "weight": "body_mass", "distribution_volume": "volume_per_mass", "half_life": "half_life",
    "dialysis_clearance": "clearance_per_mass", "flow": "flow",
}  # fmt: skip
_PHOSPHATE: Final = {
    "pre": "phosphate", "mobilisation": "flow", "clearance": "flow", "residual_clearance": "flow",
    "volume": "container_volume", "session": "session_duration",
}  # fmt: skip

body_water: Final = checked(body.body_water, "container_volume", **_PATIENT)
urea_volume: Final = checked(body.urea_volume, "container_volume", body_water="container_volume", age="age")

clearance_ratio: Final = checked(
    urea.clearance_ratios, "ratio", mass_transfer_area="flow", blood_flow="flow",
    dialysate_flow="flow", blood_flow_before="flow", dialysate_flow_before="flow",
)  # fmt: skip
standard_kt_v: Final = checked(
    _monotone(urea.standard_kt_v, rising=("clearance_ratio", "residual_clearance")), "weekly_kt_v",
    single_pool="kt_v", measured_session="session_duration", clearance_ratio="ratio", session="session_duration",
    count="session_frequency", ultrafiltration="session_volume", volume="container_volume", residual_clearance="flow",
)  # fmt: skip

phosphate_removed: Final = checked(
    _monotone(
        phosphate.phosphate_removed,
        rising=("pre", "mobilisation", "clearance", "volume", "session"),
        falling=("residual_clearance",),
    ),
    "phosphate_load",
    **_PHOSPHATE,
)
sodium_removed: Final = checked(
    ion_intervals.sodium_interval, "sodium_load", plasma_sodium="sodium", dialysate_sodium="sodium", **_DIALYSER
)
sodium_rise: Final = checked(_between(sodium.rise_if_kept), "sodium", load="sodium_load", body_water="container_volume")
calcium_gained: Final = checked(
    ion_intervals.calcium_interval, "calcium_load", ionised_calcium="ionised_calcium", complexed="ratio",
    dialysate_calcium="dialysate_calcium", **_DIALYSER,
)  # fmt: skip

thiosulfate_removed: Final = checked(
    _monotone(thiosulfate.thiosulfate_removed, rising=("half_life", "dialysis_clearance", "flow")),
    "dose_share",
    **_DOSES,
    **_DISPOSITION,
)
exposure_ratio: Final = checked(
    thiosulfate.exposure_interval,
    None,
    **_DOSES,
    **_DISPOSITION,
    **{f"{name}_before": kind for name, kind in {**_DOSES, "flow": "flow"}.items()},
)
thiosulfate_anions: Final = checked(
    _monotone(peak.anions_at_peak, rising=("dose", "half_life"), falling=("dialysis_clearance", "flow")),
    "anion_charge",
    **_INFUSION,
    **_DISPOSITION,
)

bag_sodium: Final = checked(
    _between(peritoneal_bag.bag_sodium), "sodium", sodium="sodium", volume="exchange_volume",
    added_sodium="exchange_sodium_load", added_volume="instilled_volume",
)  # fmt: skip
bag_osmolarity: Final = checked(
    _between(peritoneal_bag.bag_osmolarity), "osmolarity", osmolarity="osmolarity", volume="exchange_volume",
    added_osmoles="exchange_osmoles", added_volume="instilled_volume",
)  # fmt: skip
absorbed: Final = checked(
    _between(peritoneal_bag.absorbed_fraction), "dose_share", mass_transfer="flow", volume="exchange_volume",
    dwell="dwell_time",
)  # fmt: skip


def out_of_range(model: str, /, **named: tuple[Any, str]) -> Any:
    """Whether a value lies outside of the range in which *model* is known to hold: one truth, or one a point.

    Args:
        model: its id.
        named: argument of the model → quantity and its kind.
    """
    found = models.outside(model, **{name: measured(value, kind) for name, (value, kind) in named.items()})
    up: Any = False
    for one in found.values():
        up = up | one
    return up


def alike(truth: Any) -> bool:
    """The one truth of *truth*, which is one, or one a point; for what decides which of two things is asked.

    Raises:
        ValueError: it holds at some points and not at others, so that they have to be asked one by one.
    """
    if not units.is_many(truth):
        return bool(truth)
    if bool(truth.any()) != bool(truth.all()):
        # NumPy's raises; an array that knows of whom its values are tells them apart.
        return bool(truth)
    return bool(truth.all())


def days(weekdays: Sequence[str] | None) -> list[int]:
    """*weekdays* (`mon` to `sun`) as the models count them; none for None. A list: a pair would be an interval."""
    return [_DAYS.index(day) for day in weekdays or ()]


def days_assumed(count: Any, weekdays: Sequence[str] | None) -> Any:
    """Whether sessions have to be spread over the week, because their days are not known: one truth, or one a point."""
    own = measured(count, "session_frequency")
    return own != len(weekdays or ())
