"""From peritoneal dialysis to haemodialysis: whether a measured Kt/V speaks for it."""

from __future__ import annotations

from calciplug import CaseView, Parameters, Rule
from calciplug.units import below

PERITONEAL = ("CAPD", "APD")
CLEARANCE, PHOSPHATE = "labs.stdktv", "labs.phosphate"


def check_peritoneal(case: CaseView, p: Parameters) -> None:
    """Warn of a switch that no fresh measured Kt/V speaks for; inform where one does."""
    with case.rule("peritoneal-to-haemodialysis") as rule:
        before, now = rule.in_force("modality"), rule.need("modality")
        if before not in PERITONEAL or now in PERITONEAL:
            rule.stop()
        weekly = rule.get(CLEARANCE)
        if weekly is None:
            rule.warn("modality", "unknown", before=before, now=now)
        elif below(weekly, p.lowest_weekly_kt_v):
            rule.info("modality", "inadequate", before=before, now=now, weekly=weekly)
        else:
            rule.warn("modality", "adequate", before=before, now=now, weekly=weekly)
        _phosphate(rule)


def _phosphate(rule: Rule) -> None:
    phosphate = rule.get(PHOSPHATE)
    if phosphate is not None:
        rule.info(PHOSPHATE, "phosphate", phosphate=phosphate)
    else:
        rule.silent("missing" if rule.age(PHOSPHATE) is None else "stale", path=PHOSPHATE, part="phosphate")
