"""Which therapies that remove plasma are done, ordered or planned."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from calciplug import Parameters, Rule

if TYPE_CHECKING:
    from collections.abc import Iterable

RUNNING = ("in-place", "ordered", "planned")


def current(rule: Rule, p: Parameters) -> tuple[Any, ...]:
    """Therapies of the case that remove plasma and are not over or ruled out; unstated ones are said to be."""
    if not rule.stated("therapies"):
        rule.silent("missing", path="therapies")
    stated = rule.get("therapies")
    return tuple(item for item in stated if item.therapy in p.plasma_therapies and item.status in RUNNING)


def codes_of(therapies: Iterable[Any]) -> tuple[str, ...]:
    """The code of each, once, in order."""
    return tuple(sorted({item.therapy for item in therapies}))
