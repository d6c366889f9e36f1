"""What has to be measured again before thiosulfate that is withheld can be given."""

from __future__ import annotations

from calciplug import CaseView, Parameters, Rule
from calciplug.units import below, exceeds

from .calcium import is_very_low
from .sections import THIOSULFATE

OWN = "thiosulfate_safety"
PERITONEAL = ("CAPD", "APD")


def plan_again(case: CaseView, p: Parameters) -> None:
    """Each value for which a rule withholds thiosulfate, once more before the first session, or on the first day."""
    with case.rule("S-10") as rule:
        _need_a_hold(rule)
        sodium = rule.get("labs.sodium", stale=True)
        if sodium is not None and exceeds(sodium, p.highest_sodium):
            _ask(rule)

    with case.rule("S-11") as rule:
        _need_a_hold(rule)
        ph, bicarbonate = rule.get("labs.ph", stale=True), rule.get("labs.bicarbonate", stale=True)
        acid = ph is not None and below(ph, p.lowest_ph)
        if acid or (bicarbonate is not None and below(bicarbonate, p.lowest_bicarbonate)):
            _ask(rule)

    with case.rule("S-12") as rule:
        _need_a_hold(rule)
        if is_very_low(rule, p):
            _ask(rule)

    with case.rule("S-13") as rule:
        _need_a_hold(rule)
        qtc = rule.get("labs.qtc", stale=True)
        if qtc is not None and not below(qtc, p.highest_qtc):
            _ask(rule)


def _need_a_hold(rule: Rule) -> None:
    """End the block where this plugin withholds nothing."""
    if OWN not in rule.withheld_by(THIOSULFATE):
        rule.stop()


def _ask(rule: Rule) -> None:
    rule.follow("again", on="day" if rule.get("case.modality") in PERITONEAL else "session", numbers=1)
