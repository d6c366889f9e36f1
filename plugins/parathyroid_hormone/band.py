"""A-6: parathyroid hormone outside the site's band."""

from __future__ import annotations

from typing import TYPE_CHECKING

from calciplug import CaseView, Parameters, Rule

from .outside import PTH, outside_band
from .surgery import operated

if TYPE_CHECKING:
    from collections.abc import Collection

MEDICINES = "medications"
STOPPED = "stopped"


def check_band(case: CaseView, p: Parameters) -> None:
    """Warn above the band; below it warn while a drug lowers the hormone that surgery did not, else inform."""
    with case.rule("A-6") as rule:
        found = outside_band(rule, p, rule.need(PTH))
        if found is None:
            return
        side, bound, named = found
        if side == "high":
            rule.warn(PTH, "high-" + bound, **named)
            rule.stop()
        calcimimetics, vitamin_d = _given(rule, p.calcimimetics), _given(rule, p.active_vitamin_d)
        grounds = operated(rule)
        if grounds and not calcimimetics:
            # Surgery explains the value, and active vitamin D may be needed after it (rule A-4).
            rule.info(PTH, "operated-" + bound, grounds=grounds, **named)
            rule.stop()
        if calcimimetics or vitamin_d:
            rule.warn(PTH, "suppressed-" + bound, drugs=tuple(sorted((*calcimimetics, *vitamin_d))), **named)
            rule.stop()
        rule.info(PTH, "low-" + bound, **named)
        if not rule.stated(MEDICINES):
            rule.silent("missing", path=MEDICINES, part="drugs that lower it")


def _given(rule: Rule, drugs: Collection[str]) -> tuple[str, ...]:
    """Which of *drugs* are active or ordered, each once, in order."""
    return tuple(sorted({item.drug for item in rule.get(MEDICINES) if item.drug in drugs and item.status != STOPPED}))
