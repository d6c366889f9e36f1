"""F-1: what is high enough to ask for more dialysis."""

from __future__ import annotations

from calciplug import Parameters, Rule
from calciplug.units import calcium_phosphate, exceeds, per_body_mass

from .infusion import volume_to_remove
from .mineral import higher_calcium
from .schedule import Schedule


def reasons(rule: Rule, p: Parameters, now: Schedule) -> tuple[str, ...]:
    """What is high at the schedule in force, as codes."""
    found: list[str] = []
    phosphate, calcium = rule.get("labs.phosphate"), rule.get("labs.calcium_total")
    if phosphate is not None and exceeds(phosphate, p.phosphate_limit):
        found.append("phosphate")
    if phosphate is not None and calcium is not None:
        product = calcium_phosphate(higher_calcium(rule, p, calcium), phosphate)
        if exceeds(product, p.product_limit):
            found.append("calcium-phosphate product")
    gain, weight = rule.get("patient.interdialytic_weight_gain"), rule.get("patient.dry_weight")
    if gain is not None and weight is not None:
        rate = per_body_mass(volume_to_remove(rule, p, gain) / now.duration, weight)
        if exceeds(rate, p.rate_noted):
            found.append("ultrafiltration")
    return tuple(found)
