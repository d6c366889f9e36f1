"""Lower dialysate calcium by stocked baths, and never while calcium is low or the QT interval long."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from calciplug import CaseView, Parameters, Quantity, Rule, hookimpl
from calciplug.units import below, corrected_calcium, exceeds, within

if TYPE_CHECKING:
    from collections.abc import Sequence

BATH = "dialysate.calcium"
IONISED, TOTAL, ALBUMIN, QTC = "labs.calcium_ionised", "labs.calcium_total", "labs.albumin", "labs.qtc"
FIXED, HUNGRY_BONE = "fixed-dialysate", "hungry-bone"

# What was found low, as the end of a reason's key, with the value that the reason names.
Low = tuple[str, dict[str, Any]]


@hookimpl
def calciplug_guard(case: CaseView, p: Parameters) -> None:
    """Steps, bounds, low calcium, a long QT interval, intensive dialysis, and what can be delivered."""
    with case.rule("D-1") as rule:
        current = rule.in_force(BATH)
        if current is not None:
            rule.limit(BATH, "step", minimum=current - p.largest_step, severity="warning", current=current)
    _check_bounds(case, p)
    _check_calcium(case, p)
    _check_qt(case, p)
    _check_intensive(case, p)
    _check_stock(case, p)


@hookimpl
def calciplug_propose(case: CaseView, p: Parameters) -> None:
    """One stocked bath down in calciphylaxis, or one up when calcium is very low."""
    _lower(case, p)
    _raise(case, p)


@hookimpl
def calciplug_review(case: CaseView, p: Parameters) -> None:
    """Point out a high bath, and show the gradient that the result leaves."""
    with case.rule("D-2") as rule:
        value = rule.need(BATH)
        if exceeds(value, p.usual_high):
            rule.warn(BATH, "high", value=value)

    with case.rule("D-5") as rule:
        value, total = rule.need(BATH), rule.need(TOTAL)
        corrected = _corrected(total, rule.need(ALBUMIN), p)
        rule.info(BATH, "gradient", gradient=corrected - value, corrected=corrected, total=total, value=value)


# -- guards --------------------------------------------------------------------------------


def _check_bounds(case: CaseView, p: Parameters) -> None:
    """D-2: below the floor only with an override, below the lowest not, above the ceiling not."""
    with case.rule("D-2") as rule:
        rule.limit(BATH, "floor", minimum=p.floor, severity="warning")
        if not _hungry_bone(rule):
            rule.limit(BATH, "ceiling", maximum=p.ceiling)
        value = rule.need(BATH)
        if below(value, p.lowest):
            # Digits that were meant as mmol/L and written as mEq/L say half of what was meant.
            meant = value * 2
            if within(meant, p.floor, p.ceiling):
                rule.block(BATH, "lowest-halved", refuses=value, alternative={BATH: meant}, value=value, meant=meant)
            else:
                rule.block(BATH, "lowest", refuses=value, value=value)


def _check_calcium(case: CaseView, p: Parameters) -> None:
    """D-3: no lowering while calcium is low or unknown; very low calcium holds thiosulfate as well."""
    with case.rule("D-3") as rule:
        low = _low(rule, p, p.low_ionised, p.low_total, stale=True)
        current = rule.in_force(BATH)
        if low is None and rule.get(IONISED) is None and rule.get(TOTAL) is None:
            rule.silent("missing" if rule.get(IONISED, stale=True) is None else "stale", path=IONISED)
            if current is not None:
                rule.limit(BATH, "unknown", minimum=_as_low_as(rule, p, current))
        if low is None:
            rule.stop()
        how, named = low
        if current is not None:
            rule.limit(BATH, "low-" + how, minimum=_as_low_as(rule, p, current), **named)
        total, albumin = rule.get(TOTAL, stale=True), rule.get(ALBUMIN, stale=True)
        if total is not None and albumin is not None:
            rule.info(BATH, "shown", total=total, corrected=_corrected(total, albumin, p))
        very_low = _low(rule, p, p.very_low_ionised, p.very_low_total, stale=True)
        if very_low is None:
            rule.stop()
        how, named = very_low
        if rule.drafted("thiosulfate.dose") is not None:
            rule.hold("thiosulfate", "hold-" + how, **named)
        drugs = tuple(
            item.drug for item in rule.get("medications") if item.drug in p.calcimimetics and item.status != "stopped"
        )
        if drugs:
            rule.warn(None, "calcimimetic", drugs=drugs)
        if _low(rule, p, p.very_low_ionised, p.very_low_total, stale=False) is not None and _stuck(rule, p):
            rule.hold(BATH, "no-bath")


def _check_qt(case: CaseView, p: Parameters) -> None:
    """D-4: no lowering with a long QTc."""
    with case.rule("D-4") as rule:
        qtc, limit = rule.get(QTC, stale=True), _qt_limit(rule, p)
        current, ordered = rule.in_force(BATH), rule.ordered(BATH)
        if qtc is not None and not below(qtc, limit):
            if current is not None:
                rule.limit(BATH, "long", minimum=_as_low_as(rule, p, current), qtc=qtc, limit=limit)
            if not below(qtc, p.very_long_qt):
                rule.warn(BATH, "very-long", qtc=qtc)
            rule.stop()
        if rule.get(QTC) is None and current is not None and ordered is not None and _is_lower(ordered, current, p):
            rule.warn(BATH, "unknown", ordered=ordered)
        rule.need(QTC)


def _check_intensive(case: CaseView, p: Parameters) -> None:
    """D-6: on long, frequent sessions the bath is kept, and the conflict shown."""
    with case.rule("D-6") as rule:
        count, duration = rule.need("schedule.count"), rule.need("schedule.duration")
        if not _intensive(p, count, duration):
            rule.stop()
        current = rule.in_force(BATH)
        if current is not None:
            least = min(current, p.intensive_calcium)
            rule.limit(BATH, "keep", minimum=least, severity="warning", count=count, duration=duration)
        rule.warn(BATH, "conflict", count=count, duration=duration)


def _check_stock(case: CaseView, p: Parameters) -> None:
    """D-7: what cannot be delivered is refused, and the nearest bath named."""
    with case.rule("D-7") as rule:
        ordered, current = rule.ordered(BATH), rule.in_force(BATH)
        if rule.get("site.machine") == FIXED and current is not None:
            if ordered is not None and not _one_bath(ordered, current, p):
                rule.block(BATH, "fixed-order", refuses=ordered, value=ordered, current=current)
            if exceeds(current, p.floor):
                rule.warn(BATH, "fixed", value=current)
            rule.stop()
        baths = _stock(rule)
        if not baths:
            rule.silent("missing", path="site.calcium_baths")
            rule.stop()
        value = rule.need(BATH)
        if _stocked(value, baths, p):
            rule.stop()
        nearest = _nearest(value, baths, p)
        if ordered is not None and (current is None or not _one_bath(ordered, current, p)):
            rule.block(BATH, "not-stocked", refuses=value, alternative={BATH: nearest}, value=value, nearest=nearest)
        else:
            rule.warn(BATH, "in-force-not-stocked", value=value, nearest=nearest)


# -- proposals -----------------------------------------------------------------------------


def _lower(case: CaseView, p: Parameters) -> None:
    """D-1: the next lower stocked bath, counted from the one in force."""
    with case.rule("D-1") as rule:
        rule.need(BATH)
        if rule.get("site.machine") == FIXED:
            rule.stop()
        current, baths = rule.in_force(BATH), _baths(rule)
        if current is None or not baths:
            rule.silent("missing", path=BATH if current is None else "site.calcium_baths")
            rule.stop()
        value = _next_lower(current, baths, p)
        if value is None:
            if exceeds(current, p.floor):
                rule.info(BATH, "no-bath", current=current)
            rule.stop()
        rule.rest(BATH, p.recheck_after)
        standing = rule.standing(BATH)
        if (standing is not None and _is_lower(standing, current, p)) or not _may_lower(rule, p, current, value):
            rule.stop()
        if standing is not None and _is_lower(current, standing, p):
            rule.warn(BATH, "left-raise-ordered", ordered=standing, current=current, value=value)
            rule.stop()
        rule.propose(BATH, value, "next-bath", current=current, value=value)


def _raise(case: CaseView, p: Parameters) -> None:
    """D-3: the next higher stocked bath, when a fresh calcium is very low."""
    with case.rule("D-3") as rule:
        low = _low(rule, p, p.very_low_ionised, p.very_low_total, stale=False)
        if low is None:
            rule.stop()
        current, value, standing = rule.in_force(BATH), _next_higher(rule, p), rule.standing(BATH)
        if value is None or (standing is not None and not below(standing, value)):
            rule.stop()
        if _raised_lately(rule, p):
            rule.warn(BATH, "raised-lately", value=value)
            rule.stop()
        how, named = low
        rule.propose(BATH, value, "raise-" + how, severity="warning", current=current, value=value, **named)


# -- calcium in serum ----------------------------------------------------------------------


def _low(rule: Rule, p: Parameters, ionised_limit: Quantity, total_limit: Quantity, *, stale: bool) -> Low | None:
    """What is below its limit: a fresh ionised calcium decides, else the lower of total and corrected calcium.

    With *stale*, values that are too old count as well, where no fresh ionised calcium decides: they can only
    tighten.
    """
    fresh = rule.get(IONISED)
    ionised = fresh if fresh is not None or not stale else rule.get(IONISED, stale=True)
    if ionised is not None and below(ionised, ionised_limit):
        return "ionised", {"ionised": ionised}
    if fresh is not None:
        return None
    total, albumin = rule.get(TOTAL, stale=stale), rule.get(ALBUMIN, stale=stale)
    if total is None:
        return None
    lower: Quantity = total if albumin is None else min(total, _corrected(total, albumin, p))
    return ("total", {"total": lower}) if below(lower, total_limit) else None


def _corrected(total: Quantity, albumin: Quantity, p: Parameters) -> Quantity:
    return corrected_calcium(total, albumin, p.calcium_per_albumin, p.reference_albumin)


# -- what stands in the way of a lower bath ------------------------------------------------


def _may_lower(rule: Rule, p: Parameters, current: Quantity, value: Quantity) -> bool:
    """Whether calcium, QTc, schedule and the start of thiosulfate allow a lower bath; says why not."""
    low = _low(rule, p, p.low_ionised, p.low_total, stale=True)
    if low is not None:
        how, named = low
        rule.info(BATH, "left-" + how, value=value, **named)
        return False
    if rule.get(IONISED) is None:
        # Total calcium alone does not show that corrected calcium is not low.
        if rule.get(TOTAL) is None:
            rule.need(IONISED)
        rule.need(ALBUMIN)
    qtc = rule.get(QTC, stale=True)
    if qtc is not None and not below(qtc, _qt_limit(rule, p)):
        rule.info(BATH, "left-qt", qtc=qtc, value=value)
        return False
    rule.need(QTC)
    if _intensive(p, rule.need("schedule.count"), rule.need("schedule.duration")):
        return False
    if _hungry_bone(rule):
        rule.info(BATH, "left-hungry-bone", current=current, value=value)
        return False
    ionised = rule.get(IONISED)
    if _first_week(rule, p) and (ionised is None or below(ionised, p.first_week_ionised)):
        rule.info(BATH, "left-first-week", value=value)
        return False
    return True


def _first_week(rule: Rule, p: Parameters) -> bool:
    """Whether thiosulfate begins now, or began within the first week."""
    given = [item.given for item in rule.get("history.thiosulfate") if item.route in p.systemic_routes]
    if not given:
        return rule.get("thiosulfate.dose") is not None
    return not exceeds(rule.since(min(given)), p.first_week)


def _qt_limit(rule: Rule, p: Parameters) -> Quantity:
    """The limit of the patient's sex; the lower one where the sex is not known."""
    limits = {"M": p.long_qt_men, "F": p.long_qt_women}
    found: Quantity = limits.get(rule.get("patient.sex"), min(p.long_qt_men, p.long_qt_women))
    return found


def _intensive(p: Parameters, count: Quantity, duration: Quantity) -> bool:
    return not below(duration, p.intensive_duration) and not below(count, p.intensive_count)


def _hungry_bone(rule: Rule) -> bool:
    return any(condition.code == HUNGRY_BONE for condition in rule.get("patient.conditions"))


def _as_low_as(rule: Rule, p: Parameters, current: Quantity) -> Quantity:
    """What "not lowered" means: the bath in force, or the ceiling where that bath lies above it."""
    return current if _hungry_bone(rule) else min(current, p.ceiling)


# -- baths ---------------------------------------------------------------------------------


def _stock(rule: Rule) -> Sequence[Quantity]:
    """The site's baths, lowest first."""
    return sorted(rule.get("site.calcium_baths"))


def _baths(rule: Rule) -> Sequence[Quantity]:
    """Baths that can be chosen: none where the machine gives one dialysate."""
    return () if rule.get("site.machine") == FIXED else _stock(rule)


def _next_lower(current: Quantity, baths: Sequence[Quantity], p: Parameters) -> Quantity | None:
    steps = [bath for bath in baths if _is_lower(bath, current, p) and not exceeds(current - bath, p.largest_step)]
    return max((bath for bath in steps if not below(bath, p.floor)), default=None)


def _next_higher(rule: Rule, p: Parameters) -> Quantity | None:
    """The next stocked bath above the one in force, within a step and the ceiling."""
    current = rule.in_force(BATH)
    if current is None:
        return None
    steps = [bath for bath in _baths(rule) if _is_lower(current, bath, p) and not exceeds(bath - current, p.raise_step)]
    return min((bath for bath in steps if not exceeds(bath, p.ceiling)), default=None)


def _stuck(rule: Rule, p: Parameters) -> bool:
    """Whether a bath is prescribed and none above the one in force can be given, ordered or proposed."""
    current, ordered = rule.in_force(BATH), rule.ordered(BATH)
    if rule.drafted(BATH) is None or _next_higher(rule, p) is not None:
        return False
    raised = current is not None and ordered is not None and _is_lower(current, ordered, p)
    return not (raised and not exceeds(ordered, p.ceiling) and _stocked(ordered, _baths(rule), p))


def _raised_lately(rule: Rule, p: Parameters) -> bool:
    return any(
        change.rule == "D-3" and change.path == BATH and below(rule.since(change.changed), p.raise_recheck_after)
        for change in rule.get("history.changes")
    )


def _is_lower(one: Quantity, other: Quantity, p: Parameters) -> bool:
    return one < other and not _one_bath(one, other, p)


def _one_bath(one: Quantity, other: Quantity, p: Parameters) -> bool:
    """Whether two values are one bath once delivered."""
    return below(abs(one - other), p.resolution)


def _stocked(value: Quantity, baths: Sequence[Quantity], p: Parameters) -> bool:
    return any(_one_bath(value, bath, p) for bath in baths)


def _nearest(value: Quantity, baths: Sequence[Quantity], p: Parameters) -> Quantity:
    """The nearest bath within the bounds of D-2; where the site stocks none of those, the nearest."""
    inside = [bath for bath in baths if within(bath, p.floor, p.ceiling)]
    return min(inside or baths, key=lambda bath: abs(bath - value))
