"""Lower dialysate sodium while sodium thiosulfate is given; keep it inside its bounds."""

from __future__ import annotations

from calciplug import CaseView, Parameters, Quantity, Rule, hookimpl
from calciplug.units import below, exceeds, to_step

FIXED = "fixed-dialysate"


@hookimpl
def calciplug_guard(case: CaseView, p: Parameters) -> None:
    """Bounds, steps, hyponatraemia and machines that cannot change."""
    with case.rule("N-2") as rule:
        rule.limit("dialysate.sodium", "hard", minimum=p.hard_low, maximum=p.hard_high)

    with case.rule("N-3") as rule:
        rule.silent("needs-model", part="predicted rise in sodium")
        sodium = rule.get("labs.sodium", stale=True)
        if sodium is None:
            sodium = rule.need("labs.sodium")
        if below(sodium, p.very_low_serum):
            rule.hold("thiosulfate", "hold", sodium=sodium)
            ordered = rule.ordered("dialysate.sodium")
            if ordered is not None:
                rule.block("dialysate.sodium", "no-change", refuses=ordered, value=ordered, sodium=sodium)
        if below(sodium, p.low_serum):
            current = rule.in_force("dialysate.sodium")
            # A bath that is already lower is not raised by this rule; it may only not go lower still.
            floor = sodium if current is None else min(sodium, current)
            rule.limit("dialysate.sodium", "below-serum", minimum=floor, sodium=sodium)

    with case.rule("N-4") as rule:
        rule.need("thiosulfate.dose")
        current = rule.in_force("dialysate.sodium")
        if current is not None:
            rule.limit(
                "dialysate.sodium",
                "step",
                minimum=current - p.largest_step,
                maximum=current + p.largest_step,
                current=current,
            )

    with case.rule("N-5") as rule:
        if rule.need("site.machine") != FIXED:
            rule.stop()
        ordered, current = rule.ordered("dialysate.sodium"), rule.in_force("dialysate.sodium")
        if ordered is not None and (current is None or exceeds(abs(ordered - current), p.rounding * 0)):
            rule.block("dialysate.sodium", "cannot-deliver", refuses=ordered, value=ordered)
        if rule.get("thiosulfate.dose") is not None:
            rule.warn("dialysate.sodium", "fixed")

    with case.rule("N-6") as rule:
        gradient = rule.need("dialysate.sodium") - rule.need("labs.sodium")
        if exceeds(gradient, p.loading_gradient):
            rule.warn("dialysate.sodium", "loading", gradient=gradient)
        elif exceeds(gradient, gradient * 0):
            rule.info("dialysate.sodium", "gradient", gradient=gradient)


@hookimpl
def calciplug_propose(case: CaseView, p: Parameters) -> None:
    """Offset part of thiosulfate's sodium, in steps, never below serum sodium minus the gradient."""
    with case.rule("N-1") as rule:
        rule.need("thiosulfate.dose")
        rule.need("labs.sodium")
        if rule.get("site.machine") == FIXED:
            rule.stop()
        rule.rest("dialysate.sodium", p.recheck_after)
        current = rule.in_force("dialysate.sodium")
        if current is None:
            current = rule.need("dialysate.sodium")
        reference = rule.mean("labs.sodium", count=p.mean_of, within=p.mean_within)
        if reference is None or below(reference, p.very_low_serum):
            rule.stop()
        candidate = _candidate(reference, p)
        value = to_step(max(candidate, current - p.largest_step), p.rounding, up=True)
        if not below(value, current) or below(rule.need("dialysate.sodium"), value):
            rule.stop()
        if _may_lower(rule, p, value):
            rule.propose(
                "dialysate.sodium",
                value,
                "partial-offset",
                current=current,
                value=value,
                reference=reference,
                candidate=candidate,
            )


@hookimpl
def calciplug_review(case: CaseView, p: Parameters) -> None:
    """Point out a dialysate sodium outside the usual band."""
    with case.rule("N-2") as rule:
        value = rule.need("dialysate.sodium")
        if below(value, p.soft_low) or exceeds(value, p.soft_high):
            rule.warn("dialysate.sodium", "soft", value=value)


def _candidate(reference: Quantity, p: Parameters) -> Quantity:
    """Where the rule aims: aligned while serum sodium is low, else the gradient below it."""
    if below(reference, p.low_serum):
        return max(p.lowest_candidate, reference)
    return max(p.lowest_candidate, reference - p.gradient)


def _may_lower(rule: Rule, p: Parameters, value: Quantity) -> bool:
    """Whether blood pressure and recent sessions allow it; says why not."""
    pressure = rule.get("labs.systolic_pressure")
    if pressure is not None and below(pressure, p.lowest_pressure):
        rule.warn("dialysate.sodium", "low-pressure", pressure=pressure, value=value)
        return False
    events = tuple(
        event.code
        for event in rule.get("history.events")
        if event.code in p.events and not exceeds(rule.since(event.happened), p.event_window)
    )
    if events:
        rule.warn("dialysate.sodium", "recent-episodes", events=events, value=value)
        return False
    if pressure is None:
        rule.info("dialysate.sodium", "pressure-unknown")
    return True
