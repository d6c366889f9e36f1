"""Two urea pools over one session or one gap, as a linear map from its start to its end.

The state is the total mass, and the difference of the two concentrations times the square of the volume. Of the states
tried, this one changes its equations least while the volume moves, so that one step can span a gap of days; and as the
mass is part of it, only generation and clearance ever change the mass, to rounding. A step is the commutator-free
Magnus scheme of fourth order: two halves with equations averaged over two points of the step, each half solved exactly.
"""

from __future__ import annotations

import math
from functools import reduce
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

from calciplug.kinetics import _numeric
from calciplug.kinetics.urea_map import then

if TYPE_CHECKING:
    from calciplug.kinetics._numeric import Number
    from calciplug.kinetics.urea_map import Map

    Point: TypeAlias = tuple[Any, Any, Any, Any]

# The two points of a step, and what each weighs in the first half and in the second.
_EARLY, _LATE = 0.5 - math.sqrt(3) / 6, 0.5 + math.sqrt(3) / 6
_HEAVY, _LIGHT = 0.5 + math.sqrt(3) / 3, 0.5 - math.sqrt(3) / 3
# Below this the quotient of `_phi2` loses digits, and three terms of its series are exact to rounding.
_SMALL: Final = -1e-4


class Pools(NamedTuple):
    """What does not change over a week.

    Attributes:
        inner: intracellular volume (L).
        exchange: between the pools (L/min).
        generation: into the extracellular pool (mmol/min).
    """

    inner: Any
    exchange: Any
    generation: Any


def stretch(pools: Pools, clearance: Number, gain: Number, outer: Number, *, duration: Number, steps: int) -> Map:
    """The map of one session or of one gap; arguments are not checked here.

    Args:
        pools: what does not change.
        clearance: from the extracellular pool, dialyser and kidneys together (L/min; float or array, as all others).
        gain: of the extracellular volume (L/min); negative while fluid is removed, and then at most the clearance.
        outer: extracellular volume at the start (L).
        duration: of the stretch (min).
        steps: of equal length; a whole number.
    """
    length = duration / steps
    half, grown = length / 2, gain * length
    parts = []
    for i in range(steps):
        early, late = _point(pools, outer + grown * (i + _EARLY)), _point(pools, outer + grown * (i + _LATE))
        parts.append(_half(pools, clearance, gain, _mean(early, late, _HEAVY, _LIGHT), half))
        parts.append(_half(pools, clearance, gain, _mean(early, late, _LIGHT, _HEAVY), half))
    return reduce(then, parts)


def extracellular(pools: Pools, volume: Number, state: tuple[Any, Any]) -> Any:
    """Concentration in the extracellular pool, at a total volume (L)."""
    return (state[0] + pools.inner * state[1] / (volume * volume)) / volume


def _point(pools: Pools, extracellular: Number) -> Point:
    """What the equations take from the volume at one time: 1/V, inner/V^3, V/extracellular and V^2/extracellular."""
    volume = extracellular + pools.inner
    share = volume / extracellular
    inverse = 1 / volume
    return inverse, pools.inner * inverse * inverse * inverse, share, volume * share


def _mean(one: Point, other: Point, own: float, its: float) -> Point:
    (a, b, c, d), (e, f, g, h) = one, other
    return own * a + its * e, own * b + its * f, own * c + its * g, own * d + its * h


def _half(pools: Pools, clearance: Number, gain: Number, point: Point, duration: Number) -> Map:
    of_m, of_d, share, large = point
    # Extracellular concentration = of_m * m + of_d * d. With it, and with d' = dm * m + dd * d + into:
    inner, exchange, generation = pools
    loss = clearance + gain  # growing volume dilutes as a clearance would
    outer = (share - 1) / inner  # 1 / extracellular
    mm, dm = -clearance * of_m, -loss * share
    dd = loss * (of_m - outer) - exchange / inner * share + 2 * gain * of_m
    into = generation * large
    # The two rates; the slow one from the product of both, so that it is zero where nothing is cleared.
    fall = clearance * of_d
    apart = (mm - dd) / 2
    root = apart * apart - fall * dm
    # What sort of number it is, is asked once here, and not at each function.
    sqrt, expm1, phi2 = _OF_FLOATS if isinstance(root, float) and isinstance(duration, float) else _OF_ANY
    root = sqrt(root)
    fast = (mm + dd) / 2 - root
    slow = (mm * dd + fall * dm) / fast
    # One part of the unit matrix and one of the rates' (e, p, q) make e^(At), its integral and the integral of that.
    x = slow * duration
    second = phi2(x)
    p_slow, p_fast = duration * (1 + x * second), expm1(fast * duration) / fast
    q_slow, q_fast = duration * duration * second, (p_fast - duration) / fast
    width = 2 * root
    e, p, q = (slow * p_slow - fast * p_fast) / width, (p_slow - p_fast) / width, (q_slow - q_fast) / width
    p_unit, q_unit = p_slow - slow * p, q_slow - slow * q
    by_m, by_d = of_m * mm + of_d * dm, of_d * (mm + dd)
    area_m, area_d = p_unit * of_m + p * by_m, p_unit * of_d + p * by_d
    area = generation * (q_unit * of_m + q * by_m) + into * (q_unit * of_d + q * by_d)
    return (
        1 - clearance * area_m,
        -clearance * area_d,
        dm * e,
        1 + slow * (p_slow - e) + e * dd,
        generation * duration - clearance * area,
        p * dm * generation + (p_unit + p * dd) * into,
        area_m,
        area_d,
        area,
    )


def _phi2(x: Number) -> Any:
    """`phi2` for *x* up to zero, in a third of the array operations of the one for any *x*."""
    safe = _numeric.minimum(x, _SMALL)
    return (_numeric.expm1(safe) / safe - 1) / safe + (x - safe) * (1 / 6 + (x + safe) / 24)


def _phi2_of_float(x: float) -> float:
    """`_phi2` of a float, to its last bit."""
    if x <= _SMALL:
        return (math.expm1(x) / x - 1) / x
    return (math.expm1(_SMALL) / _SMALL - 1) / _SMALL + (x - _SMALL) * (1 / 6 + (x + _SMALL) / 24)


_OF_FLOATS: Final = (math.sqrt, math.expm1, _phi2_of_float)
_OF_ANY: Final = (_numeric.sqrt, _numeric.expm1, _phi2)
