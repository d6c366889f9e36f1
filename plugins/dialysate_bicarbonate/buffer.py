"""B-1: the buffer of the bath, and who counts as on thiosulfate."""

from __future__ import annotations

from calciplug import Parameters, Quantity, Rule
from calciplug.units import exceeds

BUFFER, ACETATE = "dialysate.bicarbonate", "dialysate.acetate"
SERUM = "labs.bicarbonate"


def room(p: Parameters, taken: Quantity | None) -> Quantity:
    """What one part of the buffer leaves of the most that is allowed, for the other."""
    left: Quantity = p.most_buffer if taken is None else p.most_buffer - taken
    return left


def is_on_thiosulfate(rule: Rule, p: Parameters) -> bool:
    """Whether a dose is ordered, in force or was given lately, held or not."""
    return rule.drafted("thiosulfate.dose") is not None or any(
        not exceeds(rule.since(dose.given), p.on_thiosulfate_for) for dose in rule.get("history.thiosulfate")
    )
