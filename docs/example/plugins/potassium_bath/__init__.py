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


@hookimpl
def calciplug_predict(case: CaseView) -> None:
    """Show the gradient under the bath in force and under the proposed one."""
    with case.rule("bath-gradient") as rule:
        serum, after = rule.need("labs.potassium"), rule.need("dialysate.potassium")
        before = rule.in_force("dialysate.potassium")
        rule.predict(
            "gradient",
            before=None if before is None else serum - before,
            after=serum - after,
            flags={"into-patient": after > serum},
        )


@hookimpl
def calciplug_plan(case: CaseView, p: Parameters) -> None:
    """Where the bath was raised, ask for potassium again; heard only where a plan is made."""
    with case.rule("raise-bath") as rule:
        bath, before = rule.need("dialysate.potassium"), rule.in_force("dialysate.potassium")
        if before is None or not below(before, bath):
            rule.stop()
        rule.follow("recheck", after=p.recheck_after, bath=bath)
