"""Medicines of a class that are taken or ordered, and therapies that are going on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from calciplug import Rule

if TYPE_CHECKING:
    from collections.abc import Iterable

MEDICATIONS, THERAPIES, CONDITIONS = "medications", "therapies", "patient.conditions"
STOPPED, IN_PLACE, ORDERED, OTHER = "stopped", "in-place", "ordered", "other"


def running(rule: Rule, drugs: Iterable[str]) -> tuple[str, ...]:
    """Those of *drugs* that are active or ordered."""
    known = set(drugs)
    return codes_of(item.drug for item in rule.get(MEDICATIONS) if item.status != STOPPED and item.drug in known)


def fed_by(rule: Rule, therapies: Iterable[str]) -> tuple[str, ...]:
    """Those of *therapies* that are in place or ordered."""
    known, going_on = set(therapies), {IN_PLACE, ORDERED}
    return codes_of(item.therapy for item in rule.get(THERAPIES) if item.status in going_on and item.therapy in known)


def codes_of(found: Iterable[str]) -> tuple[str, ...]:
    """Each code once, in order."""
    return tuple(sorted(set(found)))
