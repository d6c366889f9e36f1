"""Weekly standard Kt/V of the schedule, from the Kt/V that was measured."""

from __future__ import annotations

from typing import Any

from calciplug import CaseView, Parameters, Quantity, Rule
from calciplug.kinetics import quantities as kinetics
from calciplug.units import below, make

from .sides import (
    FLOWS,
    SESSION,
    WEEKDAYS,
    adult,
    days_assumed,
    in_force,
    modelled,
    only_haemodialysis,
    proposed,
    substitution,
)

MALE = "M"
SCHEDULE = {**SESSION, "count": "schedule.count", "ultrafiltration": "ultrafiltration.goal"}
DURATION = "schedule.duration"
MEASURED = "labs.spktv"


def predict_urea(case: CaseView, p: Parameters) -> None:
    """Standard Kt/V before and after, between Watson's body water and the modelled urea volume."""
    with case.rule("outlook-urea") as rule:
        only_haemodialysis(rule)
        single_pool, after = rule.need(MEASURED), proposed(rule, SCHEDULE)
        volume, session = _volume(rule, p), rule.in_force(DURATION)
        if session is None:
            rule.silent("missing", path=DURATION, part="session in which Kt/V was measured")
        if session is None or volume is None or _another_clearance(rule):
            return
        common = {
            "single_pool": single_pool,
            "measured_session": session,
            "volume": volume,
            "residual_clearance": _residual(rule, p),
        }
        before, flows = in_force(rule, SCHEDULE), in_force(rule, FLOWS)
        then = None
        if before is not None:
            own = {**before, "weekdays": kinetics.days(rule.in_force(WEEKDAYS)), "clearance_ratio": make(1.0, "ratio")}
            then = modelled(rule, MEASURED, "in force", kinetics.standard_kt_v, **own, **common)
        own = {**after, "weekdays": kinetics.days(rule.get(WEEKDAYS)), "clearance_ratio": _ratio(rule, p, flows)}
        now = modelled(rule, MEASURED, "as proposed", kinetics.standard_kt_v, **own, **common)
        if now is None:
            return
        rule.predict(
            "standard-kt-v",
            before=then,
            after=now,
            flags={
                "days-assumed": days_assumed(rule, before, after),
                "residual-unknown": rule.get("labs.residual_urea_clearance") is None,
                "flows-unknown": flows is None,
                "measured-elsewhere": _changed_since(rule),
            },
        )


def _volume(rule: Rule, p: Parameters) -> tuple[Quantity, Quantity] | None:
    """Urea volume: the modelled one at the lower end, all body water at the upper; None for a child."""
    age, male = rule.need("patient.age"), rule.need("patient.sex") == MALE
    height, weight = rule.need("patient.height"), rule.need("patient.dry_weight")
    if not adult(rule, p, "body water of a child on haemodialysis"):
        return None
    water = modelled(
        rule, "patient.height", "body water", kinetics.body_water, male=male, age=age, height=height, weight=weight
    )
    if water is None:
        return None
    return kinetics.urea_volume(body_water=water, male=male, age=age, diabetes=False), water


def _another_clearance(rule: Rule) -> bool:
    """Whether the measured Kt/V says nothing of the proposed sessions, because they clear in another way; names it."""
    if len({rule.get("dialyser.name"), rule.in_force("dialyser.name")}) > 1:
        rule.silent("needs-model", path="dialyser.name", part="clearance of another dialyser")
        return True
    if substitution(rule) and len({rule.get("modality"), rule.in_force("modality")}) > 1:
        rule.silent("needs-model", path="modality", part="clearance with and without substitution")
        return True
    return False


def _residual(rule: Rule, p: Parameters) -> Any:
    """Of the kidneys, against plasma water; where it is not known, anything from none to the limit of a low one."""
    clearance = rule.get("labs.residual_urea_clearance")
    if clearance is None:
        return p.low_clearance * 0, p.low_clearance * p.plasma_water
    return clearance * p.plasma_water


def _ratio(rule: Rule, p: Parameters, before: dict[str, Any] | None) -> Any:
    """What other flows make of the dialyser's clearance; one, and flagged, where those in force are not recorded."""
    if before is None:
        return make(1.0, "ratio")
    after = proposed(rule, FLOWS)
    return kinetics.clearance_ratio(
        mass_transfer_area=(p.urea_mass_transfer_low, p.urea_mass_transfer_high),
        blood_flow_before=before["blood_flow"],
        dialysate_flow_before=before["dialysate_flow"],
        **after,
    )


def _changed_since(rule: Rule) -> Any:
    """Whether the sessions were changed after Kt/V was measured in them."""
    age = rule.age(MEASURED)
    if age is None:
        return False
    up: Any = False
    for change in rule.get("history.changes"):
        if change.path.startswith(("schedule", "flows", "dialyser", "modality")):
            up = up | below(rule.since(change.changed), age)
    return up
