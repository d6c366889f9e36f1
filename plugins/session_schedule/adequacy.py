"""F-3: whether the measured dose of dialysis will do, and the predicted one where none was measured."""

from __future__ import annotations

from calciplug import AfterView, CaseView, Parameters, Rule
from calciplug.units import below

from .clearance import substitution_changed
from .measured import SESSIONS, WEEKLY, Dose, measured_before_a_change, measured_dose, weekly_counts
from .predicted import judge_predicted
from .schedule import PATHS


def judge_adequacy(case: CaseView, after: AfterView, p: Parameters) -> None:
    """Judge the measured dose, or ask to measure again after a change; a model speaks where no measurement does."""
    with case.rule("F-3") as rule:
        here, now = rule.need("schedule.count"), rule.in_force("schedule.count")
        # A measured dose belongs to the flows and the dialyser as well.
        moved = any(after.has_changed(path) for path in (*PATHS, "flows", "dialyser")) or substitution_changed(rule)
        dose = measured_dose(rule, p, here if now is None else now, here)
        if not _judge(rule, dose, moved=moved):
            judge_predicted(rule, p, moved=moved, weekly=weekly_counts(rule, p, here))


def _judge(rule: Rule, dose: Dose, *, moved: bool) -> bool:
    """Say whether the measured dose will do; one of other sessions only asks to be measured again.

    Returns whether that settles it: a value that was measured in these sessions wins against any model.
    """
    # A low value that is old still tightens.
    value = rule.get(dose.path, stale=True)
    if value is None:
        return _unmeasured(rule, dose)
    low = below(value, dose.target)
    outdated = measured_before_a_change(rule, dose.path, *SESSIONS)
    if not low and not moved:
        return _good(rule, dose, outdated=outdated)
    if moved or outdated:
        rule.info("schedule.duration", dose.again_low if low else dose.again, value=value)
        return False
    if below(value, dose.minimum):
        rule.refuse_signature("schedule.duration", dose.too_low, value=value)
    else:
        rule.warn("schedule.duration", dose.low, value=value)
    return True


def _good(rule: Rule, dose: Dose, *, outdated: bool) -> bool:
    """Whether a value that meets its target still speaks for these sessions; too old, it is named and does not."""
    if dose.path != WEEKLY:
        rule.need(dose.path)
    elif rule.get(dose.path) is None:
        rule.silent("stale", path=dose.path, part="measured weekly Kt/V")
        return False
    return not outdated


def _unmeasured(rule: Rule, dose: Dose) -> bool:
    """Name a session's Kt/V that is missing; for a missing weekly one the model speaks."""
    if dose.path != WEEKLY:
        rule.need(dose.path)
    return False
