"""A-7: bone turnover before a drug that lowers it."""

from __future__ import annotations

from typing import Any

from calciplug import CaseView, Parameters, Quantity, Rule
from calciplug.units import below, ratio

from .taken import MEDICINES, bisphosphonates, denosumab, stop_if_not_stated

PTH, LIMIT = "labs.pth", "site.pth_upper_limit"
CONDITIONS = "patient.conditions"
LOW_TURNOVER, HIGH_TURNOVER = "low-bone-turnover", "high-bone-turnover"
WHOLE, NOT_STATED = "whole", "not-stated"


def check_turnover(case: CaseView, p: Parameters) -> None:
    """Warn where turnover is low, PTH speaks for it, or nothing on record tells."""
    with case.rule("A-7") as rule:
        stop_if_not_stated(rule)
        drugs = tuple(sorted({*bisphosphonates(rule, p), *denosumab(rule, p)})) or rule.stop()
        conditions = {item.code for item in rule.get(CONDITIONS)}
        pth = rule.get(PTH)
        low = None if pth is None else _low(rule, p, pth)
        if LOW_TURNOVER in conditions:
            rule.warn(CONDITIONS, "low-turnover", drugs=drugs)
        if low is not None:
            bound, named = low
            rule.warn(PTH, "low-" + bound, drugs=drugs, **named)
        known = LOW_TURNOVER in conditions or HIGH_TURNOVER in conditions or low is not None
        if not known and (pth is None or not _can_tell(rule)):
            rule.warn(MEDICINES, "unknown", drugs=drugs)


def _low(rule: Rule, p: Parameters, pth: Quantity) -> tuple[str, dict[str, Any]] | None:
    """By which bound *pth* is low, with the values that the reason names; None where it is not, or nothing tells."""
    assay, limit = rule.assay(PTH) or NOT_STATED, rule.get(LIMIT)
    if limit is None:
        rule.silent("missing", path=LIMIT, part="multiples of the upper limit")
    elif below(pth, limit * p.lowest_multiple):
        return "multiple", {"pth": pth, "limit": limit, "multiple": ratio(pth, limit), "assay": assay}
    if assay == WHOLE:
        # The bound in pg/mL was made for intact PTH, and nothing here converts one into the other.
        rule.silent("missing", path=PTH, part="bound in pg/mL: no intact PTH")
        return None
    return ("absolute", {"pth": pth, "assay": assay}) if below(pth, p.lowest_pth) else None


def _can_tell(rule: Rule) -> bool:
    """Whether any bound could be held against PTH."""
    return rule.get(LIMIT) is not None or rule.assay(PTH) != WHOLE
