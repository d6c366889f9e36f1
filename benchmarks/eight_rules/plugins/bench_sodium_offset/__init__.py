"""Benchmark placeholder: dialysate sodium makes room for the sodium that thiosulfate brings."""

from __future__ import annotations

from calciplug import CaseView, Parameters, hookimpl
from calciplug.units import below, in_one_session, sodium_load, to_step

BATH = "dialysate.sodium"


@hookimpl
def calciplug_propose(case: CaseView, p: Parameters) -> None:
    """Ask for serum sodium less the offset, where the bath is higher."""
    with case.rule("sodium-offset") as rule:
        dose, weight = rule.need("thiosulfate.dose"), rule.need("patient.dry_weight")
        serum = rule.need("labs.sodium")
        rule.need(BATH)
        current = rule.in_force(BATH)
        load = in_one_session(sodium_load(dose, "anhydrous")[0])
        offset = load / (p.water * weight)
        aim = to_step(serum - min(offset, p.largest), p.step, up=False)
        value = max(aim, p.lowest)
        if not below(value, current):
            rule.stop()
        because = "floor" if below(aim, p.lowest) else "offset"
        rule.propose(BATH, value, because, load=load, weight=weight, offset=offset, serum=serum, value=value)
