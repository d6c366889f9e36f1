"""D-3: what low calcium forbids, and what very low calcium holds."""

from __future__ import annotations

from calciplug import CaseView, Parameters, Rule
from calciplug.units import exceeds

from .baths import BATH, choice_of_baths, is_lower, is_stocked, next_higher
from .bounds import as_low_as
from .level import ALBUMIN, IONISED, TOTAL, corrected_total, low_calcium


def keep_while_low(case: CaseView, p: Parameters) -> None:
    """No lowering while calcium is low or unknown; very low calcium holds thiosulfate as well."""
    with case.rule("D-3") as rule:
        low = low_calcium(rule, p, p.low_ionised, p.low_total, stale=True)
        current = rule.in_force(BATH)
        if low is None and rule.get(IONISED) is None and rule.get(TOTAL) is None:
            rule.silent("missing" if rule.get(IONISED, stale=True) is None else "stale", path=IONISED)
            if current is not None:
                rule.limit(BATH, "unknown", minimum=as_low_as(rule, p, current))
        if low is None:
            rule.stop()
        how, named = low
        if current is not None:
            rule.limit(BATH, "low-" + how, minimum=as_low_as(rule, p, current), **named)
        total, albumin = rule.get(TOTAL, stale=True), rule.get(ALBUMIN, stale=True)
        if total is not None and albumin is not None:
            rule.info(BATH, "shown", total=total, corrected=corrected_total(total, albumin, p))
        very_low = low_calcium(rule, p, p.very_low_ionised, p.very_low_total, stale=True)
        if very_low is None:
            rule.stop()
        how, named = very_low
        if rule.drafted("thiosulfate.dose") is not None:
            rule.hold("thiosulfate", "hold-" + how, **named)
        if _stuck(rule, p):
            rule.hold(BATH, "no-bath")


def _stuck(rule: Rule, p: Parameters) -> bool:
    """Whether a bath is prescribed and none above the one in force can be given, ordered or proposed."""
    current, ordered = rule.in_force(BATH), rule.ordered(BATH)
    if rule.drafted(BATH) is None or next_higher(rule, p) is not None:
        return False
    raised = current is not None and ordered is not None and is_lower(current, ordered, p)
    return not (raised and not exceeds(ordered, p.ceiling) and is_stocked(ordered, choice_of_baths(rule), p))
