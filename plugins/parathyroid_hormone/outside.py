"""Whether parathyroid hormone lies outside the site's band."""

from __future__ import annotations

from typing import Any

from calciplug import Parameters, Quantity, Rule
from calciplug.units import below, exceeds, ratio

PTH, LIMIT = "labs.pth", "site.pth_upper_limit"
WHOLE, NOT_STATED = "whole", "not-stated"

# `low` or `high`; `multiple` or `absolute`; the values that the reason names.
Outside = tuple[str, str, dict[str, Any]]


def outside_band(rule: Rule, p: Parameters, pth: Quantity) -> Outside | None:
    """On which side *pth* lies outside the band, and by which bound; None where it does not, or nothing can tell."""
    named = {"pth": pth, "assay": rule.assay(PTH) or NOT_STATED}
    limit = rule.get(LIMIT)
    if p.in_multiples and limit is None:
        rule.silent("missing", path=LIMIT, part="multiples of the upper limit")
    elif p.in_multiples:
        multiple = named | {"limit": limit, "multiple": ratio(pth, limit)}
        if below(pth, limit * p.lowest_multiple):
            return "low", "multiple", multiple
        if exceeds(pth, limit * p.highest_multiple):
            return "high", "multiple", multiple
    if named["assay"] == WHOLE:
        # The bounds in pg/mL were made for intact PTH, and nothing here converts one into the other.
        rule.silent("missing", path=PTH, part="bounds in pg/mL: no intact PTH")
        return None
    if below(pth, p.lowest_pth):
        return "low", "absolute", named
    if not p.in_multiples and exceeds(pth, p.highest_pth):
        return "high", "absolute", named
    return None
