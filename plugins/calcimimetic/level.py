"""Which calcium in serum counts, and whether it is low."""

from __future__ import annotations

from typing import Any

from calciplug import Parameters, Quantity, Rule
from calciplug.units import below, corrected_calcium

IONISED, TOTAL, ALBUMIN = "labs.calcium_ionised", "labs.calcium_total", "labs.albumin"

# What was found low, as the end of a reason's key, with the value that the reason names.
Low = tuple[str, dict[str, Any]]


def low_calcium(rule: Rule, p: Parameters, ionised_limit: Quantity, total_limit: Quantity) -> Low | None:
    """What is below its limit: a fresh ionised calcium decides, else the lower of total and corrected calcium.

    Old values count too, where no fresh ionised calcium decides: they can only tighten.
    """
    ionised = rule.get(IONISED, stale=True)
    if ionised is not None and below(ionised, ionised_limit):
        return "ionised", {"ionised": ionised}
    if rule.get(IONISED) is not None:
        return None
    total = lower_total(rule, p, stale=True)
    return None if total is None or not below(total, total_limit) else ("total", {"total": total})


def lower_total(rule: Rule, p: Parameters, *, stale: bool) -> Quantity | None:
    """The lower of total and corrected calcium; total alone without an albumin, None without a total."""
    total: Quantity | None = rule.get(TOTAL, stale=stale)
    albumin: Quantity | None = rule.get(ALBUMIN, stale=stale)
    if total is None or albumin is None:
        return total
    return min(total, corrected_calcium(total, albumin, p.calcium_per_albumin, p.reference_albumin))
