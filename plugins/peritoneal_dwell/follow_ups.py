"""P-4 in the weeks that follow: the daily look at the effluent, and what stops a dose."""

from __future__ import annotations

from calciplug import CaseView, Parameters

from .exchange import dosed_exchanges, section_of
from .peritonitis import doubts, signs

OWN = "peritoneal_dwell"


def plan_effluent(case: CaseView, p: Parameters) -> None:
    """A look every day and before every dose while one stands; the look that would lift a hold."""
    with case.rule("P-4") as rule:
        keys = [key for key in rule.get("exchanges") if rule.get(section_of(key) + ".dose") is not None]
        if keys:
            rule.follow("daily-look", on="day")
            rule.follow("before-dose", on="dose")
            rule.stop()
        held = [key for key in dosed_exchanges(rule) if OWN in rule.withheld_by(section_of(key))]
        if held and doubts(rule, p) and not signs(rule, p):
            rule.follow("look-again", on="day", numbers=1)
