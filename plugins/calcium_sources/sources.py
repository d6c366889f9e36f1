"""A-4: drugs and feeds that bring calcium, or take it up from the gut."""

from __future__ import annotations

from calciplug import CaseView, Parameters, Rule

from .level import low_calcium, say_unknown
from .medicines import CONDITIONS, IN_PLACE, MEDICATIONS, THERAPIES, codes_of, fed_by, running

DRUGS, BONE, FEEDS = "drugs", "hungry bone", "feeds"


def check_sources(case: CaseView, p: Parameters) -> None:
    """Warn of every class of source; where calcium is low or bone takes it up, say that instead."""
    with case.rule("A-4") as rule:
        if rule.stated(MEDICATIONS):
            _check_drugs(rule, p)
        else:
            rule.silent("missing", path=MEDICATIONS, part=DRUGS)
        _check_feeds(rule, p)


def _check_drugs(rule: Rule, p: Parameters) -> None:
    classes = {
        "binder": running(rule, p.calcium_binders),
        "supplement": running(rule, p.calcium_supplements),
        "vitamin-d-active": running(rule, p.active_vitamin_d),
        "vitamin-d-natural": running(rule, p.natural_vitamin_d),
        "nutrition": running(rule, p.calcium_in_feeds),
    }
    drugs = codes_of(drug for found in classes.values() for drug in found)
    if not drugs:
        return
    sparing = _sparing(rule, p)
    low = low_calcium(rule, p)
    if sparing:
        rule.info(MEDICATIONS, "spared", drugs=drugs, conditions=sparing)
        return
    if low is not None:
        key, value = low
        rule.warn(MEDICATIONS, key, drugs=drugs, **value)
        return
    for key, found in classes.items():
        if found:
            rule.warn(MEDICATIONS, key, drugs=found)
    say_unknown(rule)
    if not rule.stated(CONDITIONS):
        rule.silent("missing", path=CONDITIONS, part=BONE)


def _sparing(rule: Rule, p: Parameters) -> tuple[str, ...]:
    """What is recorded with which calcium may be needed."""
    known = set(p.sparing_records)
    found = [item.code for item in rule.get(CONDITIONS)]
    found += [item.therapy for item in rule.get(THERAPIES) if item.status == IN_PLACE]
    return codes_of(code for code in found if code in known)


def _check_feeds(rule: Rule, p: Parameters) -> None:
    """Ask for the calcium of a feed about which the medicines say nothing, not even that it was stopped."""
    if any(item.drug in p.calcium_in_feeds for item in rule.get(MEDICATIONS)):
        return
    if not rule.stated(THERAPIES):
        rule.silent("missing", path=THERAPIES, part=FEEDS)
        return
    feeds = fed_by(rule, p.feeds)
    if feeds:
        rule.info(THERAPIES, "feed-unstated", feeds=feeds)
