"""D-7: whether the machine and the stock can deliver a bath."""

from __future__ import annotations

from calciplug import CaseView, Parameters
from calciplug.units import exceeds

from .baths import BATH, FIXED, is_one_bath, is_stocked, nearest_bath, stocked_baths


def refuse_unstocked(case: CaseView, p: Parameters) -> None:
    """Refuse what cannot be delivered, and name the nearest bath."""
    with case.rule("D-7") as rule:
        ordered, current = rule.ordered(BATH), rule.in_force(BATH)
        if rule.get("site.machine") == FIXED and current is not None:
            if ordered is not None and not is_one_bath(ordered, current, p):
                rule.block(BATH, "fixed-order", refuses=ordered, value=ordered, current=current)
            if exceeds(current, p.floor):
                rule.warn(BATH, "fixed", value=current)
            rule.stop()
        baths = stocked_baths(rule)
        if not baths:
            rule.silent("missing", path="site.calcium_baths")
            rule.stop()
        value = rule.need(BATH)
        if is_stocked(value, baths, p):
            rule.stop()
        nearest = nearest_bath(value, baths, p)
        if ordered is not None and (current is None or not is_one_bath(ordered, current, p)):
            rule.block(BATH, "not-stocked", refuses=value, alternative={BATH: nearest}, value=value, nearest=nearest)
        else:
            rule.warn(BATH, "in-force-not-stocked", value=value, nearest=nearest)
