"""P-4: signs of peritonitis, and doubts about it."""

from __future__ import annotations

from typing import Any

from calciplug import Parameters, Quantity, Rule
from calciplug.units import exceeds

CLEAR, CLOUDY = "clear", "cloudy"
PAIN = "abdominal-pain"


def signs(rule: Rule, p: Parameters) -> list[tuple[str, dict[str, Any]]]:
    """Signs of peritonitis; old counts too, because they can only tighten."""
    found: list[tuple[str, dict[str, Any]]] = []
    looks = rule.get("history.effluent")
    if any(look.appearance == CLOUDY and not exceeds(rule.since(look.seen), p.stopped_for) for look in looks):
        found.append(("cloudy", {}))
    if any(symptom.code == PAIN for symptom in rule.get("patient.symptoms")):
        found.append(("pain", {}))
    cells, neutrophils = _cells(rule)
    if cells is None or neutrophils is None:
        return found
    if exceeds(cells, p.leukocytes) and exceeds(neutrophils, p.neutrophils):
        found.append(("cells", {"leukocytes": cells, "neutrophils": neutrophils}))
    return found


def doubts(rule: Rule, p: Parameters) -> list[tuple[str, dict[str, Any]]]:
    """What keeps the next dose waiting although nothing speaks for peritonitis."""
    found: list[tuple[str, dict[str, Any]]] = []
    cells, neutrophils = _cells(rule)
    many = cells is not None and exceeds(cells, p.leukocytes)
    granulocytic = neutrophils is not None and exceeds(neutrophils, p.neutrophils)
    if (many and neutrophils is None) or (granulocytic and cells is None):
        found.append(("cells-incomplete", {}))
    looks = sorted(rule.get("history.effluent"), key=lambda look: look.seen)
    if not looks:
        found.append(("no-look", {}))
    elif looks[-1].appearance != CLEAR:
        found.append(("not-clear", {"appearance": looks[-1].appearance}))
    elif exceeds(rule.since(looks[-1].seen), p.look_within):
        found.append(("old-look", {}))
    return found


def _cells(rule: Rule) -> tuple[Quantity | None, Quantity | None]:
    leukocytes: Quantity | None = rule.get("labs.effluent_leukocytes", stale=True)
    neutrophils: Quantity | None = rule.get("labs.effluent_neutrophils", stale=True)
    return leukocytes, neutrophils
