"""Whether calcium in serum is low, judged as for the bath: old values count where they are low."""

from __future__ import annotations

from typing import Any

from calciplug import Parameters, Quantity, Rule
from calciplug.units import below, corrected_calcium

IONISED, TOTAL, ALBUMIN = "labs.calcium_ionised", "labs.calcium_total", "labs.albumin"

# What was found low: its path, the end of the reason's key, and the value that the reason names.
Low = tuple[str, str, dict[str, Any]]


def low_calcium(rule: Rule, p: Parameters) -> Low | None:
    """What is below its limit: a fresh ionised calcium decides, else the lower of total and corrected calcium."""
    ionised = rule.get(IONISED, stale=True)
    if ionised is not None and below(ionised, p.low_ionised):
        return IONISED, "ionised", {"calcium": ionised}
    if rule.get(IONISED) is not None:
        return None
    total, albumin = rule.get(TOTAL, stale=True), rule.get(ALBUMIN, stale=True)
    if total is None:
        return None
    lower: Quantity = total
    if albumin is not None:
        lower = min(total, corrected_calcium(total, albumin, p.calcium_per_albumin, p.reference_albumin))
    return (TOTAL, "total", {"calcium": lower}) if below(lower, p.low_total) else None


def is_known(rule: Rule) -> bool:
    """Whether ionised or total calcium is fresh."""
    return rule.get(IONISED) is not None or rule.get(TOTAL) is not None
