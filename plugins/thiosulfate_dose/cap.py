"""A dose asked for in place of a higher one."""

from __future__ import annotations

from typing import Any

from calciplug import Quantity, Rule

from .places import DOSE


def cap_dose(
    rule: Rule, because: str, severity: Any = "warning", /, *, dose: Quantity, value: Quantity, **named: Any
) -> bool:
    """Ask for *value* instead of *dose*, unless a person decided for *dose*; whether it was asked for."""
    if rule.overridden(DOSE, dose):
        rule.info(DOSE, "decided", dose=dose)
        return False
    rule.propose(DOSE, value, because, severity=severity, dose=dose, value=value, **named)
    return True
