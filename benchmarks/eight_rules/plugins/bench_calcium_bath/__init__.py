"""Benchmark placeholder: the calcium bath by corrected calcium and the calcium-phosphate product."""

from __future__ import annotations

from calciplug import CaseView, Parameters, hookimpl
from calciplug.units import below, calcium_phosphate, corrected_calcium, exceeds

BATH = "dialysate.calcium"


@hookimpl
def calciplug_propose(case: CaseView, p: Parameters) -> None:
    """Ask for the low bath, the high one, or none."""
    with case.rule("calcium-bath") as rule:
        total, albumin = rule.need("labs.calcium_total"), rule.need("labs.albumin")
        phosphate = rule.need("labs.phosphate")
        rule.need(BATH)
        current = rule.in_force(BATH)
        corrected = corrected_calcium(total, albumin, p.per_albumin, p.reference_albumin)
        product = calcium_phosphate(corrected, phosphate)
        if exceeds(corrected, p.high_calcium):
            bath, because, named = p.low_bath, "high", {}
        elif exceeds(product, p.high_product):
            bath, because, named = p.low_bath, "product", {"product": product}
        elif below(corrected, p.low_calcium):
            bath, because, named = p.high_bath, "low", {}
        else:
            rule.stop()
        if not below(bath, current) and not exceeds(bath, current):
            rule.stop()
        rule.propose(BATH, bath, because, corrected=corrected, bath=bath, **named)
