"""F-3: what the Kt/V of one session comes to in the sessions that came out: a model, not a measurement."""

from __future__ import annotations

from typing import NamedTuple

from calciplug import Parameters, Quantity, Rule
from calciplug.units import below, exceeds

from .clearance import FLOWS, MEASURED
from .urea import SINGLE, WEEK, predicted_session, predicted_week

TIME = "schedule.weekly_time"


class Held(NamedTuple):
    """What a predicted dose is held to, and the reasons for what is said of it."""

    part: str
    target: Quantity
    minimum: Quantity
    too_low: str
    low: str
    good: str


def judge_predicted(rule: Rule, p: Parameters, *, moved: bool, weekly: bool) -> None:
    """Judge the dose that a model predicts, an interval: that of a week, or that of a session.

    The warning is for its lower end: what may be too low is said. The signature is refused only where even its upper
    end is below the minimum, because a model must not stop what may be adequate; and never where the outcome gives
    more dialysis than is in force, because then the refusal would leave the patient with less.
    """
    value = predicted_week(rule, p) if weekly else predicted_session(rule, p)
    if value is None:
        return
    low, high = value
    held = _held_to(p, weekly=weekly)
    if below(high, held.minimum) and not _more_than_in_force(rule):
        rule.refuse_signature("schedule.duration", held.too_low, value=value)
    elif below(low, held.target):
        rule.warn("schedule.duration", held.low, value=value)
    elif rule.get(MEASURED) is None:
        # A Kt/V that is too old may warn; it may not say that all is well.
        rule.silent("stale", path=MEASURED, part=held.part)
    elif moved:
        rule.info("schedule.duration", held.good, value=value)


def _held_to(p: Parameters, *, weekly: bool) -> Held:
    if weekly:
        return Held(WEEK, p.stdktv_target, p.stdktv_minimum, "predicted-minimum", "predicted-target", "predicted")
    return Held(
        SINGLE,
        p.spktv_target,
        p.spktv_minimum,
        "predicted-session-minimum",
        "predicted-session-target",
        "predicted-session",
    )


def _more_than_in_force(rule: Rule) -> bool:
    """Whether the outcome gives more: more time a week or faster flows than in force, and less of neither."""
    if rule.in_force(TIME) is None:
        return False
    both = [(rule.get(path), rule.in_force(path)) for path in (TIME, *FLOWS)]
    pairs = [(here, now) for here, now in both if here is not None and now is not None]
    return any(exceeds(here, now) for here, now in pairs) and not any(below(here, now) for here, now in pairs)
