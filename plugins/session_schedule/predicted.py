"""F-3: what the Kt/V of one session comes to in a week of the schedule that came out: a model, not a measurement."""

from __future__ import annotations

from calciplug import Parameters, Rule
from calciplug.units import below, exceeds

from .urea import PART, predicted_dose


def judge_predicted(rule: Rule, p: Parameters, *, moved: bool) -> None:
    """Judge the weekly dose that a model predicts, an interval.

    The warning is for its lower end: what may be too low is said. The signature is refused only where even its upper
    end is below the minimum, because a model must not stop what may be adequate; and never where the outcome gives
    more dialysis than is in force, because then the refusal would leave the patient with less.
    """
    value = predicted_dose(rule, p)
    if value is None:
        return
    low, high = value
    if below(high, p.stdktv_minimum) and not _more_than_in_force(rule):
        rule.refuse_signature("schedule.duration", "predicted-minimum", value=value)
    elif below(low, p.stdktv_target):
        rule.warn("schedule.duration", "predicted-target", value=value)
    elif rule.get("labs.spktv") is None:
        # A Kt/V that is too old may warn; it may not say that all is well.
        rule.silent("stale", path="labs.spktv", part=PART)
    elif moved:
        rule.info("schedule.duration", "predicted", value=value)


def _more_than_in_force(rule: Rule) -> bool:
    """Whether a week of the outcome holds more time on dialysis than one in force."""
    here, now = rule.get("schedule.weekly_time"), rule.in_force("schedule.weekly_time")
    return here is not None and now is not None and exceeds(here, now)
