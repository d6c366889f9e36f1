"""F-5: the patient's consent to more sessions."""

from __future__ import annotations

from calciplug import CaseView
from calciplug.units import exceeds


def ask_consent(case: CaseView) -> None:
    """Ask for consent where the week has more sessions than before."""
    with case.rule("F-5") as rule:
        count, before = rule.need("schedule.count"), rule.in_force("schedule.count")
        if before is None or not exceeds(count, before):
            rule.stop()
        rule.info("schedule.count", "consent", before=before, after=count)
