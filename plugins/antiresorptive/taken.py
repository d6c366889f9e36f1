"""The antiresorptive drugs on the list of medicines, and denosumab that still acts."""

from __future__ import annotations

from calciplug import Parameters, Rule
from calciplug.units import exceeds

MEDICINES = "medications"
STOPPED = "stopped"


def bisphosphonates(rule: Rule, p: Parameters) -> tuple[str, ...]:
    """Bisphosphonates that are active or ordered, each once, in order."""
    return _codes({m.drug for m in rule.get(MEDICINES) if m.drug in p.bisphosphonates and m.status != STOPPED})


def denosumab(rule: Rule, p: Parameters) -> tuple[str, ...]:
    """Denosumab that is active or ordered, or was given no longer ago than it acts."""
    found = [item for item in rule.get(MEDICINES) if item.drug in p.ligand_antibodies]
    acting = {item.drug for item in found if item.status != STOPPED}
    acting |= {
        item.drug
        for item in found
        if item.last_given is not None and not exceeds(rule.since(item.last_given), p.antibody_acts)
    }
    return _codes(acting)


def denosumab_of_unknown_date(rule: Rule, p: Parameters) -> tuple[str, ...]:
    """Denosumab that was stopped, without the time of its last dose."""
    found = [item for item in rule.get(MEDICINES) if item.drug in p.ligand_antibodies and item.status == STOPPED]
    return _codes({item.drug for item in found if item.last_given is None})


def stop_if_not_stated(rule: Rule) -> None:
    """End the block where the case names no list of medicines: that is not the same as none."""
    if not rule.stated(MEDICINES):
        rule.silent("missing", path=MEDICINES)
        rule.stop()


def _codes(found: set[str]) -> tuple[str, ...]:
    return tuple(sorted(found))
