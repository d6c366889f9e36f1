"""Where timing stands in a prescription, and what all its rules ask of it."""

from __future__ import annotations

from calciplug import Rule

DOSE = "thiosulfate.dose"
SESSIONS = "thiosulfate.sessions"
DURATION = "thiosulfate.infusion_duration"
RATE = "thiosulfate.rate"
WEEKLY_TOTAL = "thiosulfate.weekly_total"
COUNT = "schedule.count"
SESSION = "schedule.duration"
PERITONEAL = ("CAPD", "APD")


def on_haemodialysis(rule: Rule) -> bool:
    """Whether there are sessions that an infusion can end with."""
    return rule.get("case.modality") not in PERITONEAL
