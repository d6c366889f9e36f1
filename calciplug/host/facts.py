"""Facts of a case that are no laboratory value and no leaf: lists of records, and single ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from calciplug import units
from calciplug.host.found import Number, Numbers, Plain, Records
from calciplug.model.answers import ReadValue
from calciplug.model.records import OptIn

if TYPE_CHECKING:
    from collections.abc import Callable

    from calciplug.host.found import Found
    from calciplug.model.case import Case

# Lists of records: path → group (None: at the top) and name in the case.
RECORDS: Final[dict[str, tuple[str | None, str]]] = {
    "medications": (None, "medications"),
    "therapies": (None, "therapies"),
    "patient.conditions": ("patient", "conditions"),
    "patient.allergies": ("patient", "allergies"),
    "patient.reactions": ("patient", "reactions"),
    "patient.symptoms": ("patient", "symptoms"),
    "history.thiosulfate": ("history", "thiosulfate"),
    "history.changes": ("history", "changes"),
    "history.events": ("history", "events"),
    "history.effluent": ("history", "effluent"),
    "site.products": ("site", "products"),
    "site.solutions": ("site", "solutions"),
}

# Single facts, read as they stand.
FACTS: Final[dict[str, Callable[[Case], Any]]] = {
    "patient.lesions_since": lambda case: case.patient.lesions_since,
    "patient.intraperitoneal_opt_in": lambda case: case.patient.intraperitoneal_opt_in,
    "case.as_of": lambda case: case.as_of,
    "case.session_start": lambda case: case.session_start,
    "case.modality": lambda case: case.modality,
    "site.machine": lambda case: case.site.machine,
    "site.chloride_analyser": lambda case: case.site.chloride_analyser,
}

BATHS: Final = "site.calcium_baths"
PTH_LIMIT: Final = "site.pth_upper_limit"
# What the case does not name is not known; an empty list that it names is printed as none.
NOT_STATED: Final = "not stated"


def fact(case: Case, path: str) -> Found:
    """The fact at *path*, with what it is called in the list of values read.

    Raises:
        KeyError: there is no such fact.
    """
    if path in RECORDS:
        group, name = RECORDS[path]
        records = getattr(case if group is None else getattr(case, group), name)
        return Records(_noted(path, _codes(records) if records or path in case.stated else NOT_STATED), records)
    if path == BATHS:
        baths = case.site.calcium_baths
        shown = tuple(units.text(bath, "dialysate_calcium") for bath in baths)
        return Numbers(_noted(path, shown), baths, "dialysate_calcium")
    if path == PTH_LIMIT:
        limit = case.site.pth_upper_limit
        if limit is None:
            return Plain(_noted(path, NOT_STATED), None)
        return Number(_noted(path, units.text(limit, "pth")), limit, "pth")
    found = FACTS[path](case)
    return Plain(_noted(path, _called(found)), found)


def _noted(path: str, called: str | tuple[str, ...]) -> ReadValue:
    return ReadValue(path=path, value=called)


def _called(found: Any) -> str | tuple[str, ...]:
    """What a fact is called in the list of values read; never how Python prints a record."""
    if isinstance(found, OptIn):
        return f"signed {found.signed:%Y-%m-%d}, {found.reason}, effluent check {found.effluent_check}"
    return _codes(found) if isinstance(found, tuple) else str(found or NOT_STATED)


def _codes(records: tuple[Any, ...]) -> tuple[str, ...]:
    """What a record is called in the list of values read."""
    return tuple(
        str(
            getattr(item, "code", None)
            or getattr(item, "drug", None)
            or getattr(item, "therapy", None)
            or getattr(item, "agent", None)
            or getattr(item, "id", None)
            or getattr(item, "path", None)
            or getattr(item, "route", None)
            or getattr(item, "appearance", None)
        )
        for item in records
    )
