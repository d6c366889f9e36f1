"""What the review asks for beside dialysis and drugs, as a checklist: stated, ruled out, or not stated by anybody."""

from __future__ import annotations

from calciplug import CaseView, Parameters, Rule
from calciplug.units import counted

from .recorded import COMING, IN_PLACE, RULED_OUT, STOPPED, THERAPIES, therapies

LESIONS, ALBUMIN = "patient.lesions", "labs.albumin"
UNKNOWN, NONE = "unknown", ("none",)


def tell_checklist(case: CaseView, p: Parameters) -> None:
    """One note while lesions are open and the case states its therapies."""
    with case.rule("supportive-care") as rule:
        lesions = rule.need(LESIONS)
        if lesions == UNKNOWN:
            rule.silent("missing", path=LESIONS)
            return
        if lesions not in p.open_lesions:
            rule.stop()
        if not rule.stated(THERAPIES):
            rule.silent("missing", path=THERAPIES)
            return
        _tell(rule, p)


def _tell(rule: Rule, p: Parameters) -> None:
    groups = {
        "wound": p.wound_measures,
        "infection": p.infection_measures,
        "nutrition": p.nutrition_measures,
        "pain": p.pain_measures,
        "team": p.team_measures,
    }
    every = tuple(code for codes in groups.values() for code in codes)
    stated = therapies(rule, every, (*IN_PLACE, *COMING, *STOPPED, *RULED_OUT))
    unstated = {name: tuple(code for code in codes if code not in stated) for name, codes in groups.items()}
    named = {
        "stated": counted(stated),
        "every": counted(every),
        "unsaid": tuple(name for name, codes in groups.items() if len(unstated[name]) == len(codes)) or NONE,
        "in_place": therapies(rule, every, IN_PLACE) or NONE,
        "coming": therapies(rule, every, COMING) or NONE,
        "stopped": therapies(rule, every, STOPPED) or NONE,
        "ruled_out": therapies(rule, every, RULED_OUT) or NONE,
        **{name: codes or NONE for name, codes in unstated.items()},
    }
    albumin = rule.get(ALBUMIN)
    if albumin is None:
        rule.info(THERAPIES, "checklist", **named)
        rule.silent("missing" if rule.age(ALBUMIN) is None else "stale", path=ALBUMIN, part="albumin")
    else:
        rule.info(THERAPIES, "checklist-albumin", albumin=albumin, **named)
