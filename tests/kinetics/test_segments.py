"""Exact segments of one and two compartments, and the breakpoints between them."""

from __future__ import annotations

import math
import os
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import solve_ivp
from scipy.linalg import expm

from calciplug.errors import KineticsError
from calciplug.kinetics.segments import one_compartment, periodic, two_compartments
from calciplug.kinetics.timeline import segments

often = settings(max_examples=50 * int(os.environ.get("CALCIPLUG_EXAMPLES", "1")), deadline=None)
rates = st.one_of(st.just(0.0), st.floats(1e-9, 1e-5), st.floats(1e-5, 0.2))
amounts = st.floats(0, 100)
minutes = st.one_of(st.just(0.0), st.floats(1e-6, 1e-2), st.floats(0.01, 600))


def by_expm(matrix: Any, state: Any, source: Any, t: float) -> tuple[Any, Any]:
    """End and integral through SciPy's matrix exponential of the augmented system."""
    big = np.zeros((5, 5))
    big[:2, :2] = np.reshape(matrix, (2, 2))
    big[:2, 4] = source
    big[2:4, :2] = np.eye(2)
    out = expm(big * t) @ np.array([*state, 0, 0, 1.0])
    return out[:2], out[2:4]


@often
@given(amount=amounts, rate=rates, added=amounts, t=minutes)
def test_one_compartment_against_an_exponential(amount: float, rate: float, added: float, t: float) -> None:
    """End and integral agree with a matrix exponential, from no rate at all to a fast one."""
    end, area = one_compartment(amount=amount, rate=rate, added=added, minutes=t)
    if t == 0:
        assert (end, area) == (amount + added, 0)
        return
    (expected, _), (integral, _) = by_expm([-rate, 0, 0, 0], [amount, 0], [added / t, 0], t)
    assert end == pytest.approx(expected, rel=1e-9, abs=1e-12)
    assert area == pytest.approx(integral, rel=1e-9, abs=1e-12)
    assert end + rate * area == pytest.approx(amount + added, rel=1e-9, abs=1e-12)


@often
@given(ke=rates, kd=rates, out=rates, back=rates, a=amounts, b=amounts, s=st.floats(0, 1), t=minutes)
def test_two_compartments_against_an_exponential(  # noqa: PLR0917
    ke: float, kd: float, out: float, back: float, a: float, b: float, s: float, t: float
) -> None:
    """The eigenvalue form agrees with SciPy's, also where eigenvalues meet or vanish; mass is conserved."""
    matrix = (-(ke + out), back, out, -(kd + back))
    (x, y), (p, q) = two_compartments(state=(a, b), matrix=matrix, source=(s, 0.0), minutes=t)
    ends, areas = by_expm(matrix, (a, b), (s, 0.0), t)
    assert [x, y] == pytest.approx(list(ends), rel=1e-9, abs=1e-10)
    assert [p, q] == pytest.approx(list(areas), rel=1e-9, abs=1e-10)
    assert x + y + ke * p + kd * q == pytest.approx(a + b + s * t, rel=1e-9, abs=1e-10)
    assert all(type(value) is float for value in (x, y, p, q))


@pytest.mark.parametrize(
    "matrix",
    [(0.0, 0.0, 0.0, 0.0), (-0.01, 0.0, 0.0, -0.01), (-0.01, 0.0, 0.005, -0.01), (-0.02, 0.01, 0.02, -0.01)],
)
def test_degenerate_matrices(matrix: tuple[float, float, float, float]) -> None:
    """No rates, equal eigenvalues, a defective matrix and a closed system, against DOP853."""
    (x, y), (p, q) = two_compartments(state=(3.0, 5.0), matrix=matrix, source=(0.2, 0.1), minutes=240.0)

    def slope(_: float, z: Any) -> list[float]:
        first = matrix[0] * z[0] + matrix[1] * z[1] + 0.2
        return [first, matrix[2] * z[0] + matrix[3] * z[1] + 0.1, z[0], z[1]]

    expected = solve_ivp(slope, (0, 240), [3.0, 5.0, 0, 0], method="DOP853", rtol=1e-12, atol=1e-12).y[:, -1]
    assert [x, y, p, q] == pytest.approx(list(expected), rel=1e-9)


@often
@given(first=st.floats(0.1, 300), second=st.floats(0.1, 300))
def test_a_segment_may_be_cut_anywhere(first: float, second: float) -> None:
    """Two segments in a row are the whole segment."""
    matrix, source = (-0.03, 0.004, 0.01, -0.004), (0.5, 0.0)
    whole, area = two_compartments(state=(1.0, 2.0), matrix=matrix, source=source, minutes=first + second)
    half, one = two_compartments(state=(1.0, 2.0), matrix=matrix, source=source, minutes=first)
    end, two = two_compartments(state=half, matrix=matrix, source=source, minutes=second)
    assert end == pytest.approx(whole, rel=1e-11)
    assert [one[0] + two[0], one[1] + two[1]] == pytest.approx(list(area), rel=1e-11)


def test_arrays_are_floats() -> None:
    """Element by element, across the switch from quotients to series."""
    rng = np.random.default_rng(3)
    n = 300
    rows = 10 ** rng.uniform(-6, -0.5, (4, n))
    matrix = (-(rows[0] + rows[1]), rows[2], rows[1], -(rows[3] + rows[2]))
    lengths = 10 ** rng.uniform(-3, 2.7, n)
    lengths[0] = 0
    found = two_compartments(state=(rng.uniform(0, 9, n), 2.0), matrix=matrix, source=(0.1, 0.0), minutes=lengths)
    rng = np.random.default_rng(3)
    rng.uniform(-6, -0.5, (4, n))
    rng.uniform(-3, 2.7, n)
    start = rng.uniform(0, 9, n)
    single = one_compartment(amount=start, rate=rows[0], added=1.0, minutes=lengths)
    for i in range(n):
        one = two_compartments(
            state=(float(start[i]), 2.0),
            matrix=tuple(float(part[i]) for part in matrix),
            source=(0.1, 0.0),
            minutes=float(lengths[i]),
        )
        alone = one_compartment(amount=float(start[i]), rate=float(rows[0][i]), added=1.0, minutes=float(lengths[i]))
        for j in range(2):
            assert [found[j][0][i], found[j][1][i]] == pytest.approx(list(one[j]), rel=1e-11, abs=1e-14)
            assert single[j][i] == pytest.approx(alone[j], rel=1e-12)


def test_a_period_leaves_its_state_alone() -> None:
    """Running the period from the state that it repeats returns to it."""

    def period(state: Any) -> Any:
        half, _ = two_compartments(state=state, matrix=(-0.03, 0.004, 0.01, -0.004), source=(0.5, 0.0), minutes=60.0)
        return two_compartments(state=half, matrix=(-0.01, 0.004, 0.01, -0.004), source=(0.0, 0.0), minutes=500.0)[0]

    state = periodic(period)
    assert period(state) == pytest.approx(state, rel=1e-12)


def test_refused_segments() -> None:
    """Negative lengths, rates and exchanges, what grows, and what is no number."""
    good: dict[str, Any] = {"amount": 1.0, "rate": 0.1, "added": 0.0, "minutes": 1.0}
    with pytest.raises(KineticsError, match="rate = -1, minutes = -2: must not be below zero"):
        one_compartment(**good | {"rate": -1.0, "minutes": -2.0})
    with pytest.raises(KineticsError, match="amount = nan, added = inf: must be a finite number"):
        one_compartment(**good | {"amount": math.nan, "added": math.inf})
    two: dict[str, Any] = {"state": (1.0, 1.0), "matrix": (-1.0, 0.5, 0.5, -1.0), "source": (0.0, 0.0), "minutes": 1.0}
    with pytest.raises(KineticsError, match="inward = -1, outward = -2, minutes = -3: must not be below zero"):
        two_compartments(**two | {"matrix": (-1.0, -1.0, -2.0, -1.0), "minutes": -3.0})
    with pytest.raises(KineticsError, match="first = nan: must be a finite number"):
        two_compartments(**two | {"state": (math.nan, 1.0)})
    with pytest.raises(KineticsError, match="matrix: its diagonal must not sum to more than zero"):
        two_compartments(**two | {"matrix": (1.0, 0.0, 0.0, -0.5)})
    with pytest.raises(KineticsError, match="nothing ever leaves"):
        periodic(lambda state: (state[0] + 1.0, state[1]))


TIMES: dict[str, Any] = {
    "infusion": 60.0,
    "infusion_starts": [200.0, 10050.0],
    "session": 240.0,
    "session_starts": [0.0, 5000.0],
    "period": 10080.0,
}


def test_breakpoints_of_a_week() -> None:
    """An infusion across the end of a session and one across the end of the week, by hand."""
    found = segments("test", **TIMES)
    expected = [
        (0.0, 0.0, 0.0),  # the sorted 0 of the session's start
        (30.0, 0.5, 1.0),
        (170.0, 0.0, 1.0),
        (40.0, 2 / 3, 1.0),
        (20.0, 1 / 3, 0.0),
        (4740.0, 0.0, 0.0),
        (240.0, 0.0, 1.0),
        (4810.0, 0.0, 0.0),
        (30.0, 0.5, 0.0),
    ]
    for row, (length, share, on) in zip(found, expected, strict=True):
        assert row == pytest.approx((length, share if length else row[1], on if length else row[2]), abs=1e-9)


@often
@given(
    infusion=st.one_of(st.floats(0, 1e-5), st.floats(0, 10080)),
    starts=st.lists(st.floats(-1e5, 1e5), max_size=5),
    period=st.sampled_from([1440.0, 10080.0, 20160.0]),
)
def test_breakpoints_lose_nothing(infusion: float, starts: list[float], period: float) -> None:
    """Lengths add up to the period, shares to the infusions, sessions to their minutes."""
    infusion = min(infusion, period)
    second = 900.0 + (starts[0] % 100 if starts else 0)
    times: dict[str, Any] = {"infusion_starts": starts, "session": 240.0, "session_starts": [100.0, second]}
    found = segments("test", infusion=infusion, period=period, **times)
    assert all(length >= 0 and share >= 0 for length, share, _ in found)
    assert sum(length for length, _, _ in found) == pytest.approx(period, rel=1e-12)
    assert sum(share for _, share, _ in found) == pytest.approx(len(starts), rel=1e-12)
    assert sum(length for length, _, on in found if on) == pytest.approx(480.0, rel=1e-9)


def test_no_events_are_one_segment() -> None:
    """Nothing given and no dialysis."""
    empty: dict[str, Any] = TIMES | {"infusion_starts": [], "session_starts": []}
    assert segments("test", **empty) == [(10080.0, 0.0, 0.0)]


def test_segments_that_are_kept_cannot_be_spoiled() -> None:
    """Who asks again gets what the first one got, whatever that one did with it."""
    found = segments("test", **TIMES)
    kept = list(found)
    found.clear()

    assert segments("test", **TIMES) == kept
    many = {**TIMES, "session": np.array([240.0, 240.0])}
    for own, row in zip(segments("test", **many), kept, strict=True):
        assert [np.broadcast_to(one, 2).tolist() for one in own] == [pytest.approx([one, one]) for one in row]
