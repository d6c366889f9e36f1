"""Baths: which the site stocks, which are one bath, and which is next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from calciplug import Parameters, Quantity, Rule
from calciplug.units import below, exceeds, within

if TYPE_CHECKING:
    from collections.abc import Sequence

BATH = "dialysate.calcium"
FIXED = "fixed-dialysate"


def stocked_baths(rule: Rule) -> Sequence[Quantity]:
    """The site's baths, lowest first."""
    return sorted(rule.get("site.calcium_baths"))


def choice_of_baths(rule: Rule) -> Sequence[Quantity]:
    """Baths that can be chosen: none where the machine gives one dialysate."""
    return () if rule.get("site.machine") == FIXED else stocked_baths(rule)


def next_lower(current: Quantity, baths: Sequence[Quantity], p: Parameters) -> Quantity | None:
    """The next stocked bath below *current*, within a step and the floor."""
    steps = [bath for bath in baths if is_lower(bath, current, p) and not exceeds(current - bath, p.largest_step)]
    return max((bath for bath in steps if not below(bath, p.floor)), default=None)


def next_higher(rule: Rule, p: Parameters) -> Quantity | None:
    """The next stocked bath above the one in force, within a step and the ceiling."""
    current = rule.in_force(BATH)
    if current is None:
        return None
    steps = [
        bath
        for bath in choice_of_baths(rule)
        if is_lower(current, bath, p) and not exceeds(bath - current, p.raise_step)
    ]
    return min((bath for bath in steps if not exceeds(bath, p.ceiling)), default=None)


def is_lower(one: Quantity, other: Quantity, p: Parameters) -> bool:
    """Whether *one* is another bath than *other*, and lower."""
    return one < other and not is_one_bath(one, other, p)


def is_one_bath(one: Quantity, other: Quantity, p: Parameters) -> bool:
    """Whether two values are one bath once delivered."""
    return below(abs(one - other), p.resolution)


def is_stocked(value: Quantity, baths: Sequence[Quantity], p: Parameters) -> bool:
    """Whether *value* is one of *baths*."""
    return any(is_one_bath(value, bath, p) for bath in baths)


def nearest_bath(value: Quantity, baths: Sequence[Quantity], p: Parameters) -> Quantity:
    """The nearest bath within the bounds of D-2; where the site stocks none of those, the nearest."""
    inside = [bath for bath in baths if within(bath, p.floor, p.ceiling)]
    return min(inside or baths, key=lambda bath: abs(bath - value))
