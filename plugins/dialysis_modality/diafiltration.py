"""A-8: a switch to haemodiafiltration, and more convection under it."""

from __future__ import annotations

from calciplug import AfterView, CaseView, Parameters, Rule
from calciplug.units import below, exceeds

DIAFILTRATION = "HDF"
CONVECTION = "convection.volume"
ALBUMIN = "labs.albumin"


def check_diafiltration(case: CaseView, after: AfterView, p: Parameters) -> None:
    """Warn of a switch to it, of more convection and of a low albumin under it; else say that nothing is asked for."""
    with case.rule("A-8") as rule:
        if rule.need("modality") != DIAFILTRATION:
            rule.stop()
        before = rule.in_force("modality")
        if before != DIAFILTRATION:
            rule.warn("modality", "switch", before=before)
        else:
            _convection(rule, after)
        _albumin(rule, p)


def _convection(rule: Rule, after: AfterView) -> None:
    """Under haemodiafiltration that stays: what becomes of its convection volume."""
    volume, old = rule.get(CONVECTION), rule.in_force(CONVECTION)
    if volume is None or not after.has_changed(CONVECTION):
        rule.info("modality", "in-place")
    elif old is None:
        rule.info(CONVECTION, "convection-first", volume=volume)
    elif exceeds(volume, old):
        rule.warn(CONVECTION, "convection-raised", volume=volume, before=old)
    else:
        rule.info("modality", "in-place")


def _albumin(rule: Rule, p: Parameters) -> None:
    albumin = rule.get(ALBUMIN, stale=True)
    if albumin is None:
        rule.silent("missing", path=ALBUMIN, part="low albumin")
    elif below(albumin, p.lowest_albumin):
        rule.warn(ALBUMIN, "low-albumin", albumin=albumin)
    elif rule.get(ALBUMIN) is None:
        rule.silent("stale", path=ALBUMIN, part="low albumin")
