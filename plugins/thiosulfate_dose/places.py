"""Where thiosulfate stands: the vein, the dwells and the lesions."""

from __future__ import annotations

from calciplug import Rule

DOSE = "thiosulfate.dose"
PERITONEAL = ("CAPD", "APD")


def all_dwells(rule: Rule) -> tuple[str, ...]:
    """Sections of thiosulfate in every exchange, whether there is any or not."""
    return tuple("exchanges." + key + ".thiosulfate" for key in rule.drafted("exchanges"))


def asked_dwells(rule: Rule) -> tuple[str, ...]:
    """Those that a dose was ordered for, or is in force in."""
    return tuple(section for section in all_dwells(rule) if rule.drafted(section + ".dose") is not None)


def wanted_sections(rule: Rule) -> tuple[str, ...]:
    """Sections to withhold; the vein always, so that no rule offers it instead."""
    lesions = ("intralesional",) if rule.get("intralesional.thiosulfate") is not None else ()
    found = (*asked_dwells(rule), *lesions)
    return ("thiosulfate", *found) if found or rule.get(DOSE) is not None else ()


def standing_doses(rule: Rule) -> tuple[str, ...]:
    """Paths of the doses that stand, the vein first; a dose may have been moved to another dwell."""
    paths = (DOSE, *(section + ".dose" for section in all_dwells(rule)))
    return tuple(path for path in paths if rule.get(path) is not None)
