"""F-3: whether the measured dose of dialysis will do."""

from __future__ import annotations

from calciplug import AfterView, CaseView, Parameters, Rule
from calciplug.units import below

from .measured import Dose, measured_dose
from .schedule import PATHS


def judge_adequacy(case: CaseView, after: AfterView, p: Parameters) -> None:
    """Judge the measured dose, or ask to measure again after a change of schedule."""
    with case.rule("F-3") as rule:
        _judge(rule, measured_dose(rule, p), moved=any(after.has_changed(path) for path in PATHS))


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
