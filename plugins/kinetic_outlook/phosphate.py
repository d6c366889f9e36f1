"""Phosphate that a session and a week of sessions remove."""

from __future__ import annotations

from calciplug import CaseView, Parameters
from calciplug.kinetics import quantities as kinetics
from calciplug.units import make

from .sides import (
    FLOWS,
    SESSION,
    a_week,
    both,
    in_force,
    of,
    only_haemodialysis,
    proposed,
    slow_flows,
    substitution,
)  # fmt: skip

SESSIONS = {**SESSION, "count": "schedule.count"}
COUNT = "schedule.count"


def predict_phosphate(case: CaseView, p: Parameters) -> None:
    """Removal at today's phosphate, for the clearances and volumes that were published."""
    with case.rule("outlook-phosphate") as rule:
        only_haemodialysis(rule)
        patient = {
            "pre": rule.need("labs.phosphate"),
            "mobilisation": (p.mobilisation_low, p.mobilisation_high),
            "clearance": (p.phosphate_clearance_low, p.phosphate_clearance_high),
            "residual_clearance": make(0.0, "flow"),
            "volume": (p.phosphate_volume_low, p.phosphate_volume_high),
        }
        after, before = proposed(rule, SESSIONS), in_force(rule, SESSIONS)
        proposed(rule, FLOWS)
        then, now = both(
            rule, "schedule.duration", kinetics.phosphate_removed,
            None if before is None else of(before, SESSION), of(after, SESSION), **patient,
        )  # fmt: skip
        if now is None:
            return
        flags = {"slow-flows": slow_flows(rule, p), "substitution": substitution(rule)}
        rule.predict("phosphate-session", before=then, after=now, flags=flags)
        rule.predict(
            "phosphate-week",
            before=None if before is None else a_week(then, before["count"]),
            after=a_week(now, after["count"]),
            flags=flags,
        )
