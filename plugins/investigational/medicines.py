"""Medicines of a list, as their records stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from calciplug import Rule

if TYPE_CHECKING:
    from collections.abc import Collection

MEDICATIONS = "medications"
ACTIVE, ORDERED = "active", "ordered"


def with_status(rule: Rule, drugs: Collection[str], *statuses: str) -> tuple[str, ...]:
    """Those of *drugs* that the case has in one of *statuses*, each once, in order."""
    recorded = {item.drug for item in rule.get(MEDICATIONS) if item.status in statuses}
    return tuple(sorted(drug for drug in recorded if drug in drugs))
