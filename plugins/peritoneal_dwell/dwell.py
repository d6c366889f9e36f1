"""The longest suitable dwell, which is where a dose belongs."""

from __future__ import annotations

from typing import NamedTuple

from calciplug import CaseView, Parameters, Quantity, Rule
from calciplug.units import exceeds

from .exchange import dosed_exchanges, is_suitable, longest_suitable, section_of
from .offer import offer_elsewhere, offered_dose

ALONE = ("peritoneal_dwell",)


class Move(NamedTuple):
    """A dose that stands in a dwell that is not the longest suitable one."""

    key: str
    target: str
    dwell: Quantity
    longest: Quantity


def refuse_shorter(case: CaseView, p: Parameters) -> None:
    """Refuse a dose in a shorter dwell, and offer the longest."""
    with case.rule("longest-dwell") as rule:
        for move in _moves(rule, p):
            offered = offer_elsewhere(rule, p, move.key)
            rule.block(section_of(move.key), "shorter", alternative=offered, dwell=move.dwell, longest=move.longest)


def move_dose(case: CaseView, p: Parameters) -> None:
    """Move a dose that was withheld for its dwell alone to the longest suitable one."""
    with case.rule("longest-dwell") as rule:
        for move in _moves(rule, p):
            source = section_of(move.key)
            # One dose, withheld by this plugin alone: what another one holds is held in every dwell, and what a person
            # lets stand is left where it is.
            if rule.withheld_by(source) != ALONE or len(dosed_exchanges(rule)) > 1:
                rule.stop()
            offered, dose = offered_dose(rule, p, move.key, move.target), section_of(move.target) + ".dose"
            form = rule.form(source + ".dose")
            rule.propose(dose, offered.pop(dose), "moved", form=form, dwell=move.dwell, longest=move.longest)
            for path, value in offered.items():
                rule.propose(path, value, "moved-with-it", longest=move.longest)


def _moves(rule: Rule, p: Parameters) -> list[Move]:
    """Doses that nothing speaks against but a dwell that is not the longest suitable one."""
    found: list[Move] = []
    for key in dosed_exchanges(rule):
        dwell, target = rule.drafted("exchanges." + key + ".dwell"), longest_suitable(rule, p)
        if dwell is None or target is None or not is_suitable(rule, p, key) or not offered_dose(rule, p, key, target):
            continue
        longest = rule.drafted("exchanges." + target + ".dwell")
        if exceeds(longest, dwell):
            found.append(Move(key, target, dwell, longest))
    return found
