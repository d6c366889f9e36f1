"""Warn when one outcome changes many things at once, and suggest an order."""

from __future__ import annotations

from calciplug import AfterView, CaseView, Parameters, Rule, hookimpl
from calciplug.units import counted, exceeds, per_session

THIOSULFATE, TIME, SODIUM, CALCIUM = "thiosulfate", "dialysis time", "dialysate sodium", "dialysate calcium"
INTRAVENOUS = "intravenous"


@hookimpl
def calciplug_review(case: CaseView, after: AfterView, p: Parameters) -> None:
    """Count the four kinds of change in the result."""
    with case.rule("G-1") as rule:
        happens = {
            THIOSULFATE: _thiosulfate_starts(rule, p) or _thiosulfate_rises(rule, after),
            TIME: _intensified(rule, after),
            SODIUM: after.was_lowered("dialysate.sodium") or _solution_falls(rule, SODIUM),
            CALCIUM: after.was_lowered("dialysate.calcium") or _solution_falls(rule, CALCIUM),
        }
        changes = tuple(name for name, changed in happens.items() if changed)
        if not exceeds(counted(changes), p.most_changes):
            rule.stop()
        rule.warn(None, "many", changes=changes, suggested=tuple(name for name in p.order if name in changes))


def _thiosulfate_starts(rule: Rule, p: Parameters) -> bool:
    """Whether a dose stands now and none was ever given."""
    doses = [rule.get("thiosulfate.dose"), *(rule.get(path) for path in _dwell_doses(rule))]
    given = any(dose.route in p.systemic_routes for dose in rule.get("history.thiosulfate"))
    return not given and any(dose is not None for dose in doses)


def _thiosulfate_rises(rule: Rule, after: AfterView) -> bool:
    """Whether the dose is higher than the one in force, or than the last one that was given."""
    dose, old = rule.get("thiosulfate.dose"), rule.in_force("thiosulfate.dose")
    if any(after.was_raised(path) and rule.in_force(path) is not None for path in _dwell_doses(rule)):
        return True
    if dose is None:
        return False
    given = [item for item in rule.get("history.thiosulfate") if item.route == INTRAVENOUS]
    last = max(given, key=lambda item: item.given, default=None)
    return (old is not None and exceeds(dose, old)) or (last is not None and exceeds(dose, per_session(last.dose)))


def _intensified(rule: Rule, after: AfterView) -> bool:
    """Whether there are more sessions, more hours a week or more exchanges than in force."""
    for path in ("schedule.count", "schedule.weekly_time"):
        new, old = rule.get(path), rule.in_force(path)
        if new is not None and old is not None and exceeds(new, old):
            return True
    return bool(rule.in_force("exchanges")) and any(
        after.was_raised("exchanges." + key + ".count") for key in rule.get("exchanges")
    )


def _solution_falls(rule: Rule, name: str) -> bool:
    """Whether an exchange's solution holds less sodium or calcium than the one in force."""
    solutions = {item.id: item for item in rule.get("site.solutions")}
    for key in rule.get("exchanges"):
        path = "exchanges." + key + ".solution"
        new, old = solutions.get(rule.get(path)), solutions.get(rule.in_force(path))
        if new is None or old is None:
            continue
        ours, theirs = (new.sodium, old.sodium) if name == SODIUM else (new.calcium, old.calcium)
        if ours is not None and theirs is not None and exceeds(theirs, ours):
            return True
    return False


def _dwell_doses(rule: Rule) -> list[str]:
    return ["exchanges." + key + ".thiosulfate.dose" for key in rule.get("exchanges")]
