"""Add dialysis time or sessions while lesions are active; couple ultrafiltration to what is infused; watch adequacy."""

from __future__ import annotations

from typing import NamedTuple

from calciplug import AfterView, CaseView, Parameters, Quantity, Rule, hookimpl
from calciplug.units import (
    below,
    calcium_phosphate,
    corrected_calcium,
    exceeds,
    fluid,
    longest_interval,
    per_body_mass,
    to_step,
    within,
)

ACTIVE = "active"
HOME = "HHD"
SCHEDULE = "schedule.count", "schedule.duration"


class Schedule(NamedTuple):
    """Sessions a week, and how long each lasts."""

    sessions: Quantity
    duration: Quantity


class Dose(NamedTuple):
    """A measured dose of dialysis: where it stands, what it is held to, and the reasons for what is said of it."""

    path: str
    target: Quantity
    minimum: Quantity
    too_low: str
    low: str
    again_low: str
    again: str


@hookimpl
def calciplug_guard(case: CaseView, p: Parameters) -> None:
    """Refuse sessions that are too short."""
    with case.rule("F-2") as rule:
        for duration in _too_short(rule, p):
            rule.block(
                "schedule.duration",
                "too-short",
                refuses=duration,
                alternative={"schedule.duration": p.tier_minutes},
                duration=duration,
                count=rule.need("schedule.count"),
            )


@hookimpl
def calciplug_propose(case: CaseView, p: Parameters) -> None:
    """Restore the shortest time, add a tier, and share out what has to be removed."""
    restored = kept = False
    with case.rule("F-2") as rule:
        refused = _too_short(rule, p)
        kept = any(rule.overridden("schedule.duration", duration) for duration in refused)
        before = rule.in_force("schedule.duration")
        # Where only the order is too short, the time in force stands again by itself.
        if not kept and (before is None or below(before, p.shortest)):
            restored = True
            rule.propose("schedule.duration", p.tier_minutes, "restored", before=refused[0], value=p.tier_minutes)

    tier: Schedule | None = None
    with case.rule("F-1") as rule:
        if kept:
            rule.stop()
        tier = _next_tier(rule, p, restored=restored)

    with case.rule("S-18") as rule:
        _share_out(rule, p, tier)


@hookimpl
def calciplug_review(case: CaseView, after: AfterView, p: Parameters) -> None:
    """Adequacy, rate, consent and over-removal at the schedule that came out."""
    with case.rule("F-3") as rule:
        _judge(rule, _dose(rule, p), moved=any(after.has_changed(path) for path in SCHEDULE))

    with case.rule("F-4") as rule:
        _rates(rule, p, moved=after.has_changed("schedule") or after.has_changed("ultrafiltration"))

    with case.rule("F-5") as rule:
        count, before = rule.need("schedule.count"), rule.in_force("schedule.count")
        if before is None or not exceeds(count, before):
            rule.stop()
        rule.info("schedule.count", "consent", before=before, after=count)

    with case.rule("F-6") as rule:
        _over_removal(rule, p)

    with case.rule("C-19") as rule:
        phosphate, calcium = rule.need("labs.phosphate"), rule.need("labs.calcium_total")
        highest = _higher_calcium(rule, p, calcium)
        product = calcium_phosphate(highest, phosphate)
        if not exceeds(product, p.product_limit):
            rule.stop()
        rule.info(None, "product", product=product, calcium=highest, total=calcium)


# -- F-2: time ---------------------------------------------------------------------------------


def _too_short(rule: Rule, p: Parameters) -> tuple[Quantity, ...]:
    """The drafted session time where it is too short, and the one in force that would stand in its place."""
    count, duration = rule.need("schedule.count"), rule.need("schedule.duration")
    # A fresh clearance alone can relax the rule.
    clearance = rule.get("labs.residual_urea_clearance")
    relieved = clearance is not None and not below(clearance, p.low_clearance)
    if exceeds(count, p.thrice) or relieved or not below(duration, p.shortest):
        rule.stop()
    before = rule.in_force("schedule.duration")
    if before is None or not below(before, p.shortest) or within(before, duration, duration):
        return (duration,)
    return (duration, before)


# -- F-1: the ladder ---------------------------------------------------------------------------


def _next_tier(rule: Rule, p: Parameters, *, restored: bool) -> Schedule | None:
    """Propose the tier above the schedule in force; None where nothing is proposed."""
    if rule.need("patient.lesions") != ACTIVE:
        rule.stop()
    drafted = Schedule(rule.need("schedule.count"), rule.need("schedule.duration"))
    now = _in_force(rule)
    if now is None:
        rule.silent("missing", path="schedule.count", part="schedule in force")
        return None
    why = _reasons(rule, p, now)
    if not why:
        rule.need("labs.phosphate")
        rule.stop()
    for path in SCHEDULE:
        rule.rest(path, p.recheck_after)
    if restored:
        rule.info("schedule.count", "time-first", why=why)
        return None
    tier = _above(now, p, home=rule.get("case.modality") == HOME)
    if any(rule.ordered(path) is not None for path in SCHEDULE):
        if tier is not None and (below(drafted.sessions, tier.sessions) or below(drafted.duration, tier.duration)):
            rule.info("schedule.count", "order-stands", why=why, count=tier.sessions, duration=tier.duration)
        return None
    if tier is None:
        _say_why_not(rule, p, now, why)
        return None
    return _propose_tier(rule, now, tier, why)


def _above(now: Schedule, p: Parameters, *, home: bool) -> Schedule | None:
    """The tier above: time before sessions; None at the end of the ladder, or where a step would pass the stop."""
    shortest = p.home_minutes if home and exceeds(now.sessions, p.thrice) else p.tier_minutes
    if below(now.duration, shortest):
        tier = Schedule(now.sessions, shortest)
    elif below(now.sessions, p.most_sessions):
        tier = Schedule(to_step(now.sessions, p.one_session, up=False) + p.one_session, now.duration)
    else:
        return None
    return None if exceeds(tier.sessions * tier.duration, p.weekly_stop) else tier


def _say_why_not(rule: Rule, p: Parameters, now: Schedule, why: tuple[str, ...]) -> None:
    weekly = now.sessions * now.duration
    if not below(weekly, p.weekly_stop):
        rule.info("schedule.count", "at-the-top", why=why, weekly=weekly)
    else:
        rule.info("schedule.count", "left", why=why, count=now.sessions, duration=now.duration)


def _propose_tier(rule: Rule, now: Schedule, tier: Schedule, why: tuple[str, ...]) -> Schedule | None:
    if exceeds(tier.duration, now.duration):
        rule.propose(
            "schedule.duration",
            tier.duration,
            "more-time",
            why=why,
            before=now.duration,
            value=tier.duration,
            count=now.sessions,
        )
        return tier
    if rule.get("schedule.weekdays"):
        rule.info("schedule.weekdays", "name-the-day", why=why, value=tier.sessions)
        return None
    rule.propose(
        "schedule.count",
        tier.sessions,
        "one-session",
        why=why,
        before=now.sessions,
        value=tier.sessions,
        duration=now.duration,
    )
    return tier


def _reasons(rule: Rule, p: Parameters, now: Schedule) -> tuple[str, ...]:
    """What is high at the schedule in force, as codes."""
    found: list[str] = []
    phosphate, calcium = rule.get("labs.phosphate"), rule.get("labs.calcium_total")
    if phosphate is not None and exceeds(phosphate, p.phosphate_limit):
        found.append("phosphate")
    if phosphate is not None and calcium is not None:
        product = calcium_phosphate(_higher_calcium(rule, p, calcium), phosphate)
        if exceeds(product, p.product_limit):
            found.append("calcium-phosphate product")
    gain, weight = rule.get("patient.interdialytic_weight_gain"), rule.get("patient.dry_weight")
    if gain is not None and weight is not None:
        rate = per_body_mass(_volume(rule, p, gain) / now.duration, weight)
        if exceeds(rate, p.rate_noted):
            found.append("ultrafiltration")
    return tuple(found)


def _higher_calcium(rule: Rule, p: Parameters, calcium: Quantity) -> Quantity:
    """The higher of total and corrected calcium; the total alone where albumin is not known."""
    albumin = rule.get("labs.albumin")
    if albumin is None:
        return calcium
    return max(calcium, corrected_calcium(calcium, albumin, p.per_albumin, p.reference_albumin))


def _in_force(rule: Rule) -> Schedule | None:
    count, duration = rule.in_force("schedule.count"), rule.in_force("schedule.duration")
    return None if count is None or duration is None else Schedule(count, duration)


# -- S-18 and F-4: what has to be removed, and how fast -------------------------------------------


def _infused(rule: Rule, p: Parameters) -> Quantity | None:
    """Drug, diluent and flush of one session, an ordered total before a computed one; None where no volume is known."""
    drug: Quantity | None = rule.get("thiosulfate.volume")
    total: Quantity | None = rule.get("thiosulfate.total_volume")
    if drug is None:
        return total
    return max(drug, total) if total is not None else drug + drug * p.diluent_and_flush


def _volume(rule: Rule, p: Parameters, gain: Quantity) -> Quantity:
    """Volume to remove in a session with thiosulfate."""
    infused = _infused(rule, p)
    return fluid(gain) if infused is None else fluid(gain) + infused


def _share_out(rule: Rule, p: Parameters, tier: Schedule | None) -> None:
    """Propose the ultrafiltration goal that fits the schedule and what is infused."""
    drafted = rule.need("schedule.count")
    count, before = drafted if tier is None else tier.sessions, rule.in_force("schedule.count")
    before = drafted if before is None else before
    goal, moved = rule.get("ultrafiltration.goal"), not within(count, before, before)
    dosed = rule.get("thiosulfate.dose") is not None
    if not dosed and (goal is None or not moved):
        rule.need("thiosulfate.dose")
    infused = _infused(rule, p) if dosed else None
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


def _rates(rule: Rule, p: Parameters, *, moved: bool) -> None:
    """Show how fast the volume goes, in force and in the outcome; name what would do where that is too fast."""
    gain, weight = rule.need("patient.interdialytic_weight_gain"), rule.need("patient.dry_weight")
    here = Schedule(rule.need("schedule.count"), rule.need("schedule.duration"))
    now = _in_force(rule) or here
    infused = _infused(rule, p)
    if infused is None:
        infused = fluid(gain) * 0
        if rule.get("thiosulfate.dose") is not None:
            rule.silent("missing", path="thiosulfate.volume", part="infused volume")
    weekly = gain * now.sessions
    volume = fluid(weekly / here.sessions) + infused
    flow_before, flow_after = (fluid(gain) + infused) / now.duration, volume / here.duration
    rate_before, rate_after = per_body_mass(flow_before, weight), per_body_mass(flow_after, weight)
    longest = fluid(weekly * longest_interval(here.sessions, rule.get("schedule.weekdays") or ())) + infused
    line = p.flow_per_weight * weight + p.flow_offset
    shown = {
        "before": rate_before,
        "after": rate_after,
        "count_before": now.sessions,
        "duration_before": now.duration,
        "flow_before": flow_before,
        "count_after": here.sessions,
        "duration_after": here.duration,
        "flow_after": flow_after,
        "longest": per_body_mass(longest / here.duration, weight),
        "infused": infused,
        "line": line,
    }
    if exceeds(rate_after, p.rate_warned):
        needed = volume / (p.rate_warned * weight)
        _name_what_would_do(rule, p, here, Need(rate_after, volume, needed, fluid(weekly), infused, weight))
        bookable = to_step(needed, p.bookable_step, up=True)
        rate = per_body_mass(volume / bookable, weight)
        rule.info("schedule.duration", "rates-and-time", **shown, time=bookable, bookable=rate)
    elif moved or exceeds(max(rate_before, rate_after), p.rate_noted) or exceeds(max(flow_before, flow_after), line):
        rule.info("schedule.duration", "rates", **shown)


class Need(NamedTuple):
    """A rate that is too high: what it is, and what it is made of."""

    rate: Quantity
    volume: Quantity
    time: Quantity
    weekly: Quantity
    infused: Quantity
    weight: Quantity


def _name_what_would_do(rule: Rule, p: Parameters, here: Schedule, need: Need) -> None:
    """Warn, with the session time or the number of sessions that would keep the rate at its limit."""
    time = to_step(need.time, p.time_step, up=True)
    # What one session of this length may take away at the limit, beside what is infused in it.
    room = p.rate_warned * need.weight * here.duration - need.infused
    sessions = to_step(need.weekly / room, p.one_session, up=True) if exceeds(room, room * 0) else None
    if sessions is None or exceeds(sessions, p.most_sessions):
        rule.warn("schedule.duration", "time", rate=need.rate, time=time, volume=need.volume, duration=here.duration)
    else:
        rule.warn(
            "schedule.duration",
            "time-or-session",
            rate=need.rate,
            time=time,
            sessions=sessions,
            volume=need.volume,
            duration=here.duration,
        )


# -- F-3: adequacy -----------------------------------------------------------------------------


def _dose(rule: Rule, p: Parameters) -> Dose | None:
    """The measured dose that counts at the schedule in force; None where only the model could tell."""
    drafted, before = rule.need("schedule.count"), rule.in_force("schedule.count")
    count = drafted if before is None else before
    if not within(count, p.thrice, p.thrice):
        dose = Dose(
            "labs.stdktv",
            p.stdktv_target,
            p.stdktv_minimum,
            "week-minimum",
            "week-target",
            "week-again-low",
            "week-again",
        )
        if rule.get(dose.path, stale=True) is None:
            rule.silent("needs-model", part="weekly Kt/V from the session")
            return None
        return dose
    clearance = rule.get("labs.residual_urea_clearance")
    if clearance is not None and not below(clearance, p.low_clearance):
        rule.silent("needs-model", part="Kt/V with residual clearance")
        return None
    return Dose(
        "labs.spktv",
        p.spktv_target,
        p.spktv_minimum,
        "session-minimum",
        "session-target",
        "session-again-low",
        "session-again",
    )


def _judge(rule: Rule, dose: Dose | None, *, moved: bool) -> None:
    """Say whether the measured dose will do; one of another schedule only asks to be measured again."""
    if dose is None:
        return
    # A low value that is old still tightens.
    value = rule.get(dose.path, stale=True)
    if value is None or not (moved or below(value, dose.target)):
        rule.need(dose.path)
        rule.stop()
    low = below(value, dose.target)
    if moved or _outdated(rule, dose.path):
        rule.info("schedule.duration", dose.again_low if low else dose.again, value=value)
    elif below(value, dose.minimum):
        rule.refuse_signature("schedule.duration", dose.too_low, value=value)
    else:
        rule.warn("schedule.duration", dose.low, value=value)


def _outdated(rule: Rule, path: str) -> bool:
    """Whether the schedule was changed after the newest value of *path* was measured."""
    age = rule.age(path)
    return age is not None and any(
        change.path.startswith("schedule") and below(rule.since(change.changed), age)
        for change in rule.get("history.changes")
    )


# -- F-6: over-removal -------------------------------------------------------------------------


def _over_removal(rule: Rule, p: Parameters) -> None:
    """Warn of low phosphate or potassium on intensive dialysis."""
    count, duration = rule.need("schedule.count"), rule.need("schedule.duration")
    long = not below(duration, p.long_session) and not below(count, p.thrice)
    if not long and below(count, p.frequent_from):
        rule.stop()
    # Old values only tighten here.
    phosphate, potassium = rule.get("labs.phosphate", stale=True), rule.get("labs.potassium", stale=True)
    if phosphate is None and potassium is None:
        rule.need("labs.phosphate")
    if phosphate is not None and below(phosphate, p.low_phosphate):
        rule.warn(None, "phosphate", value=phosphate, count=count, duration=duration)
    if potassium is not None and below(potassium, p.low_potassium):
        rule.warn("dialysate.potassium", "potassium", value=potassium, count=count, duration=duration)
    if phosphate is None:
        rule.silent("missing", path="labs.phosphate", part="phosphate")
    if potassium is None:
        rule.silent("missing", path="labs.potassium", part="potassium")
