"""Repeated thiosulfate in its steady state: an ODE, mass balance, the single dose, wrapping, and refusals."""

from __future__ import annotations

import math
import os
from itertools import pairwise
from typing import Any

import attrs
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import solve_ivp

from calciplug.errors import KineticsError
from calciplug.kinetics.thiosulfate import peak, removed_fraction
from calciplug.kinetics.thiosulfate_two import thiosulfate_week_two
from calciplug.kinetics.thiosulfate_week import WeekOfThiosulfate, thiosulfate_week

WEEK = 10080.0
often = settings(max_examples=50 * int(os.environ.get("CALCIPLUG_EXAMPLES", "1")), deadline=None)
FIELDS = [field.name for field in attrs.fields(WeekOfThiosulfate)]

rates = st.floats(1e-4, 0.05)
SESSIONS = (0.0, 2880.0, 5760.0)
BASE: dict[str, Any] = {
    "dose": 100.73,
    "infusion": 60.0,
    "infusion_starts": (180.0, 3060.0, 5940.0),
    "session": 240.0,
    "session_starts": SESSIONS,
    "elimination": 0.00887,
    "dialysis": 0.01139,
    "volume": 16.1,
}
LONG = {"elimination": 0.00145, "dialysis": 0.00186, "volume": 98.0}


def plain(week: WeekOfThiosulfate) -> dict[str, float]:
    """A week as a dictionary."""
    return attrs.asdict(week)


def simulated(
    *,
    dose: float,
    infusion: float,
    infusion_starts: tuple[float, ...],
    session: float,
    session_starts: tuple[float, ...],
    elimination: float,
    dialysis: float,
    volume: float,
    generation: float = 0.0,
    period: float = WEEK,
    outward: float = 0.0,
    back: float = 0.0,
    periods: int = 3,
) -> dict[str, float]:
    """The same by DOP853 between breakpoints, from nothing until nothing changes; the last period is returned."""
    drips = [(s % period + k * period, infusion) for s in infusion_starts for k in (-1, 0, 1)]
    baths = [(s % period + k * period, session) for s in session_starts for k in (-1, 0, 1)]
    marks = {0.0, period} | {x for s, length in drips + baths for x in (s, s + length) if 0 < x < period}
    ordered = sorted(marks)
    y = np.zeros(5)
    lowest = highest = 0.0
    for _ in range(periods):
        y[2:] = 0
        lowest, highest = math.inf, 0.0
        for low, high in pairwise(ordered):
            middle = (low + high) / 2
            rate = generation + sum(dose / infusion for s, length in drips if s < middle < s + length)
            on = dialysis * any(s < middle < s + length for s, length in baths)

            def slope(_: float, y: Any, rate: float = rate, on: float = on) -> list[float]:
                own = rate - (elimination + on + outward) * y[0] + back * y[1]
                return [own, outward * y[0] - back * y[1], on * y[0], elimination * y[0], y[0]]

            found = solve_ivp(slope, (low, high), y, method="DOP853", rtol=1e-10, atol=1e-13, dense_output=True)
            course = found.sol(np.linspace(low, high, 400))[0]
            y = found.y[:, -1]
            lowest, highest = min(lowest, float(course.min())), max(highest, float(course.max()))
    return {
        "removed": float(y[2]),
        "eliminated": float(y[3]),
        "exposure": float(y[4]) / volume,
        "average": float(y[4]) / volume / period,
        "highest": highest / volume,
        "lowest": lowest / volume,
    }


CHANGES = [
    {},
    LONG,
    LONG | {"infusion_starts": (-30.0, 2850.0, 5730.0)},
    LONG | {"infusion_starts": (210.0, 3090.0, 10050.0), "generation": 0.001},
    LONG | {"infusion_starts": (240.0, 3120.0, 6000.0), "session_starts": (200.0, 2880.0, 9950.0)},
    LONG | {"infusion_starts": (100.0, 130.0), "infusion": 400.0},
    LONG | {"session_starts": (), "infusion_starts": (0.0,)},
]


@pytest.mark.parametrize("change", CHANGES)
def test_week_against_an_ode(change: dict[str, Any]) -> None:
    """All six agree with DOP853 to 1e-5 (far better), with infusions before, across and after sessions and the end."""
    expected = simulated(**BASE | change)
    found = plain(thiosulfate_week(**BASE | change))
    for name, value in expected.items():
        assert found[name] == pytest.approx(value, rel=1e-6, abs=1e-10), name


@pytest.mark.parametrize("change", [CHANGES[0], CHANGES[1], CHANGES[4], CHANGES[5]])
def test_two_compartments_against_an_ode(change: dict[str, Any]) -> None:
    """With a second compartment too; after a session, the first may turn inside of a segment."""
    exchange = {"outward": 0.01, "back": 0.004}
    expected = simulated(**BASE | change | exchange, periods=6)
    found = plain(thiosulfate_week_two(**BASE | change | exchange))
    for name, value in expected.items():
        assert found[name] == pytest.approx(value, rel=2e-5 if name in ("highest", "lowest") else 1e-6), name


@often
@given(
    starts=st.lists(st.floats(-WEEK, 2 * WEEK), max_size=4),
    infusion=st.one_of(st.just(0.0), st.floats(0.01, 600)),
    session=st.floats(60, 480),
    ke=rates,
    kd=rates,
    generation=st.floats(0, 0.1),
)
def test_what_comes_in_goes_out(  # noqa: PLR0917
    starts: list[float], infusion: float, session: float, ke: float, kd: float, generation: float
) -> None:
    """In the steady state, removed and eliminated are the doses and what the body made, to 1e-9."""
    week = thiosulfate_week(
        **BASE
        | {
            "infusion_starts": starts,
            "infusion": infusion,
            "session": session,
            "elimination": ke,
            "dialysis": kd,
            "generation": generation,
        }
    )
    assert week.removed + week.eliminated == pytest.approx(100.73 * len(starts) + generation * WEEK, rel=1e-9)
    assert week.eliminated == pytest.approx(ke * 16.1 * week.exposure, rel=1e-12)
    assert week.lowest <= week.average * (1 + 1e-9)
    assert week.average <= week.highest * (1 + 1e-9)
    assert all(type(getattr(week, name)) is float for name in FIELDS)


@often
@given(
    start=st.floats(-300, 500),
    infusion=st.floats(0.01, 300),
    session=st.floats(60, 480),
    ke=st.floats(5e-3, 0.05),
    kd=rates,
)
def test_a_dose_that_is_soon_gone_is_a_single_dose(
    start: float, infusion: float, session: float, ke: float, kd: float
) -> None:
    """With nothing left after a week, the share and the peak are those of one dose alone, wherever it lies."""
    week = thiosulfate_week(
        **BASE
        | {
            "infusion_starts": [start + 5000],
            "session_starts": [5000.0],
            "infusion": infusion,
            "session": session,
            "elimination": ke,
            "dialysis": kd,
        }
    )
    one = {"start": start, "infusion": infusion, "session": session, "elimination": ke, "dialysis": kd}
    assert week.removed == pytest.approx(100.73 * removed_fraction(**one), rel=1e-7, abs=1e-7)
    assert week.highest == pytest.approx(peak(**one, dose=100.73, volume=16.1), rel=1e-7)


@often
@given(shift=st.floats(-2 * WEEK, 2 * WEEK), change=st.sampled_from(CHANGES))
def test_the_end_of_the_week_is_no_event(shift: float, change: dict[str, Any]) -> None:
    """Moving everything by the same time changes nothing, whichever session or infusion then wraps around the end."""
    arguments = BASE | change
    moved = {name: [at + shift for at in arguments[name]] for name in ("infusion_starts", "session_starts")}
    here, there = plain(thiosulfate_week(**arguments)), plain(thiosulfate_week(**arguments | moved))
    for name in FIELDS:
        assert there[name] == pytest.approx(here[name], rel=1e-8, abs=1e-12), name


@often
@given(at=st.sampled_from([180.0, 240.0, 0.0, -60.0]), change=st.sampled_from([{}, LONG]))
def test_week_is_continuous_across_the_ends_of_a_session(at: float, change: dict[str, Any]) -> None:
    """Nothing jumps where an infusion begins to cross the end of the session, or its beginning."""
    weeks = [
        plain(thiosulfate_week(**BASE | change | {"infusion_starts": [at + shift]})) for shift in (-1e-6, 0.0, 1e-6)
    ]
    for name in FIELDS:
        values = [week[name] for week in weeks]
        assert max(values) - min(values) <= 1e-7 * max(values) + 1e-9, name


@often
@given(start=st.floats(0, WEEK), change=st.sampled_from([{}, LONG]))
def test_a_short_infusion_becomes_a_bolus(start: float, change: dict[str, Any]) -> None:
    """An infusion of no length is the limit of short ones, and loses no dose to rounding on the way."""
    bolus, short, tiny = (
        plain(thiosulfate_week(**BASE | change | {"infusion_starts": [start], "infusion": length}))
        for length in (0.0, 1e-4, 1e-9)
    )
    for name in FIELDS:
        assert short[name] == pytest.approx(bolus[name], rel=1e-4, abs=1e-4), name
        assert tiny[name] == pytest.approx(bolus[name], rel=1e-6, abs=1e-6), name


def test_more_doses_from_more_starts_or_shorter_periods() -> None:
    """Seven daily doses in a week are one dose in a day."""
    week = thiosulfate_week(
        **BASE
        | LONG
        | {"infusion_starts": [i * 1440.0 for i in range(7)], "session_starts": [i * 1440.0 for i in range(7)]}
    )
    day = thiosulfate_week(**BASE | LONG | {"infusion_starts": [0.0], "session_starts": [0.0], "period": 1440.0})
    assert week.removed == pytest.approx(7 * day.removed, rel=1e-12)
    assert week.average == pytest.approx(day.average, rel=1e-12)
    assert week.highest == pytest.approx(day.highest, rel=1e-12)


def test_nothing_given_leaves_the_baseline() -> None:
    """Without dose and dialysis, the concentration is generation over clearance: 14.6 over 2.04 is 7.2 umol/L."""
    week = thiosulfate_week(
        **BASE
        | {"infusion_starts": (), "session_starts": (), "generation": 14.6e-6 * 70, "elimination": 2.04e-3 / 0.23}
    )
    for value in (week.average, week.highest, week.lowest):
        assert value == pytest.approx(14.6e-6 / 2.04e-3, rel=1e-9)
    assert week.removed == 0


def test_no_exchange_makes_two_compartments_one() -> None:
    """With nothing going outward, the second compartment is not there."""
    one, two = thiosulfate_week(**BASE), thiosulfate_week_two(**BASE, outward=0.0, back=0.01)
    for name in FIELDS:
        assert getattr(two, name) == pytest.approx(getattr(one, name), rel=1e-9, abs=1e-12), name


@often
@given(
    outward=st.floats(0, 0.1), back=st.floats(1e-3, 0.1), ke=st.floats(1e-3, 0.05), kd=rates, infusion=st.floats(0, 300)
)
def test_exposure_off_dialysis_does_not_know_of_compartments(
    outward: float, back: float, ke: float, kd: float, infusion: float
) -> None:
    """In minus removed, over the clearance, is the exposure, however deep the drug goes."""
    week = thiosulfate_week_two(
        **BASE | {"elimination": ke, "dialysis": kd, "infusion": infusion}, outward=outward, back=back
    )
    assert week.removed + week.eliminated == pytest.approx(3 * 100.73, rel=1e-9)
    assert week.exposure == pytest.approx((3 * 100.73 - week.removed) / ke / 16.1, rel=1e-9)


@pytest.mark.parametrize("exchange", [None, {"outward": 0.01, "back": 0.004}])
def test_array_weeks_are_float_weeks(exchange: dict[str, float] | None) -> None:
    """Patients and grid points in arrays, starts too: breakpoints in another order for each, a bolus among them."""
    rng = np.random.default_rng(11)
    n = 60
    first = rng.uniform(-400, 700, n)
    columns = {
        "dose": rng.uniform(20, 120, n),
        "infusion": np.where(rng.random(n) < 0.2, 0.0, rng.uniform(1, 200, n)),
        "session": rng.uniform(60, 480, n),
        "elimination": rng.uniform(1e-3, 0.03, n),
        "dialysis": rng.uniform(0, 0.03, n),
        "volume": rng.uniform(10, 60, n),
        "generation": rng.uniform(0, 0.01, n),
    }
    first[:4] = 0.0, columns["session"][1], -columns["infusion"][2], columns["session"][3] - columns["infusion"][3]
    starts = [first, first + 4000.0, np.full(n, 9990.0)]
    function = thiosulfate_week_two if exchange else thiosulfate_week
    found = function(**columns, infusion_starts=starts, session_starts=[0.0, 4000.0], **exchange or {})
    for i in range(n):
        row = {name: float(column[i]) for name, column in columns.items()}
        one = function(
            **row, infusion_starts=[float(s[i]) for s in starts], session_starts=[0.0, 4000.0], **exchange or {}
        )
        for name in FIELDS:
            assert getattr(found, name)[i] == pytest.approx(getattr(one, name), rel=1e-11, abs=1e-15), name


def test_a_grid_of_starts_for_one_patient() -> None:
    """Only a start is an array, as in a search for the best minute."""
    at = np.linspace(0, 300, 16)
    found = thiosulfate_week(**BASE | {"infusion_starts": [at, at + 2880, at + 5760]})
    assert np.all(np.diff(found.removed) <= 1e-6), "later loses less"
    for i in (0, 9, 15):
        one = thiosulfate_week(**BASE | {"infusion_starts": [float(at[i]) + day for day in SESSIONS]})
        assert found.exposure[i] == pytest.approx(one.exposure, rel=1e-12)


def test_patients_by_grid_points() -> None:
    """Patients down, starts across, and durations that belong to the patients: each cell is its own week."""
    at, length = np.array([[170.0, 200.0, 9990.0, 0.0]]), np.array([[0.0], [60.0], [120.0]])
    rate = np.array([[0.0015], [0.0088], [0.004]])
    found = thiosulfate_week(**BASE | {"infusion_starts": [at, at + 2880], "infusion": length, "elimination": rate})
    assert found.removed.shape == found.highest.shape == (3, 4)
    for i in range(3):
        for j in range(4):
            one = thiosulfate_week(
                **BASE
                | {
                    "infusion_starts": [float(at[0, j]), float(at[0, j]) + 2880],
                    "infusion": float(length[i, 0]),
                    "elimination": float(rate[i, 0]),
                }
            )
            for name in FIELDS:
                assert getattr(found, name)[i, j] == pytest.approx(getattr(one, name), rel=1e-11, abs=1e-15), name


def test_whole_numbers_are_floats() -> None:
    """Integers are taken as floats, and floats come back."""
    whole = thiosulfate_week(
        **BASE | {"dose": 100, "infusion": 60, "infusion_starts": (180,), "session": 240, "session_starts": (0,)}
    )
    assert all(type(getattr(whole, name)) is float for name in FIELDS)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"dose": -1.0}, "dose = -1: must not be below zero"),
        ({"volume": 0.0}, "volume = 0: must be above zero"),
        ({"elimination": math.nan}, "elimination = nan: must not be below zero"),
        ({"dialysis": -1.0}, "dialysis = -1: must not be below zero"),
        ({"generation": -1.0}, "generation = -1: must not be below zero"),
        ({"period": 0.0}, "period = 0: must be above zero"),
        ({"infusion": -1.0}, "infusion = -1: must not be below zero"),
        ({"infusion": 20000.0}, "infusion: must not be longer than the period of 10080 min"),
        ({"session": 20000.0}, "session: must not be longer than the period of 10080 min"),
        ({"infusion_starts": (0.0, math.inf)}, r"infusion_starts\[1\] = inf: must be a finite number"),
        ({"session_starts": (math.nan,)}, r"session_starts\[0\] = nan: must be a finite number"),
        ({"session_starts": (0.0, 200.0)}, "session_starts: two sessions overlap"),
        ({"session_starts": (0.0, 10000.0)}, "session_starts: two sessions overlap"),
        ({"session_starts": (0.0, np.array([300.0, 200.0]))}, "session_starts: two sessions overlap"),
    ],
)
def test_refused_weeks(wrong: dict[str, Any], message: str) -> None:
    """Every bad argument is refused by its name, in one and two compartments."""
    with pytest.raises(KineticsError, match=message):
        thiosulfate_week(**BASE | wrong)
    with pytest.raises(KineticsError, match=message):
        thiosulfate_week_two(**BASE | wrong, outward=0.01, back=0.01)


@pytest.mark.parametrize(
    "nothing",
    [{"elimination": 0.0, "dialysis": 0.0}, {"elimination": 0.0, "session_starts": ()}],
)
def test_refused_when_nothing_leaves(nothing: dict[str, Any]) -> None:
    """Without any exit there is no steady state."""
    with pytest.raises(KineticsError, match="nothing ever leaves"):
        thiosulfate_week(**BASE | nothing)
    with pytest.raises(KineticsError, match="nothing ever leaves"):
        thiosulfate_week_two(**BASE | nothing, outward=0.01, back=0.01)


def test_refused_exchange() -> None:
    """A second compartment that gives nothing back, or takes less than nothing."""
    with pytest.raises(KineticsError, match="back = 0: must be above zero"):
        thiosulfate_week_two(**BASE, outward=0.01, back=0.0)
    with pytest.raises(KineticsError, match="outward = -1: must not be below zero"):
        thiosulfate_week_two(**BASE, outward=-1.0, back=0.01)


def test_back_to_back_sessions_are_one_long_one() -> None:
    """Sessions that touch do not overlap."""
    two = thiosulfate_week(**BASE | {"session_starts": (0.0, 240.0)})
    one = thiosulfate_week(**BASE | {"session_starts": (0.0,), "session": 480.0})
    assert two.removed == pytest.approx(one.removed, rel=1e-12)


@pytest.mark.parametrize("exchange", [None, {"outward": 0.01, "back": 0.004}])
def test_scalars_of_numpy_are_numbers(exchange: dict[str, float] | None) -> None:
    """What an array hands out one by one gives the same week."""
    function = thiosulfate_week_two if exchange else thiosulfate_week
    scalars = {name: np.float64(value) for name, value in BASE.items() if isinstance(value, float)}
    scalars["infusion_starts"] = np.array(BASE["infusion_starts"])
    plainly = function(**BASE, **exchange or {})
    for change in ({}, {"infusion": np.float64(0.0)}):
        found = function(**BASE | scalars | change, **exchange or {})
        if not change:
            for name in FIELDS:
                assert float(getattr(found, name)) == pytest.approx(getattr(plainly, name), rel=1e-12), name
        assert found.removed + found.eliminated == pytest.approx(3 * 100.73, rel=1e-9)
