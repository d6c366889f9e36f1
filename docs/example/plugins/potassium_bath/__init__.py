"""Example: ask for a site's own potassium bath while serum potassium is low."""

from __future__ import annotations

from calciplug import CaseView, Parameters, hookimpl
from calciplug.units import below


@hookimpl
def calciplug_guard(case: CaseView, p: Parameters) -> None:
    """No bath below the site's lowest, whoever asks for it."""
    with case.rule("lowest-bath") as rule:
        rule.limit("dialysate.potassium", "too-low", minimum=p.lowest)


@hookimpl
def calciplug_propose(case: CaseView, p: Parameters) -> None:
    """Ask for the higher bath; a missing or old potassium ends the block by itself."""
    with case.rule("raise-bath") as rule:
        serum = rule.need("labs.potassium")
        current = rule.need("dialysate.potassium")
        if not below(serum, p.low_serum) or not below(current, p.bath):
            rule.stop()
        rule.propose("dialysate.potassium", p.bath, "low", serum=serum, bath=p.bath)
