"""What was recorded as "other", which no rule can read."""

from __future__ import annotations

from calciplug import CaseView

from .codes import OTHER, drugs_taken
from .sections import all_sections, hold_all


def check_unread(case: CaseView) -> None:
    """Hold, or warn, until a person has read what was meant."""
    with case.rule("unread-code") as rule:
        sections = all_sections(rule)
        lists = {
            "allergies": [code for item in rule.get("patient.allergies") for code in (item.agent, item.reaction)],
            "reactions": [item.code for item in rule.get("patient.reactions")],
            "conditions": [item.code for item in rule.get("patient.conditions")],
            "symptoms": [item.code for item in rule.get("patient.symptoms")],
        }
        unread = tuple(name for name, codes in lists.items() if OTHER in codes)
        if unread:
            hold_all(rule, sections, "other", lists=unread)
        if any(OTHER in dose.problems for dose in rule.get("history.thiosulfate")):
            rule.warn("history.thiosulfate", "dose")
        if OTHER in drugs_taken(rule):
            rule.info("medications", "drug")
