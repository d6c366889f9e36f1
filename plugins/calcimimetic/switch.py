"""How long after cinacalcet etelcalcetide may begin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from calciplug import CaseView, Parameters, Quantity, Rule
from calciplug.units import below

from .taken import ACTIVE, MEDICINES, ORDERED, stop_if_not_stated, taken

if TYPE_CHECKING:
    from collections.abc import Collection


def check_switch(case: CaseView, p: Parameters) -> None:
    """Warn where both are on the list, or where the interval since the last dose is too short or not known."""
    with case.rule("calcimimetic-switch") as rule:
        stop_if_not_stated(rule)
        later = taken(rule, p.switched_to)
        before = taken(rule, p.switched_from)
        if not later:
            rule.stop()
        if before:
            rule.warn(MEDICINES, "both", later=later, before=before)
            rule.stop()
        stopped = [item for item in rule.get(MEDICINES) if item.drug in p.switched_from]
        if not stopped:
            rule.stop()
        given = [rule.since(item.last_given) for item in stopped if item.last_given is not None]
        named = tuple(sorted({item.drug for item in stopped}))
        if not given:
            rule.info(MEDICINES, "last-unknown", later=later, before=named)
            rule.stop()
        interval = min(given) + _until_start(rule, p.switched_to, min(given))
        if below(interval, p.washout):
            rule.warn(MEDICINES, "too-soon", later=later, before=named, interval=interval)


def _until_start(rule: Rule, drugs: Collection[str], some_time: Quantity) -> Quantity:
    """Time to the first planned dose; none where one is given already, is overdue, or is not planned by date."""
    now = some_time * 0
    orders = [item for item in rule.get(MEDICINES) if item.drug in drugs and item.status in (ACTIVE, ORDERED)]
    if any(item.status == ACTIVE or item.next_due is None for item in orders):
        return now
    return max(now, min(now - rule.since(item.next_due) for item in orders))
