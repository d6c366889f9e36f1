"""Therapies and medicines of a list, as their records stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from calciplug import Rule

if TYPE_CHECKING:
    from collections.abc import Iterable

THERAPIES, MEDICATIONS = "therapies", "medications"
IN_PLACE, STOPPED = ("in-place",), ("stopped",)
COMING, RULED_OUT = ("ordered", "planned"), ("not-indicated", "not-possible")
CURRENT = (*IN_PLACE, *COMING)
TAKEN = ("active", "ordered")


def therapies(rule: Rule, codes: Iterable[str], statuses: tuple[str, ...]) -> tuple[str, ...]:
    """Those of *codes* that the case has in one of *statuses*, in the order of *codes*."""
    recorded = {item.therapy for item in rule.get(THERAPIES) if item.status in statuses}
    return tuple(code for code in codes if code in recorded)


def medicines(rule: Rule, drugs: Iterable[str]) -> tuple[str, ...]:
    """Those of *drugs* that are taken or ordered, in the order of *drugs*."""
    recorded = {item.drug for item in rule.get(MEDICATIONS) if item.status in TAKEN}
    return tuple(drug for drug in drugs if drug in recorded)
