"""Stretches of time as linear maps of the urea in two pools: one after the other, and around a whole week."""

from __future__ import annotations

from functools import reduce
from typing import Any, NamedTuple


class Map(NamedTuple):
    """What a stretch of time makes of the mass (m) and of the difference times volume squared (d) at its start.

    Each field says what the first letter is at the end for each unit of the second at the start; with one letter, what
    generation adds to it. `area` is the integral of the extracellular concentration over the stretch, likewise.
    """

    mm: Any
    md: Any
    dm: Any
    dd: Any
    m: Any
    d: Any
    area_m: Any
    area_d: Any
    area: Any


def then(first: Map, second: Map) -> Map:
    """*first*, then *second*, as one map."""
    m, d = (first.mm, first.md, first.m), (first.dm, first.dd, first.d)
    mm, md, own_m = (second.mm * a + second.md * b for a, b in zip(m, d, strict=True))
    dm, dd, own_d = (second.dm * a + second.dd * b for a, b in zip(m, d, strict=True))
    area_m, area_d, area = (second.area_m * a + second.area_d * b for a, b in zip(m, d, strict=True))
    return Map(
        mm=mm, md=md, dm=dm, dd=dd, m=own_m + second.m, d=own_d + second.d,
        area_m=first.area_m + area_m, area_d=first.area_d + area_d, area=first.area + area + second.area,
    )  # fmt: skip


def unchanged(course: list[Map]) -> tuple[Any, Any]:
    """The state that all of *course*, one map after the other, leaves as it was."""
    whole = reduce(then, course)
    determinant = (1 - whole.mm) * (1 - whole.dd) - whole.md * whole.dm
    m = ((1 - whole.dd) * whole.m + whole.md * whole.d) / determinant
    return m, ((1 - whole.mm) * whole.d + whole.dm * whole.m) / determinant


def after(one: Map, state: tuple[Any, Any]) -> tuple[Any, tuple[Any, Any]]:
    """The integral of the extracellular concentration over a stretch from *state* on, and the state after it."""
    m, d = state
    area = one.area_m * m + one.area_d * d + one.area
    return area, (one.mm * m + one.md * d + one.m, one.dm * m + one.dd * d + one.d)
