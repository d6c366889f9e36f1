"""What is known before parathyroidectomy, and what speaks against it or has to be watched after it."""

from __future__ import annotations

from calciplug import AfterView, CaseView, Parameters, Rule
from calciplug.units import exceeds

from .lowered import calcium_lowered
from .outside import PTH, outside_band

SURGERY, HUNGRY_BONE = "parathyroidectomy", "hungry-bone"
HIGH_TURNOVER, LOW_TURNOVER = "high-bone-turnover", "low-bone-turnover"
THERAPIES, CONDITIONS = "therapies", "patient.conditions"
LESIONS, WITHOUT_LESIONS = "patient.lesions", ("healed", "none")
ORDERED, PLANNED, DONE = "ordered", "planned", "in-place"


def check_surgery(case: CaseView, after: AfterView, p: Parameters) -> None:
    """Tell of the series where it is ordered or could be; warn at low turnover, and of less calcium after it."""
    with case.rule("parathyroidectomy") as rule:
        conditions = {item.code for item in rule.get(CONDITIONS)}
        statuses = {item.status for item in rule.get(THERAPIES) if item.therapy == SURGERY}
        if not rule.stated(THERAPIES):
            rule.silent("missing", path=THERAPIES, part="planned surgery")
        if statuses & {ORDERED, PLANNED}:
            _before_surgery(rule, p, conditions)
        elif not statuses and SURGERY not in conditions and HIGH_TURNOVER in conditions and _has_lesions(rule):
            _instead_of_none(rule, p)
        grounds = _recently(rule, p)
        if grounds and calcium_lowered(rule, after):
            rule.warn("dialysate.calcium", "calcium-lowered", grounds=grounds)


def operated(rule: Rule) -> tuple[str, ...]:
    """What is on record by which parathyroid hormone is low: surgery, whenever it was, or hungry bone after it."""
    found = {item.code for item in rule.get(CONDITIONS) if item.code in (SURGERY, HUNGRY_BONE)}
    found |= {item.therapy for item in rule.get(THERAPIES) if item.therapy == SURGERY and item.status == DONE}
    return tuple(sorted(found))


def _before_surgery(rule: Rule, p: Parameters, conditions: set[str]) -> None:
    if LOW_TURNOVER in conditions:
        rule.warn(CONDITIONS, "low-turnover")
    pth = rule.get(PTH)
    if pth is None:
        rule.silent("missing" if rule.get(PTH, stale=True) is None else "stale", path=PTH, part="low turnover")
    else:
        found = outside_band(rule, p, pth)
        if found is not None and found[0] == "low":
            _, bound, named = found
            rule.warn(PTH, "low-" + bound, **named)
    rule.info(THERAPIES, "series")


def _has_lesions(rule: Rule) -> bool:
    """Whether there may be lesions: the review speaks of severe calciphylaxis."""
    return rule.get(LESIONS) not in WITHOUT_LESIONS


def _instead_of_none(rule: Rule, p: Parameters) -> None:
    found = outside_band(rule, p, rule.need(PTH))
    if found is not None and found[0] == "high":
        _, bound, named = found
        rule.info(PTH, "considered-" + bound, **named)


def _recently(rule: Rule, p: Parameters) -> tuple[str, ...]:
    """Hungry bone, and surgery no longer ago than bone may take up calcium; a date that is not on record counts."""
    begun = [(item.code, item.since) for item in rule.get(CONDITIONS) if item.code == SURGERY]
    begun += [(SURGERY, item.since) for item in rule.get(THERAPIES) if item.therapy == SURGERY and item.status == DONE]
    recent = {code for code, since in begun if since is None or not exceeds(rule.since(since), p.after_surgery)}
    hungry = {item.code for item in rule.get(CONDITIONS) if item.code == HUNGRY_BONE}
    return tuple(sorted(recent | hungry))
