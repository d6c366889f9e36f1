"""Benchmark placeholder: the dose of thiosulfate by weight, up to a cap."""

from __future__ import annotations

from calciplug import CaseView, Parameters, hookimpl
from calciplug.units import below, exceeds, ratio, to_step

DOSE = "thiosulfate.dose"


@hookimpl
def calciplug_propose(case: CaseView, p: Parameters) -> None:
    """Ask for the dose of this weight, in grams of the salt that is labelled."""
    with case.rule("dose-by-weight") as rule:
        rule.need(DOSE)
        weight, current = rule.need("patient.dry_weight"), rule.in_force(DOSE)
        full = p.dose * ratio(weight, p.weight)
        value = to_step(min(full, p.most), p.step, up=False)
        if not below(value, current) and not exceeds(value, current):
            rule.stop()
        because = "capped" if exceeds(full, p.most) else "by-weight"
        rule.propose(DOSE, value, because, value=value, weight=weight, current=current)
