"""Phosphate that a session and a week of sessions remove."""

from __future__ import annotations

from typing import Any

from calciplug import CaseView, Parameters
from calciplug.kinetics import quantities as kinetics
from calciplug.units import lower, make

from .flows import bound, read_flows, slow_flows, slower
from .sides import (
    FLOWS,
    SESSION,
    a_week,
    adult,
    both,
    in_force,
    only_haemodialysis,
    outside,
    proposed,
    substitution,
)  # fmt: skip

SESSIONS = {**SESSION, **FLOWS, "count": "schedule.count"}


def predict_phosphate(case: CaseView, p: Parameters) -> None:
    """Removal at today's phosphate, for the clearances and volumes that were published."""
    with case.rule("outlook-phosphate") as rule:
        only_haemodialysis(rule)
        weight = rule.need("patient.dry_weight")
        patient = {
            "pre": rule.need("labs.phosphate"),
            "mobilisation": (p.mobilisation_low, p.mobilisation_high),
            "residual_clearance": make(0.0, "flow"),
            "volume": (p.phosphate_volume_low * weight, p.phosphate_volume_high * weight),
        }
        after, before = proposed(rule, SESSIONS), in_force(rule, SESSIONS)
        if not adult(rule, p, "phosphate of a child"):
            return
        flows = read_flows(rule)
        flow, earlier = slower(flows.now), slower(flows.then)
        then, now = both(
            rule, "schedule.duration", kinetics.phosphate_removed,
            None if before is None else _side(p, before, earlier), _side(p, after, flow), **patient,
        )  # fmt: skip
        if now is None:
            return
        flags = {
            "slow-flows": slow_flows(flows, p),
            "flow-bound": bound(p.phosphate_clearance_high, flow, None if before is None else earlier),
            "substitution": substitution(rule),
            "out-of-range": outside("phosphate.pseudo-one-compartment", before, after, ("session",)),
        }
        rule.predict("phosphate-session", before=then, after=now, flags=flags)
        rule.predict(
            "phosphate-week",
            before=None if before is None else a_week(then, before["count"]),
            after=a_week(now, after["count"]),
            flags=flags,
        )


def _side(p: Parameters, side: dict[str, Any], flow: Any) -> dict[str, Any]:
    """What the model takes of a prescription: no dialyser clears more than what flows through it."""
    clearance = lower(p.phosphate_clearance_low, flow), lower(p.phosphate_clearance_high, flow)
    return {"session": side["session"], "clearance": clearance}
