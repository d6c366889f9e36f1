"""F-3: the model of weekly Kt/V, and what it needs to know."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from calciplug import Parameters, Quantity, Rule
from calciplug.kinetics import quantities as kinetics
from calciplug.units import below, make

from .measured import measured_before_a_change

if TYPE_CHECKING:
    from collections.abc import Callable

MEASURED = "labs.spktv"
MALE = "M"
PART = "predicted weekly Kt/V"
BODY = ("patient.age", "patient.sex", "patient.height", "patient.dry_weight")
SCHEDULE = ("schedule.count", "schedule.duration", "ultrafiltration.goal")
FLOWS = ("flows.blood", "flows.dialysate")
DIALYSER = "dialyser.name"
# What a measured Kt/V holds for: the number of sessions is not among it.
SESSION = ("schedule.duration", "flows", "dialyser")


def predicted_dose(rule: Rule, p: Parameters) -> tuple[Quantity, Quantity] | None:
    """Weekly standard Kt/V of the outcome, lowest and highest; None, with the reason named, where it is not known."""
    if not _all_known(rule):
        return None
    if measured_before_a_change(rule, MEASURED, *SESSION):
        rule.silent("stale", path=MEASURED, part=PART)
        return None
    if below(rule.get("patient.age"), p.adult_age):
        rule.silent("needs-model", path="patient.age", part="weekly Kt/V of a child")
        return None
    ratio = _clearance_ratio(rule, p)
    if ratio is None:
        return None
    try:
        count, session, goal = (rule.get(path) for path in SCHEDULE)
        low, high = kinetics.standard_kt_v(
            single_pool=rule.get(MEASURED, stale=True),
            measured_session=rule.in_force("schedule.duration"),
            clearance_ratio=ratio,
            session=session,
            count=count,
            weekdays=kinetics.days(rule.get("schedule.weekdays")),
            ultrafiltration=goal,
            volume=_volume(rule),
            residual_clearance=_residual(rule, p),
        )
    except ValueError:  # the model does not hold here: no such body, or more fluid than such a clearance can remove
        rule.silent("needs-model", path=MEASURED, part="weekly Kt/V outside of what the model holds for")
        return None
    return low, high


def _all_known(rule: Rule) -> bool:
    """Whether nothing that the model needs is missing; names the first that is."""
    for path in (MEASURED, *BODY, *SCHEDULE):
        if rule.get(path, stale=True) is None:
            rule.silent("withheld" if rule.withheld_by(path.split(".")[0]) else "missing", path=path, part=PART)
            return False
    if rule.in_force("schedule.duration") is None:
        rule.silent("missing", path="schedule.duration", part="session in which Kt/V was measured")
        return False
    if len({rule.get(DIALYSER), rule.in_force(DIALYSER)}) > 1:
        rule.silent("needs-model", path=DIALYSER, part="clearance of another dialyser")
        return False
    return True


def _volume(rule: Rule) -> tuple[Quantity, Quantity]:
    """Urea volume: as modelling finds it at the lower end, all body water by Watson's formula at the upper."""
    age, sex, height, weight = (rule.get(path) for path in BODY)
    water = kinetics.body_water(male=sex == MALE, age=age, height=height, weight=weight)
    return kinetics.urea_volume(body_water=water, male=sex == MALE, age=age, diabetes=False), water


def _residual(rule: Rule, p: Parameters) -> Any:
    """Residual clearance against plasma water; where it is not known, anything from none to the limit of a low one."""
    clearance = rule.get("labs.residual_urea_clearance")
    if clearance is None:
        return p.low_clearance * 0, p.low_clearance * p.plasma_water
    return clearance * p.plasma_water


def _clearance_ratio(rule: Rule, p: Parameters) -> Any:
    """What other flows make of the dialyser's clearance: one where they stay, or none are recorded; None if unknown."""
    before, after = _flows(rule.in_force), _flows(rule.get)
    if before is None:
        return make(1.0, "ratio")
    if after is None:
        rule.silent("withheld" if rule.withheld_by("flows") else "missing", path="flows", part=PART)
        return None
    return kinetics.clearance_ratio(
        mass_transfer_area=(p.urea_mass_transfer_low, p.urea_mass_transfer_high),
        blood_flow=after[0],
        dialysate_flow=after[1],
        blood_flow_before=before[0],
        dialysate_flow_before=before[1],
    )


def _flows(read: Callable[[str], Any]) -> tuple[Quantity, Quantity] | None:
    blood, dialysate = (read(path) for path in FLOWS)
    return None if blood is None or dialysate is None else (blood, dialysate)
