"""How often and how fast thiosulfate runs: weekly cap, infusion window, rate, and more time after nausea."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from calciplug import CaseView, Parameters, Quantity, Rule, hookimpl
from calciplug.units import at_least_zero, below, exceeds, per_session, to_step, total

if TYPE_CHECKING:
    from collections.abc import Iterator

DOSE = "thiosulfate.dose"
SESSIONS = "thiosulfate.sessions"
DURATION = "thiosulfate.infusion_duration"
RATE = "thiosulfate.rate"
WEEKLY_TOTAL = "thiosulfate.weekly_total"
SESSION = "schedule.duration"

PERITONEAL = ("CAPD", "APD")
INTRAVENOUS = "intravenous"
NOT_TOLERATED = "not-tolerated"
STOMACH = ("vomiting", "nausea")


@hookimpl
def calciplug_guard(case: CaseView, p: Parameters) -> None:
    """Bounds of dose, week, window and rate."""
    with case.rule("S-5") as rule:
        rule.limit(WEEKLY_TOTAL, "weekly", maximum=p.most_weekly)
        rule.limit(DOSE, "dose", maximum=p.most_per_session)
        for key in rule.get("exchanges"):
            rule.limit("exchanges." + key + ".thiosulfate.dose", "dwell", maximum=p.most_per_exchange)

    with case.rule("S-6") as rule:
        rule.need(DOSE)
        if rule.need("case.modality") not in PERITONEAL:
            rule.limit(DURATION, "window", minimum=p.shortest, maximum=p.longest)
            rule.limit("thiosulfate.start", "no-room", minimum=p.shortest * 0)

    with case.rule("S-7") as rule:
        rule.limit(RATE, "too-fast", maximum=p.ceiling_rate)


@hookimpl
def calciplug_propose(case: CaseView, p: Parameters) -> None:
    """Sessions first, then how long each infusion takes."""
    _choose_sessions(case, p)
    if not _lengthen(case, p):
        _slow_down(case, p)
        _choose_duration(case, p)


@hookimpl
def calciplug_review(case: CaseView, p: Parameters) -> None:
    """Point out days in a row, and a rate above the working ceiling."""
    with case.rule("S-5") as rule:
        rule.need(DOSE)
        sessions = rule.need(SESSIONS)
        if exceeds(sessions, p.usual_sessions):
            rule.info(SESSIONS, "days-in-a-row", sessions=sessions)

    with case.rule("S-7") as rule:
        rate = rule.need(RATE)
        if exceeds(rate, p.working_rate):
            rule.warn(RATE, "fast", rate=rate)


# -- sessions ------------------------------------------------------------------------------


def _choose_sessions(case: CaseView, p: Parameters) -> None:
    """S-5: sessions where none are stated, and fewer where the week holds too much."""
    with case.rule("S-5") as rule:
        dose, sessions = rule.need(DOSE), rule.get(SESSIONS)
        count, weekly = rule.get("schedule.count"), rule.get(WEEKLY_TOTAL)
        room = to_step(at_least_zero(p.most_weekly - _other_routes(rule, p)) / dose, p.session_step, up=False)
        usual = min(room, p.usual_sessions) if count is None else min(room, p.usual_sessions, count)
        if sessions is None and not exceeds(usual, usual * 0):
            rule.refuse_signature(SESSIONS, "no-sessions", dose=dose)
        elif sessions is None:
            rule.propose(SESSIONS, usual, "unstated", value=usual)
        elif weekly is not None and exceeds(weekly, p.most_weekly) and not rule.overridden(WEEKLY_TOTAL, weekly):
            if exceeds(usual, usual * 0):
                rule.propose(SESSIONS, usual, "fewer", severity="warning", value=usual, weekly=weekly)
        elif count is not None and exceeds(sessions, count):
            rule.propose(SESSIONS, count, "too-many", value=count, sessions=sessions)


def _other_routes(rule: Rule, p: Parameters) -> Quantity:
    """Grams a week that do not go into the vein."""
    return total(_other_weekly(rule), p.most_weekly)


def _other_weekly(rule: Rule) -> Iterator[Quantity]:
    paths = ["exchanges." + key + ".thiosulfate.weekly" for key in rule.get("exchanges")]
    for path in (*paths, "intralesional.thiosulfate"):
        weekly = rule.get(path)
        if weekly is not None:
            yield weekly


# -- duration ------------------------------------------------------------------------------


def _lengthen(case: CaseView, p: Parameters) -> bool:
    """S-2's first step after nausea or vomiting: more time; whether it asked for it."""
    with case.rule("S-2") as rule:
        dose, last = rule.need(DOSE), _last(rule)
        if last is None or last.tolerance != NOT_TOLERATED or not any(one in STOMACH for one in last.problems):
            rule.stop()
        if not exceeds(dose, per_session(last.dose) / 2) or _changed_since(rule, last):
            rule.stop()
        return _ask_for_more_time(rule, p, dose)
    return False


def _ask_for_more_time(rule: Rule, p: Parameters, dose: Quantity) -> bool:
    usual, current, ordered = _usual(rule, p, dose), rule.in_force(DURATION), rule.ordered(DURATION)
    wanted = usual + p.extension
    if ordered is not None and below(ordered, wanted):
        rule.warn(DURATION, "ordered-shorter", ordered=ordered, value=wanted)
    elif current is not None and not below(current, wanted):
        rule.warn(DURATION, "long-already", current=current)
    elif ordered is None:
        value = min(wanted, _longest(rule, p, wanted))
        if exceeds(value, usual if current is None else current):
            rule.propose(DURATION, value, "more-time", value=value)
            return True
        rule.warn(DURATION, "no-more-time", value=wanted)
    return False


def _slow_down(case: CaseView, p: Parameters) -> None:
    """S-7: the usual duration instead of one that is refused for its rate."""
    with case.rule("S-7") as rule:
        dose, duration = rule.need(DOSE), rule.standing(DURATION)
        if duration is None or not exceeds(dose / duration, p.ceiling_rate) or rule.overridden(RATE, dose / duration):
            rule.stop()
        _ask(rule, p, _usual(rule, p, dose), "slower", rate=dose / duration)


def _choose_duration(case: CaseView, p: Parameters) -> None:
    """S-6: the usual duration where none stands, or where the one in force is too short for the dose."""
    with case.rule("S-6") as rule:
        dose, ordered = rule.need(DOSE), rule.ordered(DURATION)
        asked, standing, usual = rule.get(DURATION), rule.standing(DURATION), _usual(rule, p, dose)
        if asked is None:
            _ask(rule, p, usual, "unstated")
        elif standing is None:
            _ask(rule, p, p.longest if exceeds(asked, p.longest) else usual, "outside", duration=asked)
        elif below(standing, usual) and (ordered is None or exceeds(abs(standing - ordered), usual * 0)):
            _ask(rule, p, usual, "slower", duration=standing)
        if _on_haemodialysis(rule) and rule.get(SESSION) is None:
            rule.silent("missing", path=SESSION, part="start of the infusion")


def _ask(rule: Rule, p: Parameters, value: Quantity, because: str, /, **named: Any) -> None:
    """Ask for *value*, or refuse the signature where the session has no room for it."""
    if exceeds(value, _longest(rule, p, value)):
        rule.refuse_signature(DURATION, "does-not-fit", value=value)
    else:
        rule.propose(DURATION, value, because, value=value, **named)


def _on_haemodialysis(rule: Rule) -> bool:
    return rule.get("case.modality") not in PERITONEAL


def _usual(rule: Rule, p: Parameters, dose: Quantity) -> Quantity:
    """How long *dose* takes at the working ceiling, in whole steps and not less than the shortest infusion."""
    shortest: Quantity = p.shortest if _on_haemodialysis(rule) else p.shortest_peritoneal
    return max(shortest, to_step(dose / p.working_rate, p.rounding, up=True))


def _longest(rule: Rule, p: Parameters, value: Quantity) -> Quantity:
    """The window or the session, whichever ends first; *value* itself where neither bounds it."""
    if not _on_haemodialysis(rule):
        return value
    longest: Quantity = p.longest
    session: Quantity | None = rule.get(SESSION)
    return longest if session is None else min(longest, session)


def _last(rule: Rule) -> Any:
    """The newest recorded intravenous dose, or None."""
    given = [dose for dose in rule.get("history.thiosulfate") if dose.route == INTRAVENOUS]
    return max(given, key=lambda dose: dose.given, default=None)


def _changed_since(rule: Rule, last: Any) -> bool:
    """Whether the infusion was changed after the *last* dose, so that the change is the answer to it."""
    return any(change.path == DURATION and change.changed > last.given for change in rule.get("history.changes"))
