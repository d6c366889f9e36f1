"""A-6: parathyroid hormone outside the site's band."""

from __future__ import annotations

from calciplug import CaseView, Parameters

from .outside import PTH, outside_band

MEDICINES = "medications"
STOPPED = "stopped"


def check_band(case: CaseView, p: Parameters) -> None:
    """Warn above the band; below it warn while a drug lowers the hormone, else inform."""
    with case.rule("A-6") as rule:
        found = outside_band(rule, p, rule.need(PTH))
        if found is None:
            return
        side, bound, named = found
        if side == "high":
            rule.warn(PTH, "high-" + bound, **named)
            rule.stop()
        lowering = {*p.calcimimetics, *p.active_vitamin_d}
        drugs = {item.drug for item in rule.get(MEDICINES) if item.drug in lowering and item.status != STOPPED}
        if drugs:
            rule.warn(PTH, "suppressed-" + bound, drugs=tuple(sorted(drugs)), **named)
            rule.stop()
        rule.info(PTH, "low-" + bound, **named)
        if not rule.stated(MEDICINES):
            rule.silent("missing", path=MEDICINES, part="drugs that lower it")
