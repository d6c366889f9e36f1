"""Stretches of time as linear maps of the urea in two pools: one after the other, and around a whole week.

A map says what a stretch makes of the mass (m) and of the difference times volume squared (d) at its start:
`(mm, md, dm, dd, m, d, area_m, area_d, area)`. Each name of two letters is what the first is at the end for each unit
of the second at the start; of one letter, what generation adds to it. The areas are the integral of the extracellular
concentration over the stretch, likewise. It is a bare tuple, as a week makes dozens of them.
"""

from __future__ import annotations

from functools import reduce
from typing import Any, TypeAlias

Map: TypeAlias = tuple[Any, Any, Any, Any, Any, Any, Any, Any, Any]


def then(first: Map, second: Map) -> Map:
    """*first*, then *second*, as one map."""
    a_mm, a_md, a_dm, a_dd, a_m, a_d, a_area_m, a_area_d, a_area = first
    mm, md, dm, dd, m, d, area_m, area_d, area = second
    return (
        mm * a_mm + md * a_dm,
        mm * a_md + md * a_dd,
        dm * a_mm + dd * a_dm,
        dm * a_md + dd * a_dd,
        mm * a_m + md * a_d + m,
        dm * a_m + dd * a_d + d,
        a_area_m + (area_m * a_mm + area_d * a_dm),
        a_area_d + (area_m * a_md + area_d * a_dd),
        a_area + (area_m * a_m + area_d * a_d) + area,
    )


def unchanged(course: list[Map]) -> tuple[Any, Any]:
    """The state that all of *course*, one map after the other, leaves as it was."""
    mm, md, dm, dd, m, d, *_ = reduce(then, course)
    determinant = (1 - mm) * (1 - dd) - md * dm
    return ((1 - dd) * m + md * d) / determinant, ((1 - mm) * d + dm * m) / determinant


def after(one: Map, state: tuple[Any, Any]) -> tuple[Any, tuple[Any, Any]]:
    """The integral of the extracellular concentration over a stretch from *state* on, and the state after it."""
    mm, md, dm, dd, own_m, own_d, area_m, area_d, area = one
    m, d = state
    return area_m * m + area_d * d + area, (mm * m + md * d + own_m, dm * m + dd * d + own_d)
