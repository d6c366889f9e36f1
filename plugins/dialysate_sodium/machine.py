"""N-5: what a machine can deliver."""

from __future__ import annotations

from calciplug import CaseView, Parameters, Quantity
from calciplug.units import below

FIXED = "fixed-dialysate"


def check_machine(case: CaseView, p: Parameters) -> None:
    """Refuse what a machine with fixed dialysate cannot do."""
    with case.rule("N-5") as rule:
        if rule.need("site.machine") != FIXED:
            rule.stop()
        ordered, current = rule.ordered("dialysate.sodium"), rule.in_force("dialysate.sodium")
        if ordered is not None and current is not None and differs(ordered, current, p):
            rule.block("dialysate.sodium", "cannot-deliver", refuses=ordered, value=ordered)
        if rule.get("thiosulfate.dose") is not None:
            rule.warn("dialysate.sodium", "fixed")


def differs(ordered: Quantity, current: Quantity | None, p: Parameters) -> bool:
    """Whether an ordered value is another deliverable one than that in force."""
    return current is None or not below(abs(ordered - current), p.rounding / 2)
