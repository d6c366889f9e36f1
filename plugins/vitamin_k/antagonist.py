"""Vitamin K beside an antagonist of it: still taken, ordered, or stopped so lately that it may act."""

from __future__ import annotations

from calciplug import Parameters, Rule
from calciplug.units import exceeds

from .medicines import MEDICATIONS, STOPPED, codes_of, running


def check_antagonist(rule: Rule, p: Parameters, vitamins: tuple[str, ...]) -> bool:
    """Warn where the two meet; tell whether they do."""
    taken = running(rule, p.antagonists)
    if taken:
        rule.warn(MEDICATIONS, "antagonist", vitamins=vitamins, drugs=taken)
    # A drug that was stopped in one record and goes on in another goes on.
    stopped = [
        item
        for item in rule.get(MEDICATIONS)
        if item.status == STOPPED and item.drug in p.antagonists and item.drug not in taken
    ]
    dated = [item for item in stopped if item.last_given is not None]
    lately = codes_of(item.drug for item in dated if not exceeds(rule.since(item.last_given), p.antagonist_window))
    if lately:
        rule.warn(MEDICATIONS, "lately", vitamins=vitamins, drugs=lately)
    undated = codes_of(item.drug for item in stopped if item.last_given is None and item.drug not in lately)
    if undated:
        rule.info(MEDICATIONS, "stopped-undated", vitamins=vitamins, drugs=undated)
    return bool(taken or lately)
