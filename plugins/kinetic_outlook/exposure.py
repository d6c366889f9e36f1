"""Thiosulfate: what dialysis removes of it, and how much of it the patient keeps meeting."""

from __future__ import annotations

from typing import Any

from calciplug import CaseView, Parameters, Rule
from calciplug.kinetics import quantities as kinetics

from .flows import known, read_flows, slower, thiosulfate_flags
from .sides import (
    DOSES,
    WEEKDAYS,
    both,
    days_assumed,
    in_force,
    modelled,
    only_haemodialysis,
    outside,
    proposed,
    substitution,
    with_thiosulfate,
)  # fmt: skip

WEEK = "thiosulfate.sessions"


def predict_exposure(case: CaseView, p: Parameters) -> None:
    """Share removed by dialysis and exposure relative to before, each under two half-lives that disagree."""
    with case.rule("outlook-thiosulfate") as rule:
        only_haemodialysis(rule)
        with_thiosulfate(rule)
        weight = rule.need("patient.dry_weight")
        after, before = proposed(rule, DOSES), in_force(rule, DOSES)
        assumed, flows = days_assumed(rule, before, after), read_flows(rule)
        flags = {
            "days-assumed": assumed,
            **thiosulfate_flags(flows, p, weight, before),
            "substitution": substitution(rule),
            # One compartment, as the model of a single infusion: its range is that of each session of the week.
            "out-of-range": outside("thiosulfate.one-compartment", before, after, ("session", "infusion")),
        }
        after["weekdays"] = kinetics.days(rule.get(WEEKDAYS))
        if before is None:
            _nothing_to_compare(rule)
        else:
            before["weekdays"] = kinetics.days(rule.in_force(WEEKDAYS))
        patient: dict[str, Any] = {
            "weight": weight,
            "distribution_volume": p.distribution_volume,
            "dialysis_clearance": (p.dialysis_low, p.dialysis_high),
        }
        flow, earlier = slower(flows.now), slower(flows.then)
        for key, half_life in (
            ("short", (p.half_life_short_low, p.half_life_short_high)),
            ("long", p.half_life_long),
        ):
            own = {**patient, "half_life": half_life}
            past = None if before is None else {**before, **known(flow=earlier)}
            then, now = both(rule, WEEK, kinetics.thiosulfate_removed, past, {**after, **known(flow=flow)}, **own)
            if now is None:
                return  # both half-lives have the same week, and one reason is enough
            rule.predict("removed-" + key, before=then, after=now, flags=flags)
            before = None if then is None else before  # a reason once named is not named again
            if before is not None:
                own |= {name + "_before": value for name, value in before.items()}
                # Bounded on one side only, a ratio would show what is not known as a change.
                own |= {} if flow is None or earlier is None else {"flow": flow, "flow_before": earlier}
                ratio = modelled(rule, WEEK, "exposure", kinetics.exposure_ratio, **after, **own)
                rule.predict("exposure-" + key, after=ratio, flags=flags)


def _nothing_to_compare(rule: Rule) -> None:
    path = next(path for path in DOSES.values() if rule.in_force(path) is None)
    rule.silent("missing", path=path, part="exposure in force, to compare with")
