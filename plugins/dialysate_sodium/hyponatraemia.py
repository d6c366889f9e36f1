"""N-3: what a low serum sodium forbids, of the bath and of thiosulfate's sodium."""

from __future__ import annotations

from calciplug import CaseView, Parameters, Quantity, Rule
from calciplug.units import below, exceeds

from .machine import differs
from .retained import DOSE, predicted_rise


def check_hyponatraemia(case: CaseView, p: Parameters) -> None:
    """Set no bath below a low serum sodium, change nothing below a very low one, and load neither with much sodium."""
    with case.rule("N-3") as rule:
        # An old value may only tighten, and a low one can do nothing else here.
        sodium = rule.get("labs.sodium", stale=True)
        if sodium is None:
            # Named as a part, because the rule may still speak of the dose.
            rule.silent("missing", path="labs.sodium", part="low serum sodium")
            return
        if below(sodium, p.very_low_serum):
            if rule.drafted(DOSE) is not None:
                rule.hold("thiosulfate", "hold", sodium=sodium)
            ordered = rule.ordered("dialysate.sodium")
            if ordered is not None and differs(ordered, rule.in_force("dialysate.sodium"), p):
                rule.block("dialysate.sodium", "no-change", refuses=ordered, value=ordered, sodium=sodium)
        if below(sodium, p.low_serum):
            current = rule.in_force("dialysate.sodium")
            # A bath that is already lower is not raised by this rule; it may only not go lower still.
            floor = sodium if current is None else min(sodium, current)
            rule.limit("dialysate.sodium", "below-serum", minimum=floor, sodium=sodium)
            _limit_dose(rule, p, sodium)


def point_out_rise(case: CaseView, p: Parameters) -> None:
    """Point out a standing dose whose sodium could raise serum sodium fast.

    Asked of the outcome and not of the order: another plugin may have changed the dose.
    """
    with case.rule("N-3") as rule:
        dose = rule.get(DOSE)
        if dose is None:
            rule.stop()
        rise = predicted_rise(rule, p, dose)
        if rise is None or not exceeds(rise, p.largest_rise):
            return
        sodium = rule.get("labs.sodium", stale=True)
        if sodium is not None and below(sodium, p.low_serum) and not rule.overridden(DOSE, dose):
            # The limit was that of the dose as drafted: one of another label or product stands in its place.
            rule.refuse_signature(DOSE, "rise-too-fast", largest=dose * (p.largest_rise / rise), sodium=sodium)
        else:
            rule.info(DOSE, "rise", dose=dose, rise=rise)


def _limit_dose(rule: Rule, p: Parameters, sodium: Quantity) -> None:
    """Keep each dose, also one that is proposed later, to what could raise a low serum sodium no faster than allowed.

    The bound is a limit on the dose, so that it holds for every proposal: load and rise are in proportion to the grams.
    """
    dose = rule.get(DOSE)
    rise = None if dose is None else predicted_rise(rule, p, dose)
    if rise is not None:
        largest = dose * (p.largest_rise / rise)
        rule.limit(DOSE, "rise-too-fast", maximum=largest, largest=largest, sodium=sodium)
