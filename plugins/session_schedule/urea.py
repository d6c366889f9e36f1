"""F-3: the models of weekly Kt/V and of a session's, and what they need to know."""

from __future__ import annotations

from typing import Any

from calciplug import Parameters, Quantity, Rule
from calciplug.kinetics import quantities as kinetics
from calciplug.units import below

from .clearance import DURATION, MEASURED, clearance_ratio, known

MALE = "M"
WEEK, SINGLE = "predicted weekly Kt/V", "predicted Kt/V"
BODY = ("patient.age", "patient.sex", "patient.height", "patient.dry_weight")
SCHEDULE = ("schedule.count", DURATION, "ultrafiltration.goal")


def predicted_session(rule: Rule, p: Parameters) -> tuple[Quantity, Quantity] | None:
    """Single-pool Kt/V of a session of the outcome, lowest and highest; None, with the reason named, if unknown.

    Clearance times time over a volume that stays: the measured one, as much more or less as clearance and time are.
    """
    if not known(rule, (MEASURED, DURATION), SINGLE):
        return None
    ratio = clearance_ratio(rule, p, SINGLE)
    if ratio is None:
        return None
    low, high = ratio if isinstance(ratio, tuple) else (ratio, ratio)
    same_clearance = rule.get(MEASURED, stale=True) * (rule.get(DURATION) / rule.in_force(DURATION))
    return same_clearance * low, same_clearance * high


def predicted_week(rule: Rule, p: Parameters) -> tuple[Quantity, Quantity] | None:
    """Weekly standard Kt/V of the outcome, lowest and highest; None, with the reason named, where it is not known."""
    if not known(rule, (MEASURED, *BODY, *SCHEDULE), WEEK):
        return None
    if below(rule.get("patient.age"), p.adult_age):
        rule.silent("needs-model", path="patient.age", part="weekly Kt/V of a child")
        return None
    ratio = clearance_ratio(rule, p, WEEK)
    if ratio is None:
        return None
    try:
        count, session, goal = (rule.get(path) for path in SCHEDULE)
        low, high = kinetics.standard_kt_v(
            single_pool=rule.get(MEASURED, stale=True),
            measured_session=rule.in_force(DURATION),
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
