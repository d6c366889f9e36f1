"""Another dialyser: its surface, its membrane, or its name alone."""

from __future__ import annotations

from calciplug import AfterView, CaseView, Rule
from calciplug.units import below, exceeds

MEDIUM_CUT_OFF = "medium-cut-off"
NAME, SURFACE, MEMBRANE = "dialyser.name", "dialyser.surface", "dialyser.membrane"


def check_membrane(case: CaseView, after: AfterView) -> None:
    """Inform of what changes in the dialyser."""
    with case.rule("membrane") as rule:
        _surface(rule)
        _membrane(rule, after)
        _name(rule, after)


def _surface(rule: Rule) -> None:
    surface, before = rule.get(SURFACE), rule.in_force(SURFACE)
    if surface is None or before is None:
        return
    if exceeds(surface, before):
        rule.info(SURFACE, "larger", surface=surface, before=before)
    elif below(surface, before):
        rule.info(SURFACE, "smaller", surface=surface, before=before)


def _membrane(rule: Rule, after: AfterView) -> None:
    membrane, before = rule.get(MEMBRANE), rule.in_force(MEMBRANE)
    if membrane is None or not after.has_changed(MEMBRANE):
        return
    if membrane == MEDIUM_CUT_OFF:
        rule.info(MEMBRANE, "medium-cut-off")
    elif before is not None:
        rule.info(MEMBRANE, "other", membrane=membrane, before=before)


def _name(rule: Rule, after: AfterView) -> None:
    """A new name over the surface or membrane in force: they may be the old dialyser's."""
    if rule.in_force(NAME) is None or rule.get(NAME) is None or not after.has_changed(NAME):
        return
    old = tuple(path for path in (SURFACE, MEMBRANE) if rule.get(path) is not None and rule.ordered(path) is None)
    if old:
        rule.warn(NAME, "name-only", kept=old)
