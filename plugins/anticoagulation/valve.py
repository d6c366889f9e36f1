"""A-2: a mechanical heart valve, which decides what may replace a vitamin K antagonist."""

from __future__ import annotations

from calciplug import CaseView, Parameters

from .medicines import CONDITIONS, MEDICATIONS, OTHER, has_valve, running


def check_valve(case: CaseView, p: Parameters) -> None:
    """Warn where a mechanical valve meets an anticoagulant; propose none."""
    with case.rule("A-2") as rule:
        if rule.stated(CONDITIONS) and not has_valve(rule, p):
            rule.stop()
        if not rule.stated(MEDICATIONS):
            rule.silent("missing", path=MEDICATIONS)
            return
        antagonists = running(rule, p.antagonists)
        direct = running(rule, p.direct_anticoagulants)
        if not rule.stated(CONDITIONS):
            if antagonists or direct:
                rule.info(CONDITIONS, "valve-unstated", drugs=(*antagonists, *direct))
            else:
                rule.silent("missing", path=CONDITIONS)
            return
        if antagonists:
            rule.warn(MEDICATIONS, "antagonist", drugs=antagonists)
        if direct:
            rule.warn(MEDICATIONS, "direct", drugs=direct)
        if antagonists or direct or running(rule, p.heparins):
            rule.stop()
        if running(rule, (OTHER,)):
            rule.silent("missing", path=MEDICATIONS, part=OTHER)
            return
        rule.info(MEDICATIONS, "none-named")
