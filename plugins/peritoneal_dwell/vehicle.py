"""P-3: the solution and the method that carry a dose."""

from __future__ import annotations

from calciplug import CaseView, Parameters, Rule
from calciplug.units import below

from .exchange import CYCLER, ICODEXTRIN, dosed_exchanges, is_suitable, section_of, solution_of
from .offer import offer_elsewhere


def check_vehicle(case: CaseView, p: Parameters) -> None:
    """Refuse a dose in an unsuitable exchange; hold it where that cannot be told."""
    with case.rule("P-3") as rule:
        for key in dosed_exchanges(rule):
            _check_exchange(rule, p, key)


def _check_exchange(rule: Rule, p: Parameters, key: str) -> None:
    section, solution = section_of(key), solution_of(rule, key)
    unsuitable = False
    if solution is not None and solution.type == ICODEXTRIN:
        rule.block(section, "icodextrin", alternative=offer_elsewhere(rule, p, key))
        unsuitable = True
    if rule.drafted("exchanges." + key + ".method") == CYCLER:
        rule.block(section, "cycler", alternative=offer_elsewhere(rule, p, key))
        unsuitable = True
    if solution is not None and solution.calcium is not None and not below(solution.calcium, p.refused_calcium):
        rule.block(section, "calcium", alternative=offer_elsewhere(rule, p, key), calcium=solution.calcium)
        unsuitable = True
    if not unsuitable and not is_suitable(rule, p, key):
        rule.hold(section, "unknown")
