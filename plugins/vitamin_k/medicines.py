"""Medicines of a class that are taken or ordered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from calciplug import Rule

if TYPE_CHECKING:
    from collections.abc import Iterable

MEDICATIONS, CONDITIONS = "medications", "patient.conditions"
STOPPED = "stopped"


def running(rule: Rule, drugs: Iterable[str]) -> tuple[str, ...]:
    """Those of *drugs* that are active or ordered."""
    known = set(drugs)
    return codes_of(item.drug for item in rule.get(MEDICATIONS) if item.status != STOPPED and item.drug in known)


def codes_of(found: Iterable[str]) -> tuple[str, ...]:
    """Each code once, in order."""
    return tuple(sorted(set(found)))
