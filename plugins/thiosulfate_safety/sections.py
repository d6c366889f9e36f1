"""Where thiosulfate stands, and how all of it is withheld."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from calciplug import Parameters, Quantity, Rule
from calciplug.units import exceeds

if TYPE_CHECKING:
    from collections.abc import Iterable

THIOSULFATE = "thiosulfate"
INTRALESIONAL, ORAL = "intralesional", "oral"
# By mouth and into lesions: leaves that say that thiosulfate is given there.
LOCAL = (
    (INTRALESIONAL, ("intralesional.thiosulfate", "intralesional.volume")),
    (ORAL, ("oral.thiosulfate",)),
)


def systemic_sections(rule: Rule) -> tuple[str, ...]:
    """Sections by which thiosulfate is to reach the blood; the vein stands for a dwell's alternative as well."""
    dwells = tuple(_dwell(key) for key in rule.get("exchanges") if rule.get(dose_of(_dwell(key))) is not None)
    if dwells or rule.get("thiosulfate.dose") is not None:
        return (THIOSULFATE, *dwells)
    return ()


def all_sections(rule: Rule) -> tuple[str, ...]:
    """Every section that thiosulfate is drafted in."""
    local = tuple(name for name, paths in LOCAL if any(rule.get(path) is not None for path in paths))
    return (*systemic_sections(rule), *local) or rule.stop()


def sections_on_thiosulfate(rule: Rule, p: Parameters) -> tuple[str, ...]:
    """As `systemic_sections`; empty, and no end of the block, where a dose was given lately though none is drafted."""
    sections = systemic_sections(rule)
    recent = any(not exceeds(age, p.recent_dose) for age in dose_ages(rule))
    return sections if sections or recent else rule.stop()


def _dwell(key: str) -> str:
    return "exchanges." + key + ".thiosulfate"


def dose_of(section: str) -> str:
    """Path of the dose in a section."""
    return section + ".dose"


def dose_ages(rule: Rule) -> tuple[Quantity, ...]:
    """How long ago each dose was given, but for those into a lesion."""
    doses = rule.get("history.thiosulfate")
    return tuple(rule.since(dose.given) for dose in doses if dose.route != INTRALESIONAL)


def is_started_or_raised(rule: Rule, sections: Iterable[str]) -> bool:
    """Whether an order starts a dose in one of *sections*, or raises it."""
    for section in sections:
        ordered, current = rule.ordered(dose_of(section)), rule.in_force(dose_of(section))
        if ordered is not None and (current is None or exceeds(ordered, current)):
            return True
    return False


def hold_all(rule: Rule, sections: tuple[str, ...], because: str, **named: Any) -> None:
    """Withhold every section; a warning against the next dose where none is drafted."""
    for section in sections:
        rule.hold(section, because, **named)
    if not sections:
        rule.warn(THIOSULFATE, because, **named)


def block_all(rule: Rule, sections: tuple[str, ...], because: str, **named: Any) -> None:
    """Refuse every section."""
    for section in sections:
        rule.block(section, because, **named)
