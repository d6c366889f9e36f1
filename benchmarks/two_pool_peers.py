"""The two-pool week of urea as others solve it, for `kinetics.py`: by an ODE solver, and by fixed Runge-Kutta steps.

Both know nothing of calciplug: they are written from the equations of the two pools, in masses. Both find the steady
state as calciplug does, from the linear map that a week is, so that none is charged for weeks that it need not run.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from scipy.integrate import solve_ivp

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

WEEK = 10080.0
SESSION_STEPS, GAP_STEPS = 24, 120
# Far above what the solver can tell apart, far below what a clinic could.
STANDS_STILL = 1e-5
# A week that begins empty; and one that begins with one unit in either pool, and in which nothing is made.
BEGINNINGS = ((0.0, 0.0, 1.0), (1.0, 0.0, 0.0), (0.0, 1.0, 0.0))


class Patients(NamedTuple):
    """Floats, or arrays of one shape; litres and minutes. One unit of urea is made a minute."""

    clearance: Any
    residual: Any
    volume: Any
    exchange: Any
    share: Any
    session: Any
    weekly: Any


class Stretch(NamedTuple):
    """A session or a gap: how long, the clearance in it, extracellular volume at its start and what it gains."""

    minutes: Any
    clearance: Any
    outer: Any
    gain: Any
    steps: int


def stretches(one: Patients, starts: tuple[float, ...]) -> Iterator[Stretch]:
    """A week from the start of its first session: each session removes what the gap before it gained."""
    spans = [b - a for a, b in pairwise((*starts, starts[0] + WEEK))]
    outer, total = one.volume * one.share, one.clearance + one.residual
    gain = one.weekly / (WEEK - len(spans) * one.session)
    for before, span in zip((spans[-1], *spans[:-1]), spans, strict=True):
        fluid = gain * (before - one.session)
        yield Stretch(one.session, total, outer + fluid, -fluid / one.session, SESSION_STEPS)
        yield Stretch(span - one.session, one.residual, outer, gain, GAP_STEPS)


def lsoda_week(one: Patients, starts: tuple[float, ...], state: Any, made: float) -> tuple[list[Any], Any]:
    """Masses before each session and at the end of a week, by SciPy's LSODA."""
    inner, before = one.volume * (1 - one.share), []
    for number, part in enumerate(stretches(one, starts)):
        if number % 2 == 0:
            before.append(state)

        def slope(t: float, y: Any, part: Stretch = part) -> list[float]:
            outside = y[0] / (part.outer + part.gain * t)
            across = one.exchange * (y[1] / inner - outside)
            return [made + across - part.clearance * outside, -across]

        state = solve_ivp(slope, (0.0, part.minutes), state, method="LSODA", rtol=1e-6, atol=1e-9).y[:, -1]
    return before, state


def lsoda(one: Patients, starts: tuple[float, ...]) -> tuple[Any, Any]:
    """Steady state at the start of the week and stdKt/V of one patient: three weeks of LSODA."""
    weeks = [lsoda_week(one, starts, np.array(first), made) for *first, made in BEGINNINGS]
    return _steady(one, starts, [before for before, _ in weeks], [end for _, end in weeks])


def lsoda_forward(one: Patients, starts: tuple[float, ...]) -> Any:
    """The same state as public programs find it: from an empty body, week after week, until a week leaves it alone."""
    state = np.zeros(2)
    while True:
        _, after = lsoda_week(one, starts, state, 1.0)
        if state.all() and np.abs(after / state - 1).max() < STANDS_STILL:
            return after
        state = after


def runge_kutta(one: Patients, starts: tuple[float, ...]) -> tuple[Any, Any]:
    """The same for arrays of patients: three weeks at once, 24 steps a session and 120 a gap."""
    size = np.size(one.volume)
    outside, inside, made = (np.repeat(np.array(own)[:, None], size, axis=1) for own in zip(*BEGINNINGS, strict=True))
    inner, before = one.volume * (1 - one.share), []

    for number, part in enumerate(stretches(one, starts)):
        if number % 2 == 0:
            before.append((outside, inside))
        length = part.minutes / part.steps

        def slope(t: Any, out: Any, into: Any, part: Stretch = part) -> tuple[Any, Any]:
            concentration = out / (part.outer + part.gain * t)
            across = one.exchange * (into / inner - concentration)
            return made + across - part.clearance * concentration, -across

        for step in range(part.steps):
            outside, inside = _step(slope, length * step, length, outside, inside)
    firsts = [[np.array([own[column] for own in state]) for state in before] for column in range(len(BEGINNINGS))]
    ends = [np.array([outside[column], inside[column]]) for column in range(len(BEGINNINGS))]
    return _steady(one, starts, firsts, ends)


def _step(slope: Callable[..., Any], t: Any, h: Any, out: Any, into: Any) -> tuple[Any, Any]:
    a, b = slope(t, out, into)
    c, d = slope(t + h / 2, out + h / 2 * a, into + h / 2 * b)
    e, f = slope(t + h / 2, out + h / 2 * c, into + h / 2 * d)
    g, i = slope(t + h, out + h * e, into + h * f)
    return out + h / 6 * (a + 2 * c + 2 * e + g), into + h / 6 * (b + 2 * d + 2 * f + i)


def _steady(one: Patients, starts: tuple[float, ...], firsts: list[Any], ends: list[Any]) -> tuple[Any, Any]:
    # The state that the week leaves as it was, and from it what every session begins with.
    empty, first, second = ends
    a, c = 1 - (first[0]), -first[1]
    b, d = -second[0], 1 - second[1]
    lost = a * d - b * c
    state = np.array([(d * empty[0] - b * empty[1]) / lost, (a * empty[1] - c * empty[0]) / lost])
    sessions = list(stretches(one, starts))[::2]
    pre = [
        (zero[0] + state[0] * out[0] + state[1] * into[0]) / part.outer
        for part, zero, out, into in zip(sessions, *firsts, strict=True)
    ]
    return state, len(pre) / sum(pre) * WEEK / one.volume
