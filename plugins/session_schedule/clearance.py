"""F-3: what a measured Kt/V says of other sessions: its dialyser, its flows, its time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from calciplug import Parameters, Quantity, Rule
from calciplug.kinetics import quantities as kinetics
from calciplug.units import below, exceeds, make

from .measured import SESSION, measured_before_a_change

if TYPE_CHECKING:
    from collections.abc import Callable

MEASURED = "labs.spktv"
DURATION = "schedule.duration"
FLOWS = ("flows.blood", "flows.dialysate")
DIALYSER = "dialyser.name"
MODALITY = "modality"
# Fluid that is substituted carries urea as well, which no model here counts.
SUBSTITUTION = "HDF"


def substitution_changed(rule: Rule) -> bool:
    """Whether fluid is substituted in the outcome and not in force, or the other way round."""
    both = {rule.get(MODALITY), rule.in_force(MODALITY)}
    return SUBSTITUTION in both and len(both) > 1


def known(rule: Rule, paths: tuple[str, ...], part: str) -> bool:
    """Whether there is a value at each of *paths*, and the measured session says something of others; names why not."""
    for path in paths:
        if rule.get(path, stale=True) is None:
            rule.silent("withheld" if rule.withheld_by(path.split(".")[0]) else "missing", path=path, part=part)
            return False
    if rule.in_force(DURATION) is None:
        rule.silent("missing", path=DURATION, part="session in which Kt/V was measured")
        return False
    if len({rule.get(DIALYSER), rule.in_force(DIALYSER)}) > 1:
        rule.silent("needs-model", path=DIALYSER, part="clearance of another dialyser")
        return False
    if substitution_changed(rule):
        rule.silent("needs-model", path=MODALITY, part="clearance with and without substitution")
        return False
    if measured_before_a_change(rule, MEASURED, *SESSION):
        rule.silent("stale", path=MEASURED, part=part)
        return False
    return True


def clearance_ratio(rule: Rule, p: Parameters, part: str) -> Any:
    """What other flows make of the dialyser's clearance, 1 where they stay; None, with the reason named, if unknown."""
    before, after = _flows(rule.in_force), _flows(rule.get)
    if not any(_differ(now, then) for now, then in zip(after, before, strict=True)):
        return make(1.0, "ratio")
    for path, now, then in zip(FLOWS, after, before, strict=True):
        if now is None:
            rule.silent("withheld" if rule.withheld_by("flows") else "missing", path=path, part=part)
            return None
        if then is None:
            rule.silent("missing", path=path, part="flows with which Kt/V was measured")
            return None
    return kinetics.clearance_ratio(
        mass_transfer_area=(p.urea_mass_transfer_low, p.urea_mass_transfer_high),
        blood_flow=after[0],
        dialysate_flow=after[1],
        blood_flow_before=before[0],
        dialysate_flow_before=before[1],
    )


def _flows(read: Callable[[str], Any]) -> tuple[Quantity | None, ...]:
    return tuple(read(path) for path in FLOWS)


def _differ(one: Quantity | None, other: Quantity | None) -> bool:
    if one is None or other is None:
        return one is not other
    return exceeds(one, other) or below(one, other)
