"""The volume that a session's thiosulfate brings, and what has to be removed with it."""

from __future__ import annotations

from calciplug import Parameters, Quantity, Rule
from calciplug.units import fluid


def infused_volume(rule: Rule, p: Parameters) -> Quantity | None:
    """Drug, diluent and flush of one session, an ordered total before a computed one; None where it is not known."""
    drug: Quantity | None = rule.get("thiosulfate.volume")
    total: Quantity | None = rule.get("thiosulfate.total_volume")
    if drug is None:
        return total
    return max(drug, total) if total is not None else drug + drug * p.diluent_and_flush


def volume_to_remove(rule: Rule, p: Parameters, gain: Quantity) -> Quantity:
    """Volume to remove in a session with thiosulfate."""
    infused = infused_volume(rule, p)
    return fluid(gain) if infused is None else fluid(gain) + infused
