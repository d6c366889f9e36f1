"""Codes of a list, as a reason names them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from calciplug import Rule

if TYPE_CHECKING:
    from collections.abc import Iterable

OTHER = "other"
STOPPED = "stopped"


def codes_of(found: Iterable[str]) -> tuple[str, ...]:
    """Each code once, in order."""
    return tuple(sorted(set(found)))


def drugs_taken(rule: Rule) -> tuple[str, ...]:
    """Drugs that are active or ordered."""
    return codes_of(item.drug for item in rule.get("medications") if item.status != STOPPED)
