"""A-10: how weak the evidence is."""

from __future__ import annotations

from calciplug import CaseView

from .places import DOSE, standing_doses


def show_banner(case: CaseView) -> None:
    """Say it wherever thiosulfate stands."""
    with case.rule("A-10") as rule:
        if not standing_doses(rule) and rule.get("intralesional.thiosulfate") is None:
            rule.need(DOSE)
        rule.info(None, "banner")
