"""Other measures: tried in calciphylaxis, or named by the review, and validated by no controlled study."""

from __future__ import annotations

from calciplug import CaseView, Parameters, Rule

from .recorded import CURRENT, MEDICATIONS, THERAPIES, medicines, therapies


def check_other_measures(case: CaseView, p: Parameters) -> None:
    """Tell what the review says of each; corticosteroids are warned about."""
    with case.rule("other-measures") as rule:
        if rule.stated(THERAPIES):
            _check_therapies(rule, p)
        else:
            rule.silent("missing", path=THERAPIES, part="therapies")
        if rule.stated(MEDICATIONS):
            _check_medicines(rule, p)
        else:
            rule.silent("missing", path=MEDICATIONS, part="medicines")


def _check_therapies(rule: Rule, p: Parameters) -> None:
    tried = therapies(rule, p.tried_therapies, CURRENT)
    if tried:
        rule.info(THERAPIES, "tried", measures=tried)
    if therapies(rule, p.transplantations, CURRENT):
        rule.info(THERAPIES, "transplantation")
    if therapies(rule, p.revascularisations, CURRENT):
        rule.info(THERAPIES, "revascularisation")


def _check_medicines(rule: Rule, p: Parameters) -> None:
    corticosteroids = medicines(rule, p.corticosteroids)
    if corticosteroids:
        rule.warn(MEDICATIONS, "corticosteroids", drugs=corticosteroids)
    tried = medicines(rule, p.tried_drugs)
    if tried:
        rule.info(MEDICATIONS, "tried-drugs", drugs=tried)
