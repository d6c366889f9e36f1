"""An exchange: its thiosulfate, its solution, and whether that suits."""

from __future__ import annotations

from typing import Any

from calciplug import Parameters, Rule
from calciplug.units import below, exceeds

GLUCOSE, ICODEXTRIN = "glucose", "icodextrin"
MANUAL, CYCLER = "manual", "cycler"


def section_of(key: str) -> str:
    """Path of the thiosulfate in an exchange."""
    return "exchanges." + key + ".thiosulfate"


def dosed_exchanges(rule: Rule) -> tuple[str, ...]:
    """Exchanges that a dose was ordered for, or is in force in."""
    return tuple(key for key in rule.drafted("exchanges") if rule.drafted(section_of(key) + ".dose") is not None)


def solution_of(rule: Rule, key: str) -> Any:
    """The stocked solution of an exchange, or None."""
    stocked = {solution.id: solution for solution in rule.get("site.solutions")}
    return stocked.get(rule.drafted("exchanges." + key + ".solution"))


def is_suitable(rule: Rule, p: Parameters, key: str) -> bool:
    """Whether an exchange is manual, of a glucose solution whose calcium is known and low enough."""
    solution = solution_of(rule, key)
    return (
        rule.drafted("exchanges." + key + ".method") == MANUAL
        and solution is not None
        and solution.type == GLUCOSE
        and solution.calcium is not None
        and below(solution.calcium, p.refused_calcium)
    )


def longest_suitable(rule: Rule, p: Parameters) -> str | None:
    """The longest suitable dwell; of equal ones the first by name."""
    best: str | None = None
    for key in rule.drafted("exchanges"):
        dwell = rule.drafted("exchanges." + key + ".dwell")
        if dwell is None or not is_suitable(rule, p, key):
            continue
        if best is None or exceeds(dwell, rule.drafted("exchanges." + best + ".dwell")):
            best = key
    return best
