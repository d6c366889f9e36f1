"""Which calcium in serum counts, and whether it is low."""

from __future__ import annotations

from typing import Any

from calciplug import Parameters, Quantity, Rule
from calciplug.units import below, corrected_calcium

IONISED, TOTAL, ALBUMIN = "labs.calcium_ionised", "labs.calcium_total", "labs.albumin"

# What was found low, as the end of a reason's key, with the value that the reason names.
Low = tuple[str, dict[str, Any]]


def low_calcium(
    rule: Rule, p: Parameters, ionised_limit: Quantity, total_limit: Quantity, *, stale: bool
) -> Low | None:
    """What is below its limit: a fresh ionised calcium decides, else the lower of total and corrected calcium.

    With *stale*, values that are too old count as well, where no fresh ionised calcium decides: they can only
    tighten.
    """
    fresh = rule.get(IONISED)
    ionised = fresh if fresh is not None or not stale else rule.get(IONISED, stale=True)
    if ionised is not None and below(ionised, ionised_limit):
        return "ionised", {"ionised": ionised}
    if fresh is not None:
        return None
    total, albumin = rule.get(TOTAL, stale=stale), rule.get(ALBUMIN, stale=stale)
    if total is None:
        return None
    lower: Quantity = total if albumin is None else min(total, corrected_total(total, albumin, p))
    return ("total", {"total": lower}) if below(lower, total_limit) else None


def corrected_total(total: Quantity, albumin: Quantity, p: Parameters) -> Quantity:
    """Total calcium as it would be at the reference albumin."""
    return corrected_calcium(total, albumin, p.calcium_per_albumin, p.reference_albumin)
