"""Thiosulfate: what dialysis removes of it, and how much of it the patient keeps meeting."""

from __future__ import annotations

from typing import Any

from calciplug import CaseView, Parameters, Rule
from calciplug.kinetics import quantities as kinetics
from calciplug.units import make

from .sides import (
    DOSES,
    WEEKDAYS,
    both,
    days_assumed,
    in_force,
    modelled,
    only_haemodialysis,
    proposed,
    slow_flows,
    substitution,
    with_thiosulfate,
)  # fmt: skip

WEEK = "thiosulfate.sessions"


def predict_exposure(case: CaseView, p: Parameters) -> None:
    """Share removed by dialysis and exposure relative to before, each under two half-lives that disagree."""
    with case.rule("outlook-thiosulfate") as rule:
        only_haemodialysis(rule)
        with_thiosulfate(rule)
        after, before = proposed(rule, DOSES), in_force(rule, DOSES)
        flags = {
            "days-assumed": days_assumed(rule, before, after),
            "slow-flows": slow_flows(rule, p),
            "substitution": substitution(rule),
        }
        after["weekdays"] = kinetics.days(rule.get(WEEKDAYS))
        if before is None:
            _nothing_to_compare(rule)
        else:
            before["weekdays"] = kinetics.days(rule.in_force(WEEKDAYS))
        patient = {
            # It cancels in a share: clearances are for each kilogram, and so is the volume that follows from them.
            "weight": make(1.0, "body_mass"),
            "clearance": (p.elimination_low, p.elimination_high),
            "dialysis_clearance": (p.dialysis_low, p.dialysis_high),
        }
        for key, half_life in (("short", p.half_life_short), ("long", p.half_life_long)):
            own = {**patient, "half_life": half_life}
            then, now = both(rule, WEEK, kinetics.thiosulfate_removed, before, after, **own)
            if now is None:
                return  # both half-lives have the same week, and one reason is enough
            rule.predict("removed-" + key, before=then, after=now, flags=flags)
            before = None if then is None else before  # a reason once named is not named again
            if before is not None:
                earlier: dict[str, Any] = {name + "_before": value for name, value in before.items()}
                ratio = modelled(rule, WEEK, "exposure", kinetics.exposure_ratio, **after, **earlier, **own)
                rule.predict("exposure-" + key, after=ratio, flags=flags)


def _nothing_to_compare(rule: Rule) -> None:
    path = next(path for path in DOSES.values() if rule.in_force(path) is None)
    rule.silent("missing", path=path, part="exposure in force, to compare with")
