"""F-4: how fast fluid is removed, before and after."""

from __future__ import annotations

from typing import Any

from calciplug import AfterView, CaseView, Parameters, Quantity, Rule
from calciplug.units import exceeds, fluid, longest_interval, per_body_mass, to_step

from .infusion import infused_volume
from .room import Need, name_what_would_do
from .schedule import Schedule, schedule_in_force


def show_rates(case: CaseView, after: AfterView, p: Parameters) -> None:
    """Show the rates of a schedule or goal that has moved, and any that is too high."""
    with case.rule("F-4") as rule:
        _rates(rule, p, moved=after.has_changed("schedule") or after.has_changed("ultrafiltration"))


def _rates(rule: Rule, p: Parameters, *, moved: bool) -> None:
    """Show how fast the volume goes, in force and in the outcome; name what would do where that is too fast."""
    gain, weight = rule.need("patient.interdialytic_weight_gain"), rule.need("patient.dry_weight")
    here = Schedule(rule.need("schedule.count"), rule.need("schedule.duration"))
    now = schedule_in_force(rule) or here
    infused = _infused(rule, p, gain)
    weekly = gain * now.sessions
    volume = fluid(weekly / here.sessions) + infused
    flow_before, flow_after = (fluid(gain) + infused) / now.duration, volume / here.duration
    rate_before, rate_after = per_body_mass(flow_before, weight), per_body_mass(flow_after, weight)
    line = p.flow_per_weight * weight + p.flow_offset
    shown: dict[str, Any] = {
        "before": rate_before,
        "after": rate_after,
        "count_before": now.sessions,
        "duration_before": now.duration,
        "flow_before": flow_before,
        "count_after": here.sessions,
        "duration_after": here.duration,
        "flow_after": flow_after,
        "longest": per_body_mass(_after_the_longest(rule, here, weekly, infused), weight),
        "infused": infused,
        "line": line,
    }
    if exceeds(rate_after, p.rate_warned):
        needed = volume / (p.rate_warned * weight)
        name_what_would_do(rule, p, here, Need(rate_after, volume, needed, fluid(weekly), infused, weight))
        bookable = to_step(needed, p.bookable_step, up=True)
        rate = per_body_mass(volume / bookable, weight)
        rule.info("schedule.duration", "rates-and-time", **shown, time=bookable, bookable=rate)
    elif moved or exceeds(max(rate_before, rate_after), p.rate_noted) or exceeds(max(flow_before, flow_after), line):
        rule.info("schedule.duration", "rates", **shown)


def _infused(rule: Rule, p: Parameters, gain: Quantity) -> Quantity:
    """What a session infuses; nothing where that is not known, and silence where it should be."""
    infused = infused_volume(rule, p)
    if infused is not None:
        return infused
    if rule.get("thiosulfate.dose") is not None:
        rule.silent("missing", path="thiosulfate.volume", part="infused volume")
    return fluid(gain) * 0


def _after_the_longest(rule: Rule, here: Schedule, weekly: Quantity, infused: Quantity) -> Quantity:
    """The flow in the session that follows the longest interval of the week."""
    share = longest_interval(here.sessions, rule.get("schedule.weekdays") or ())
    return (fluid(weekly * share) + infused) / here.duration
