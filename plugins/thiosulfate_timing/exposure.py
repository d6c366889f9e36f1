"""S-16: what another timing, schedule or dose does to the exposure to thiosulfate: a model, not a measurement."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from calciplug import AfterView, CaseView, Parameters, Quantity, Rule
from calciplug.kinetics import quantities as kinetics
from calciplug.units import below, exceeds, make, show

from .places import COUNT, DOSE, DURATION, SESSION, SESSIONS, on_haemodialysis

if TYPE_CHECKING:
    from collections.abc import Callable

# The infusion's start follows from how long session and infusion are.
TURNS_ON = (DOSE, SESSIONS, DURATION, COUNT, SESSION)
ARGUMENTS = {
    "dose": DOSE,
    "doses": SESSIONS,
    "infusion": DURATION,
    "count": COUNT,
    "session": SESSION,
    "start": "thiosulfate.start",
}
WEEKDAYS = "schedule.weekdays"
FLOWS = ("flows.blood", "flows.dialysate")


class Flows(NamedTuple):
    """The slower of blood and dialysate flow, as proposed and in force."""

    proposed: Quantity
    in_force: Quantity


def report_exposure(case: CaseView, after: AfterView, p: Parameters) -> None:
    """Report the exposure over the one in force, where dose, timing or schedule of an infusion change."""
    with case.rule("S-16") as rule:
        if not on_haemodialysis(rule):
            rule.stop()
        rule.need(DOSE)
        turned = any(after.has_changed(path) for path in TURNS_ON)
        if rule.in_force(DOSE) is None or not (turned or after.has_changed("flows")):
            rule.stop()
        weight, flows = rule.need("patient.dry_weight"), _flows(rule)
        bounded = flows is not None and below(min(flows), p.dialysis * weight)
        if not turned and not bounded:
            rule.stop()  # other flows alone change nothing while they are faster than the clearance
        ratios = _ratios(rule, p, weight, flows)
        if ratios is None:
            return
        say = rule.warn if exceeds(max(ratios), p.exposure_limit) else rule.info
        tail = "-no-flows" if flows is None else "-bounded" if bounded else ""
        short, long = ratios
        if len({show(short, "ratio"), show(long, "ratio")}) == 1:  # printed alike: printed once
            say(DOSE, "alike" + tail, ratio=short)
        else:
            say(DOSE, "exposure" + tail, short=short, long=long)


def _flows(rule: Rule) -> Flows | None:
    """The flows that bound the clearance; None unless both are known on both sides, so that like meets like."""
    proposed, in_force = [rule.get(path) for path in FLOWS], [rule.in_force(path) for path in FLOWS]
    if any(flow is None for flow in (*proposed, *in_force)):
        return None
    return Flows(min(proposed), min(in_force))


def _ratios(rule: Rule, p: Parameters, weight: Quantity, flows: Flows | None) -> tuple[Any, Any] | None:
    """Exposure after over exposure before, under the short and the long half-life; None with the reason named."""
    proposed = _one(rule, rule.get, "exposure as proposed")
    in_force = None if proposed is None else _one(rule, rule.in_force, "exposure in force")
    if proposed is None or in_force is None:
        return None
    before = {name + "_before": value for name, value in in_force.items()}
    bounds = {} if flows is None else {"flow": flows.proposed, "flow_before": flows.in_force}
    try:
        (short, _), (long, _) = (
            kinetics.exposure_ratio(
                **proposed,
                **before,
                **bounds,
                weight=weight,
                distribution_volume=p.distribution_volume,
                dialysis_clearance=p.dialysis,
                half_life=half_life,
            )
            for half_life in (p.half_life_short, p.half_life_long)
        )
    except ValueError:  # the model does not hold: such as more infusions in a week than it has sessions
        rule.silent("needs-model", path=SESSIONS, part="exposure outside of what the model holds for")
        return None
    return make(short, "ratio"), make(long, "ratio")


def _one(rule: Rule, read: Callable[[str], Any], part: str) -> dict[str, Any] | None:
    """One prescription as the model takes it; None, with the first value that is missing named."""
    found = {name: read(path) for name, path in ARGUMENTS.items()}
    for name, path in ARGUMENTS.items():
        if found[name] is None:
            rule.silent("withheld" if rule.withheld_by(path.split(".")[0]) else "missing", path=path, part=part)
            return None
    # A list: two days would be an interval.
    return {**found, "weekdays": kinetics.days(read(WEEKDAYS))}
