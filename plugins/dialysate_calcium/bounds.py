"""D-2: the bounds of a bath, which hungry bone lifts upwards."""

from __future__ import annotations

from calciplug import CaseView, Parameters, Quantity, Rule
from calciplug.units import below, exceeds, within

from .baths import BATH

HUNGRY_BONE = "hungry-bone"


def keep_bounds(case: CaseView, p: Parameters) -> None:
    """Below the floor only with an override, below the lowest not, above the ceiling not."""
    with case.rule("D-2") as rule:
        rule.limit(BATH, "floor", minimum=p.floor, severity="warning")
        if not has_hungry_bone(rule):
            rule.limit(BATH, "ceiling", maximum=p.ceiling)
        value = rule.need(BATH)
        if below(value, p.lowest):
            # Digits that were meant as mmol/L and written as mEq/L say half of what was meant.
            meant = value * 2
            if within(meant, p.floor, p.ceiling):
                rule.block(BATH, "lowest-halved", refuses=value, alternative={BATH: meant}, value=value, meant=meant)
            else:
                rule.block(BATH, "lowest", refuses=value, value=value)


def warn_of_high(case: CaseView, p: Parameters) -> None:
    """Point out a bath above the usual ones."""
    with case.rule("D-2") as rule:
        value = rule.need(BATH)
        if exceeds(value, p.usual_high):
            rule.warn(BATH, "high", value=value)


def has_hungry_bone(rule: Rule) -> bool:
    """Whether the patient's bone takes up more calcium than the ceiling allows for."""
    return any(condition.code == HUNGRY_BONE for condition in rule.get("patient.conditions"))


def as_low_as(rule: Rule, p: Parameters, current: Quantity) -> Quantity:
    """What "not lowered" means: the bath in force, or the ceiling where that bath lies above it."""
    return current if has_hungry_bone(rule) else min(current, p.ceiling)
