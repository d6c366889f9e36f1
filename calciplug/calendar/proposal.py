"""What is proposed, in words: for each session, and what of it has no day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from calciplug.calendar.clocks import whole_minutes
from calciplug.calendar.drug import computed
from calciplug.model.field import code_field, field, section
from calciplug.units import text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from calciplug.calendar.remarks import Remarks
    from calciplug.model.outcome import Outcome

_SHOWN: Final = ("schedule.duration", "flows.", "dialysate.", "ultrafiltration.goal", "anticoagulation", "dialyser.")
# Sections that a calendar lays, or that hold for every session alike.
_LAID: Final = {
    "modality",
    "schedule",
    "flows",
    "dialysate",
    "ultrafiltration",
    "anticoagulation",
    "dialyser",
    "thiosulfate",
}
_DWELLS: Final = {"modality", "thiosulfate", "exchanges"}
_SAME: Final = 1e-6


def proposal(outcome: Outcome) -> str:
    """What is proposed for every session, thiosulfate apart."""
    prescription = outcome.prescription
    paths = [] if prescription is None else sorted(path for path in prescription if path.startswith(_SHOWN))
    return "; ".join(f"{title(path)} {shown(outcome, path)}" for path in paths)


def title(path: str) -> str:
    """What *path* is called; the path itself where nothing names it."""
    declared = field(path) or code_field(path)
    return path if declared is None else declared.title


def shown(outcome: Outcome, path: str) -> str:
    """The value that is proposed at *path*, stored or computed, as a sheet prints it; `none` where none is."""
    own = outcome.amount(path) or computed(outcome, path)
    return "none" if own is None else own.shown


def unlaid(outcome: Outcome, peritoneal: bool) -> Iterable[str]:
    """A note for each section that is proposed and has no day here: it must not look as if it were not there."""
    prescription = outcome.prescription
    assert prescription is not None, "a rejected outcome was refused before"
    laid = _DWELLS if peritoneal else _LAID
    for name in sorted({section(path) for path in prescription}):
        if name.split(".")[0] not in laid:
            values = ", ".join(f"{title(path)} {shown(outcome, path)}" for path in prescription.under(name))
            yield f"Proposed, and not laid here, because it has no day: {name} ({values})."


def withheld(outcome: Outcome) -> Iterable[str]:
    """A note for each section that has no value today."""
    for item in outcome.withheld:
        yield f"Withheld, and so not in this calendar: {item.section} ({item.why})."


def rounded(stored: float, what: str, said: Remarks) -> int:
    """*stored*, minutes of memory, as whole ones; a note says so where they were not."""
    found = whole_minutes(stored)
    if abs(found - stored) > _SAME:
        exact = text(stored, "session_duration")
        said.note(f"The {what} is {exact} and is laid as {found} min: entries begin and end at whole minutes.")
    return found
