"""S-10: sodium in serum."""

from __future__ import annotations

from calciplug import CaseView, Parameters
from calciplug.units import exceeds

from .sections import hold_all, systemic_sections


def check_sodium(case: CaseView, p: Parameters) -> None:
    """Hold while sodium is high."""
    with case.rule("S-10") as rule:
        sections = systemic_sections(rule) or rule.stop()
        sodium = rule.get("labs.sodium", stale=True)
        if sodium is not None and exceeds(sodium, p.highest_sodium):
            hold_all(rule, sections, "hypernatraemia", sodium=sodium)
        else:
            rule.need("labs.sodium")
