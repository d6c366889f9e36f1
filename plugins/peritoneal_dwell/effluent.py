"""P-4: what the effluent has to look like before a dose."""

from __future__ import annotations

from calciplug import CaseView, Parameters, Rule
from calciplug.units import exceeds

from .exchange import dosed_exchanges, section_of
from .peritonitis import doubts, signs


def check_effluent(case: CaseView, p: Parameters) -> None:
    """Look at the effluent before every dose."""
    with case.rule("P-4") as rule:
        for key in dosed_exchanges(rule):
            _check_dose(rule, p, section_of(key))


def _check_dose(rule: Rule, p: Parameters, section: str) -> None:
    """Stop at a sign of peritonitis; hold where nobody has looked; else say what to look for."""
    found = signs(rule, p)
    for because, named in found:
        rule.block(section, because, **named)
    if found:
        return
    doubted = doubts(rule, p)
    for because, named in doubted:
        rule.hold(section, because, **named)
    if doubted:
        return
    cells = rule.get("labs.effluent_leukocytes", stale=True)
    if cells is not None and exceeds(cells, p.leukocytes):
        rule.warn(section + ".dose", "cells-without-neutrophils", leukocytes=cells)
    rule.info(section + ".dose", "plan")
