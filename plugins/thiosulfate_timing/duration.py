"""S-6 and S-7: how long an infusion takes."""

from __future__ import annotations

from typing import Any

from calciplug import CaseView, Parameters, Quantity, Rule
from calciplug.units import below, exceeds

from .places import DOSE, DURATION, RATE, SESSION, on_haemodialysis
from .room import longest_duration, usual_duration


def slow_down(case: CaseView, p: Parameters) -> None:
    """S-7: the usual duration instead of one that is refused for its rate."""
    with case.rule("S-7") as rule:
        dose, duration = rule.need(DOSE), rule.standing(DURATION)
        if duration is None or not exceeds(dose / duration, p.ceiling_rate) or rule.overridden(RATE, dose / duration):
            rule.stop()
        _ask(rule, p, usual_duration(rule, p, dose), "slower", rate=dose / duration)


def choose_duration(case: CaseView, p: Parameters) -> None:
    """S-6: the usual duration where none stands, or where the one in force is too short for the dose."""
    with case.rule("S-6") as rule:
        dose, ordered = rule.need(DOSE), rule.ordered(DURATION)
        asked, standing, usual = rule.get(DURATION), rule.standing(DURATION), usual_duration(rule, p, dose)
        if asked is None:
            _ask(rule, p, usual, "unstated")
        elif standing is None:
            _ask(rule, p, p.longest if exceeds(asked, p.longest) else usual, "outside", duration=asked)
        elif below(standing, usual) and (ordered is None or exceeds(abs(standing - ordered), usual * 0)):
            _ask(rule, p, usual, "slower", duration=standing)
        if on_haemodialysis(rule) and rule.get(SESSION) is None:
            rule.silent("missing", path=SESSION, part="start of the infusion")


def _ask(rule: Rule, p: Parameters, value: Quantity, because: str, /, **named: Any) -> None:
    """Ask for *value*, or refuse the signature where the session has no room for it."""
    if exceeds(value, longest_duration(rule, p, value)):
        rule.refuse_signature(DURATION, "does-not-fit", value=value)
    else:
        rule.propose(DURATION, value, because, value=value, **named)
