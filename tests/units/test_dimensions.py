"""What may not meet, does not; and the registry takes nothing from anyone once it stands."""

from __future__ import annotations

import copy
import operator
import pickle
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pint
import pytest

from calciplug import units
from calciplug.errors import UnitError
from calciplug.units import registry

MEETINGS = [operator.add, operator.sub, operator.lt, operator.le, operator.gt, operator.ge]


def one(kind: str, value: float = 1.0) -> Any:
    return units.make(value, kind)


NEVER_MEET = {
    "calcium and phosphate": ("serum_calcium", "phosphate"),
    "total and ionised calcium": ("serum_calcium", "ionised_calcium"),
    "dialysate and ionised calcium": ("dialysate_calcium", "ionised_calcium"),
    "sodium and potassium": ("sodium", "potassium"),
    "bicarbonate and lactate": ("bicarbonate", "lactate"),
    "sodium and its load": ("sodium", "sodium_load"),
    "anion gap and one of its ions": ("anion_gap", "chloride"),
    "osmoles and millimoles": ("osmolarity", "sodium"),
    "a dose in a session and one in a dwell": ("thiosulfate_dose", "thiosulfate_exchange_dose"),
    "per session and per week": ("thiosulfate_dose", "thiosulfate_weekly"),
    "a dose and grams in a vial": ("thiosulfate_dose", "thiosulfate_amount"),
    "a dose and one per surface": ("thiosulfate_amount", "thiosulfate_per_surface"),
    "thiosulfate and another drug": ("thiosulfate_amount", "drug_dose"),
    "thiosulfate and boric acid": ("thiosulfate_strength", "boric_acid_content"),
    "body mass and grams of a drug": ("body_mass", "drug_dose"),
    "body mass and weight gain": ("body_mass", "weight_gain"),
    "weight gain and litres": ("weight_gain", "session_volume"),
    "minutes a session and minutes": ("session_duration", "hours"),
    "minutes a session and minutes a week": ("session_duration", "weekly_time"),
    "minutes a session and minutes of dwell": ("session_duration", "dwell_time"),
    "sessions and exchanges a week": ("session_frequency", "exchange_frequency"),
    "litres a session and litres a dwell": ("session_volume", "exchange_volume"),
    "a flow and a volume a day": ("flow", "urine_volume"),
    "Kt/V and Kt/V a week": ("kt_v", "weekly_kt_v"),
    "Kt/V and a ratio": ("kt_v", "ratio"),
    "INR and pH": ("inr", "ph"),
    "centimetres and square metres": ("height", "body_surface"),
    "mmHg and degrees": ("pressure", "temperature"),
    "percent of neutrophils and a ratio": ("neutrophil_fraction", "ratio"),
}


@pytest.mark.parametrize("meet", MEETINGS, ids=lambda meet: meet.__name__)
@pytest.mark.parametrize("pair", NEVER_MEET.values(), ids=NEVER_MEET.keys())
def test_never_meet(pair: tuple[str, str], meet: Callable[[Any, Any], Any]) -> None:
    with pytest.raises(pint.DimensionalityError):
        meet(one(pair[0]), one(pair[1]))


@pytest.mark.parametrize("pair", NEVER_MEET.values(), ids=NEVER_MEET.keys())
def test_never_pass_for_each_other(pair: tuple[str, str]) -> None:
    """The host measures every value that leaves a plugin in the kind of the path that it is for."""
    with pytest.raises(UnitError, match="another dimension"):
        units.measure(one(pair[0]), pair[1])


@pytest.mark.parametrize(
    "quantity",
    [
        one("session_frequency") / one("session_count"),  # 3 a week is no frequency in hertz: a week is not minutes
        one("thiosulfate_amount") / one("body_mass"),  # mg/kg is not percent
        one("sodium") / one("potassium"),
        one("weekly_time"),
        one("kt_v"),
    ],
    ids=str,
)
def test_no_bare_ratio(quantity: Any) -> None:
    with pytest.raises(UnitError):
        units.measure(quantity, "ratio")


@pytest.mark.parametrize("meet", MEETINGS, ids=lambda meet: meet.__name__)
@pytest.mark.parametrize("kind", ["thiosulfate_dose", "kt_v", "ph", "session_duration"])
def test_no_bare_number_beside_a_quantity(kind: str, meet: Callable[[Any, Any], Any]) -> None:
    for pair in ((one(kind), 2.5), (2.5, one(kind))):
        with pytest.raises((pint.DimensionalityError, ValueError)):  # pint raises a ValueError where it compares
            meet(*pair)


def test_what_pint_lets_through() -> None:
    """Known holes, which other means close: the lint refuses `==` and bare numbers, the host refuses NaN."""
    dose = one("thiosulfate_dose", 25.0)

    assert (dose == one("serum_calcium", 25.0)) is False  # no error
    assert (dose == 25.0) is False
    assert dose + 0 == dose
    assert dose > 0
    assert one("dialysate_calcium") == one("serum_calcium")  # one substance: path, not dimension, tells them apart


def test_products_of_dimensions_are_what_the_clinic_means() -> None:
    weekly = one("thiosulfate_dose", 25.0) * one("session_frequency", 3.0)

    assert units.measure(weekly, "thiosulfate_weekly") == 75.0
    assert units.measure(one("thiosulfate_dose", 25.0) / one("session_duration", 60.0), "thiosulfate_rate") == 25 / 60
    assert units.measure(one("session_duration", 240.0) * one("session_frequency", 3.0), "weekly_time") == 720.0
    assert (
        units.measure(one("thiosulfate_strength", 250.0) * one("container_volume", 0.05), "thiosulfate_amount") == 12.5
    )


@pytest.mark.parametrize("value", [25.0, 25, "25 g", None, True, pint.UnitRegistry(None).Quantity(25.0)], ids=repr)
def test_only_our_quantities_are_measured(value: Any) -> None:
    assert not units.is_quantity(value)
    with pytest.raises(UnitError, match="expected a quantity"):
        units.measure(value, "thiosulfate_dose")


def test_only_one_real_number_is_measured() -> None:
    with pytest.raises(UnitError, match="one number"):
        units.measure(units.make(138j, "sodium"), "sodium")  # type: ignore[arg-type]  # the fault under test


# --- the registry ---------------------------------------------------------------------------------------------------

OURS = registry._REGISTRY


@pytest.mark.parametrize(
    "definition",
    [
        "minute = 5 * litre",
        "minute = [minute]",
        "mmol_calcium = 2 * mmol_phosphate",
        "g_thiosulfate = [weight]",
        "@alias g_thiosulfate = mmol_calcium",
        "@alias minute = litre",
    ],
)
def test_nothing_is_defined_again(definition: str) -> None:
    """A default registry accepts such aliases even with `on_redefinition="raise"`; one without prefixes does not."""
    before = units.measure(one("hours", 60.0), "time"), units.measure(one("thiosulfate_dose"), "thiosulfate_dose")

    with pytest.raises(pint.RedefinitionError):
        OURS.define(definition)

    assert before == (
        units.measure(one("hours", 60.0), "time"),
        units.measure(one("thiosulfate_dose"), "thiosulfate_dose"),
    )


@pytest.mark.parametrize(
    "text", ["12,5 g_thiosulfate", "minute", "5 mmol_calcium / litre", "9**9**9", "kilominute", "1"]
)
@pytest.mark.parametrize(
    "attempt",
    [
        OURS.Quantity,
        OURS,
        OURS.Unit,
        OURS.parse_expression,
        OURS.parse_units,
        lambda text: OURS.Quantity(1.0, text),
        lambda text: one("hours").to(text),
        lambda text: one("hours").m_as(text),
        lambda text: OURS.convert(1.0, text, "litre"),
    ],
    ids=["Quantity", "call", "Unit", "parse_expression", "parse_units", "Quantity with unit", "to", "m_as", "convert"],
)
def test_no_text_becomes_a_unit(attempt: Callable[[str], Any], text: str) -> None:
    """Not even by a plugin that holds a quantity: the registry's parser refuses every text."""
    with pytest.raises(UnitError, match="never read from text"):
        attempt(text)


def test_no_prefixes() -> None:
    assert list(OURS._prefixes) == [""]


def test_no_context_is_in_use() -> None:
    assert not OURS._active_ctx.contexts


def test_a_quantity_from_elsewhere_is_not_ours() -> None:
    """A pickle comes back in pint's application registry, with our names and none of our guarantees."""
    with pytest.raises(Exception, match=r"."):  # pint cannot build it, or the host refuses it
        units.measure(pickle.loads(pickle.dumps(one("sodium", 138.0))), "sodium")  # noqa: S301  # made two words before


def test_every_reader_gets_a_fresh_quantity() -> None:
    mine, yours = one("hours", 60.0), one("hours", 60.0)
    mine += mine

    assert units.measure(mine, "hours") == 120.0
    assert units.measure(yours, "hours") == 60.0
    assert units.measure(copy.deepcopy(yours), "hours") == 60.0


def test_threads_share_one_registry() -> None:
    def work(number: int) -> float:
        value = float(number % 97) + 1
        weekly = one("thiosulfate_dose", value) * one("session_frequency", 3.0)
        return units.measure(weekly, "thiosulfate_weekly") / value

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(work, range(2000))) == {3.0}
