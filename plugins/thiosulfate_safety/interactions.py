"""S-19: conditions and drugs that thiosulfate has not been tried with, or must not meet."""

from __future__ import annotations

from calciplug import CaseView, Parameters

from .cisplatin import check_cisplatin
from .codes import codes_of
from .sections import systemic_sections

CITRATE = "citrate"


def check_interactions(case: CaseView, p: Parameters) -> None:
    """Warn of conditions without data and of citrate; keep away from cisplatin."""
    with case.rule("S-19") as rule:
        sections = systemic_sections(rule) or rule.stop()
        conditions = codes_of(item.code for item in rule.get("patient.conditions") if item.code in p.warned_conditions)
        if conditions:
            rule.warn("patient.conditions", "no-data", conditions=conditions)
        if rule.get("anticoagulation") == CITRATE:
            rule.warn("anticoagulation", "citrate")
        check_cisplatin(rule, p, sections)
