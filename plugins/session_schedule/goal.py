"""S-18: an ultrafiltration goal that fits the schedule and what is infused."""

from __future__ import annotations

from calciplug import CaseView, Parameters, Rule
from calciplug.units import below, exceeds, fluid, to_step, within

from .infusion import infused_volume
from .schedule import Schedule


def share_out(case: CaseView, p: Parameters, tier: Schedule | None) -> None:
    """Share out what has to be removed over the sessions of *tier*, or of the draft where there is none."""
    with case.rule("S-18") as rule:
        _propose_goal(rule, p, tier)


def _propose_goal(rule: Rule, p: Parameters, tier: Schedule | None) -> None:
    """Propose the ultrafiltration goal that fits the schedule and what is infused."""
    drafted = rule.need("schedule.count")
    count, before = drafted if tier is None else tier.sessions, rule.in_force("schedule.count")
    before = drafted if before is None else before
    goal, moved = rule.get("ultrafiltration.goal"), not within(count, before, before)
    dosed = rule.get("thiosulfate.dose") is not None
    if not dosed and (goal is None or not moved):
        rule.need("thiosulfate.dose")
    infused = infused_volume(rule, p) if dosed else None
    if dosed and infused is None:
        rule.need("thiosulfate.volume")
    share = fluid(rule.need("patient.interdialytic_weight_gain") * before / count)
    value = to_step(share if infused is None else share + infused, p.goal_step, up=True)
    if goal is not None and not exceeds(abs(goal - value), p.goal_step / 2):
        rule.stop()
    if rule.ordered("ultrafiltration.goal") is not None:
        rule.info("ultrafiltration.goal", "order-differs", goal=goal, value=value, count=count)
    elif infused is None:
        rule.propose("ultrafiltration.goal", value, "shared", value=value, count=count)
    elif goal is None or moved or below(goal, value):
        # A higher goal in force takes away something else as well, and is left.
        rule.propose("ultrafiltration.goal", value, "goal", value=value, gain=share, infused=infused, count=count)
