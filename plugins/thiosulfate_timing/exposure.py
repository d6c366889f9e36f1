"""S-16: what another timing, schedule or dose does to the exposure to thiosulfate: a model, not a measurement."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from calciplug import AfterView, CaseView, Parameters, Rule
from calciplug.kinetics import quantities as kinetics
from calciplug.units import exceeds, make

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


def report_exposure(case: CaseView, after: AfterView, p: Parameters) -> None:
    """Report the exposure over the one in force, where dose, timing or schedule of an infusion change."""
    with case.rule("S-16") as rule:
        if not on_haemodialysis(rule):
            rule.stop()
        rule.need(DOSE)
        if rule.in_force(DOSE) is None or not any(after.has_changed(path) for path in TURNS_ON):
            rule.stop()
        ratios = _ratios(rule, p)
        if ratios is None:
            return
        short, long = ratios
        say = rule.warn if exceeds(max(short, long), p.exposure_limit) else rule.info
        say(DOSE, "exposure", short=short, long=long)


def _ratios(rule: Rule, p: Parameters) -> tuple[Any, Any] | None:
    """Exposure after over exposure before, under the short and the long half-life; None with the reason named."""
    proposed = _one(rule, rule.get, "exposure as proposed")
    in_force = None if proposed is None else _one(rule, rule.in_force, "exposure in force")
    if proposed is None or in_force is None:
        return None
    before = {name + "_before": value for name, value in in_force.items()}
    try:
        (short, _), (long, _) = (
            kinetics.exposure_ratio(
                **proposed,
                **before,
                # It cancels: clearances are for each kilogram, and both exposures are the same patient's.
                weight=make(1.0, "body_mass"),
                clearance=p.elimination,
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
