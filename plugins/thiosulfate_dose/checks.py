"""S-2: what has to be met before a dose is raised."""

from __future__ import annotations

from typing import Any

from calciplug import Parameters, Quantity, Rule
from calciplug.units import below, exceeds

from .record import HISTORY, NOT_TOLERATED, UNKNOWN

# With these alone a dose that is recorded as tolerated counts as tolerated.
MILD = ("nausea", "flushing")
FALLS = ("hypotension", "pressure-fall-with-symptoms", "pressure-fall-without-symptoms")
# Fresh values without which no dose is raised.
CHECKS = ("labs.bicarbonate", "labs.calcium_ionised", "labs.qtc", "labs.sodium", "patient.dry_weight")


def checks_failed(rule: Rule, p: Parameters, last: Any) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Paths of the checks that are not met, and of those that are not known."""
    unmet, unknown = [], []
    if last.tolerance == UNKNOWN:
        unknown.append(HISTORY)
    elif last.tolerance == NOT_TOLERATED or not all(problem in MILD for problem in last.problems):
        unmet.append(HISTORY)
    if _pressure_fell(rule, p, last):
        unmet.append("history.events")
    for path in CHECKS:
        value = rule.get(path)
        if value is None:
            unknown.append(path)
        elif not _met(p, path, value):
            unmet.append(path)
    return tuple(unmet), tuple(unknown)


def _met(p: Parameters, path: str, value: Quantity) -> bool:
    match path:
        case "labs.bicarbonate":
            return not below(value, p.lowest_bicarbonate)
        case "labs.calcium_ionised":
            return not below(value, p.lowest_ionised_calcium)
        case "labs.qtc":
            return below(value, p.highest_qtc)
        case "labs.sodium":
            return not exceeds(value, p.highest_sodium)
        case _:
            return not below(value, p.low_weight)


def _pressure_fell(rule: Rule, p: Parameters, last: Any) -> bool:
    """Whether pressure fell too far with the *last* dose or since; a fall of unknown size counts."""
    return any(
        not exceeds(rule.since(event.happened), rule.since(last.given) + p.fall_before_dose)
        for event in rule.get("history.events")
        if event.code in FALLS and (event.fall is None or not below(event.fall, p.pressure_fall))
    )
