"""Kinetics on quantities: each argument refuses another dimension, and results have a kind again."""

from __future__ import annotations

import inspect
from typing import Any

import numpy as np
import pytest

from calciplug.errors import UnitError
from calciplug.kinetics import quantities
from calciplug.kinetics.checked import checked, made, measured
from calciplug.units import is_quantity, kinds, make, measure
from calciplug.units.lane import fast

# A value of each kind that every function here can compute with.
PLAIN: dict[str, float] = {
    "age": 60 * 525960.0, "height": 165.0, "body_mass": 70.0, "flow": 0.3, "ratio": 0.9, "session_duration": 240.0,
    "kt_v": 1.4, "session_frequency": 3.0, "session_volume": 2.0, "container_volume": 30.0, "phosphate": 1.5,
    "sodium": 138.0, "sodium_load": 200.0, "ionised_calcium": 1.2, "dialysate_calcium": 1.25, "thiosulfate_dose": 25.0,
    "clearance_per_mass": 0.002, "half_life": 77.0, "volume_per_mass": 0.226, "exchange_volume": 2.0,
    "exchange_sodium_load": 100.0, "instilled_volume": 0.05, "osmolarity": 340.0, "exchange_osmoles": 150.0,
    "dwell_time": 240.0,
}  # fmt: skip
OWN = {
    "infusion": 60.0, "infusion_before": 60.0, "start": 180.0, "start_before": 180.0, "hematocrit": 0.3,
    "ultrafiltration_rate": 0.008,
}  # fmt: skip
# Arguments that are no quantities.
BARE: dict[str, Any] = {"male": True, "diabetes": False, "direct": False, "weekdays": [], "weekdays_before": []}
BARE_OF = {
    "body_water": ("male",), "urea_volume": ("male", "diabetes"), "standard_kt_v": ("weekdays",),
    "sodium_removed": ("direct",), "thiosulfate_removed": ("weekdays",),
    "exposure_ratio": ("weekdays", "weekdays_before"),
}  # fmt: skip


def _seen(function: Any) -> dict[str, Any]:
    """What `checked` was given for *function*."""
    return dict(inspect.getclosurevars(function).nonlocals)


FUNCTIONS = {
    name: function
    for name, function in vars(quantities).items()
    if inspect.isfunction(function) and hasattr(function, "__wrapped__")
}  # fmt: skip
ARGUMENTS = [(name, argument) for name, function in FUNCTIONS.items() for argument in _seen(function)["takes"]]


def _arguments(name: str) -> dict[str, Any]:
    takes = _seen(FUNCTIONS[name])["takes"]
    found = {argument: make(OWN.get(argument, PLAIN[kind]), kind) for argument, kind in takes.items()}
    return found | {argument: BARE[argument] for argument in BARE_OF.get(name, ())}


def _ends(found: Any) -> tuple[Any, ...]:
    return found if isinstance(found, tuple) else (found,)


def test_every_model_of_plugins_is_looked_at() -> None:
    """Introspection finds them, and the lists above know each of their kinds."""
    assert {
        "body_water", "urea_volume", "clearance_ratio", "standard_kt_v", "phosphate_removed", "sodium_removed",
        "sodium_rise",
        "calcium_gained", "thiosulfate_removed", "exposure_ratio", "thiosulfate_anions", "bag_sodium", "bag_osmolarity",
        "absorbed",
    } <= set(FUNCTIONS)  # fmt: skip
    for name in FUNCTIONS:
        for kind in (*_seen(FUNCTIONS[name])["takes"].values(), _seen(FUNCTIONS[name])["gives"]):
            assert kind is None or kind in kinds()


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_result_has_its_kind(name: str) -> None:
    """Both ends of an interval, or the one value; bare numbers only where no kind is given."""
    gives = _seen(FUNCTIONS[name])["gives"]

    for end in _ends(FUNCTIONS[name](**_arguments(name))):
        if gives is None:
            assert isinstance(end, float)
        else:
            assert np.isfinite(measure(end, gives))


@pytest.mark.parametrize(("name", "argument"), ARGUMENTS)
def test_another_dimension_is_refused(name: str, argument: str) -> None:
    """And so are a bare number, a missing value, and a pair of which one end is wrong."""
    kind = _seen(FUNCTIONS[name])["takes"][argument]
    given = _arguments(name)
    wrong = make(1.0, "pth")

    for own in (wrong, 1.0, None, "1 L", (given[argument], wrong), (1.0, given[argument])):
        with pytest.raises(UnitError):
            FUNCTIONS[name](**{**given, argument: own})
    assert measure(given[argument], kind) >= 0


# A flow bounds what a dialyser clears; one that is not known is left out, and bounds nothing.
OPTIONAL = {
    "thiosulfate_removed": ("flow",),
    "thiosulfate_anions": ("flow",),
    "exposure_ratio": ("flow", "flow_before"),
}


@pytest.mark.parametrize(("name", "argument"), [(n, a) for n, a in ARGUMENTS if a not in OPTIONAL.get(n, ())])
def test_an_argument_that_is_missing_is_no_default(name: str, argument: str) -> None:
    """No function here makes up a patient."""
    given = _arguments(name)
    del given[argument]

    with pytest.raises((TypeError, KeyError)):
        FUNCTIONS[name](**given)


@pytest.mark.parametrize("name", OPTIONAL)
def test_a_flow_that_is_left_out_bounds_nothing(name: str) -> None:
    """As one that is faster than anything clears, and unlike one that is slower."""
    given = {key: value for key, value in _arguments(name).items() if key not in OPTIONAL[name]}
    given |= {"start": make(120.0, "session_duration")} if name == "exposure_ratio" else {}
    slow, fast = (
        FUNCTIONS[name](**given, **{flow: make(rate, "flow") for flow in OPTIONAL[name]}) for rate in (0.05, 5.0)
    )

    assert FUNCTIONS[name](**given) == fast
    assert FUNCTIONS[name](**given) != slow


@pytest.mark.parametrize("name", FUNCTIONS)
def test_arrays_give_arrays(name: str) -> None:
    """Two alike are twice the one value."""
    takes = _seen(FUNCTIONS[name])["takes"]
    given = _arguments(name)
    many = given | {
        argument: make(np.array([OWN.get(argument, PLAIN[kind])] * 2), kind)  # type: ignore[arg-type]
        for argument, kind in takes.items()
    }

    for one, two in zip(_ends(FUNCTIONS[name](**given)), _ends(FUNCTIONS[name](**many)), strict=True):
        plain, array = (own.magnitude if is_quantity(own) else own for own in (one, two))
        assert array.shape == (2,)
        assert array == pytest.approx([plain, plain], rel=1e-12)


@pytest.mark.parametrize(
    ("name", "argument"),
    [
        (n, a)
        for n, a in ARGUMENTS
        if n not in ("body_water", "urea_volume") and a not in OWN and not a.startswith(("count", "doses"))
    ],
)
def test_pairs_give_intervals(name: str, argument: str) -> None:
    """From the one end to the other: never narrower than the value for the lower end, and in order."""
    kind = _seen(FUNCTIONS[name])["takes"][argument]
    value = OWN.get(argument, PLAIN[kind])
    given = _arguments(name)

    low, high = FUNCTIONS[name](**{**given, argument: (make(value, kind), make(value * 1.01, kind))})
    exact, _ = FUNCTIONS[name](**given)

    assert low <= exact <= high


def test_ages_are_years_to_a_model_and_minutes_in_memory() -> None:
    """525,960 minutes of memory are the one year of a regression; the other way round too."""
    assert measured(make(525960.0 * 60, "age"), "age") == 60.0
    assert measure(made(60.0, "age"), "age") == 525960.0 * 60
    assert measured((make(525960.0, "age"), make(2 * 525960.0, "age")), "age") == (1.0, 2.0)


def test_shares_of_a_dose_are_per_cent() -> None:
    """A model's half is 50 % of the dose."""
    assert measure(made(0.5, "dose_share"), "dose_share") == 50.0
    assert measured(make(50.0, "dose_share"), "dose_share") == 0.5


def test_what_is_not_named_is_passed_on() -> None:
    """Codes, truths and days reach the function as they are; a tuple comes back as one of quantities."""
    seen: dict[str, Any] = {}

    def spread(**arguments: Any) -> tuple[float, float]:
        seen.update(arguments)
        return arguments["volume"], 2 * arguments["volume"]

    low, high = checked(spread, "container_volume", volume="container_volume")(
        volume=make(3.0, "container_volume"), male=True, days=[0, 2]
    )

    assert seen == {"volume": 3.0, "male": True, "days": [0, 2]}
    assert (measure(low, "container_volume"), measure(high, "container_volume")) == (3.0, 6.0)
    assert made(0.5, None) == 0.5


@pytest.mark.parametrize("name", FUNCTIONS)
def test_bare_floats_of_the_fast_lane_give_the_same_floats(name: str) -> None:
    """To the last bit, also for ages and shares, which a model has in another unit than memory."""
    takes, gives = (_seen(FUNCTIONS[name])[key] for key in ("takes", "gives"))
    found = _ends(FUNCTIONS[name](**_arguments(name)))
    with fast():
        bare = _ends(FUNCTIONS[name](**_arguments(name)))
        pairs = {key: (value, value) if key in takes else value for key, value in _arguments(name).items()}
        alike = bare if name in ("body_water", "urea_volume") else _ends(FUNCTIONS[name](**pairs))

    assert [own if gives is None else measure(own, gives) for own in found] == list(bare) == list(alike)


def test_the_fast_lane_still_refuses_what_is_no_number() -> None:
    """A text or an integer is no quantity there either."""
    given = _arguments("sodium_rise")
    with fast():
        for wrong in ("1", 1, None, (1.0, "2")):
            with pytest.raises(UnitError):
                FUNCTIONS["sodium_rise"](**{**dict.fromkeys(given, 1.0), "load": wrong})
