"""S-14: blood pressure before the session, and after it has fallen."""

from __future__ import annotations

from calciplug import CaseView, Parameters, Rule
from calciplug.units import below

from .codes import codes_of
from .falls import is_changed_within, last_dose, recent_falls
from .sections import hold_all, sections_on_thiosulfate


def check_pressure(case: CaseView, p: Parameters) -> None:
    """Hold at a low pressure; slow down after falls."""
    with case.rule("S-14") as rule:
        sections = sections_on_thiosulfate(rule, p)
        _after_falls(rule, p)
        pressure = rule.get("labs.systolic_pressure", stale=True)
        if pressure is not None and below(pressure, p.lowest_pressure):
            hold_all(rule, sections, "low", pressure=pressure)
        elif rule.get("labs.systolic_pressure") is None:
            cause = "missing" if pressure is None else "stale"
            rule.silent(cause, path="labs.systolic_pressure", part="pressure before the session")


def _after_falls(rule: Rule, p: Parameters) -> None:
    """Half the rate in force, or that rate itself where it was changed since; and no dose above the last one."""
    falls = recent_falls(rule, p)
    if not falls:
        return
    events, latest = codes_of(code for _, code in falls), min(age for age, _ in falls)
    rate, duration = rule.in_force("thiosulfate.rate"), rule.in_force("thiosulfate.infusion_duration")
    if rate is None:
        rule.warn("history.events", "slow-start", events=events)
    elif is_changed_within(rule, latest):
        rule.limit("thiosulfate.rate", "no-faster", maximum=rate, severity="hold", limit=rate, events=events)
    else:
        limit = rate * p.rate_after_fall
        rule.limit(
            "thiosulfate.rate", "half-rate", maximum=limit, severity="hold",
            limit=limit, duration=duration / p.rate_after_fall, events=events,
        )  # fmt: skip
    last = last_dose(rule)
    if last is not None:
        rule.limit("thiosulfate.dose", "no-higher", maximum=last, limit=last, events=events)
