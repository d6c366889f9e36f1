"""S-4: no thiosulfate for a child without a person's decision."""

from __future__ import annotations

from calciplug import CaseView, Parameters, Quantity, Rule
from calciplug.units import below, body_surface

from .places import wanted_sections


def withhold_from_child(case: CaseView, p: Parameters) -> None:
    """Withhold every route from a child; show what has been published."""
    with case.rule("S-4") as rule:
        sections = wanted_sections(rule) or rule.stop()
        age = rule.need("patient.age")
        if not below(age, p.adult_age):
            rule.stop()
        because, figures = _published(rule, p)
        for section in sections:
            if below(age, p.newborn_age):
                rule.block(section, "newborn", final=True)
            else:
                rule.hold(section, because, **figures)


def _published(rule: Rule, p: Parameters) -> tuple[str, dict[str, Quantity]]:
    """Both published figures for this child's body surface, where height and weight are known."""
    height, weight = rule.get("patient.height"), rule.get("patient.dry_weight")
    if height is None or weight is None:
        return "child-unmeasured", {}
    surface = body_surface(height, weight)
    high = p.child_high_dose / p.child_high_surface * surface
    low = p.child_low_dose / p.child_low_surface * surface
    return "child", {"high": high, "low": low, "surface": surface}
