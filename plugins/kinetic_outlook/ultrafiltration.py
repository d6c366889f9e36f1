"""How fast fluid is removed."""

from __future__ import annotations

from calciplug import CaseView

from .sides import only_haemodialysis

RATE = "ultrafiltration.rate"


def predict_ultrafiltration(case: CaseView) -> None:
    """Ultrafiltration rate before and after."""
    with case.rule("outlook-ultrafiltration") as rule:
        only_haemodialysis(rule)
        # Each by its own name: what is computed is missing only because one of these is.
        for path in ("ultrafiltration.goal", "schedule.duration", "patient.dry_weight"):
            rule.need(path)
        rule.predict("ultrafiltration-rate", before=rule.in_force(RATE), after=rule.need(RATE))
