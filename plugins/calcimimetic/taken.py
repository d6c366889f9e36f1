"""The calcimimetics on the list of medicines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from calciplug import Rule

if TYPE_CHECKING:
    from collections.abc import Collection

MEDICINES = "medications"
ACTIVE, ORDERED = "active", "ordered"


def taken(rule: Rule, drugs: Collection[str], *statuses: str) -> tuple[str, ...]:
    """Which of *drugs* the patient has in one of *statuses*, each once, in order."""
    wanted = statuses or (ACTIVE, ORDERED)
    return tuple(sorted({item.drug for item in rule.get(MEDICINES) if item.drug in drugs and item.status in wanted}))


def stop_if_not_stated(rule: Rule) -> None:
    """End the block where the case names no list of medicines: that is not the same as none."""
    if not rule.stated(MEDICINES):
        rule.silent("missing", path=MEDICINES)
        rule.stop()
