"""Medicines of a class, as their records stand, and the conditions that matter for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from calciplug import Parameters, Rule

if TYPE_CHECKING:
    from collections.abc import Iterable

MEDICATIONS, CONDITIONS = "medications", "patient.conditions"
ACTIVE, ORDERED, STOPPED = "active", "ordered", "stopped"
OTHER = "other"


def active(rule: Rule, drugs: Iterable[str]) -> tuple[str, ...]:
    """Those of *drugs* that the patient takes, each once, in order."""
    known = set(drugs)
    return tuple(sorted({item.drug for item in rule.get(MEDICATIONS) if item.status == ACTIVE and item.drug in known}))


def newly_ordered(rule: Rule, drugs: Iterable[str]) -> tuple[str, ...]:
    """Those of *drugs* that are ordered and not taken yet."""
    known = set(drugs) - set(active(rule, drugs))
    return tuple(sorted({item.drug for item in rule.get(MEDICATIONS) if item.status == ORDERED and item.drug in known}))


def recorded_as_stopped(rule: Rule, drugs: Iterable[str]) -> tuple[str, ...]:
    """Those of *drugs* that are recorded as stopped and neither taken nor ordered, each once, in order."""
    known = set(drugs) - set(running(rule, drugs))
    return tuple(sorted({item.drug for item in rule.get(MEDICATIONS) if item.status == STOPPED and item.drug in known}))


def running(rule: Rule, drugs: Iterable[str]) -> tuple[str, ...]:
    """Those of *drugs* that are taken or ordered."""
    known = tuple(drugs)
    return tuple(sorted((*active(rule, known), *newly_ordered(rule, known))))


def has_valve(rule: Rule, p: Parameters) -> bool:
    """Whether a mechanical valve is among the conditions."""
    return any(item.code in p.valve_conditions for item in rule.get(CONDITIONS))
