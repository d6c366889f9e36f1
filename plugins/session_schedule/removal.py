"""F-6: phosphate and potassium that intensive dialysis removes too well."""

from __future__ import annotations

from calciplug import CaseView, Parameters, Quantity, Rule
from calciplug.units import below


def warn_of_removal(case: CaseView, p: Parameters) -> None:
    """Look for over-removal at the schedule that came out."""
    with case.rule("F-6") as rule:
        _over_removal(rule, p)


def is_intensive(p: Parameters, count: Quantity, duration: Quantity) -> bool:
    """Whether sessions are long at least three times a week, or frequent."""
    long = not below(duration, p.long_session) and not below(count, p.thrice)
    return long or not below(count, p.frequent_from)


def _over_removal(rule: Rule, p: Parameters) -> None:
    """Warn of low phosphate or potassium on intensive dialysis."""
    count, duration = rule.need("schedule.count"), rule.need("schedule.duration")
    if not is_intensive(p, count, duration):
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
