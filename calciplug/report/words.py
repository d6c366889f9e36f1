"""What a sheet calls a path, a severity and an age."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from calciplug import units
from calciplug.model.computed import COMPUTED
from calciplug.model.field import code_field, field, general

if TYPE_CHECKING:
    from calciplug.model.prescription import Stored

SEVERITIES: Final = {"block": "STOP", "hold": "HOLD", "warning": "CAUTION", "info": "NOTE"}
LADDER: Final = ("STOP", "HOLD", "CAUTION", "NOTE", "OK")

MODALITIES: Final = {
    "HD": "HD (haemodialysis in centre)",
    "HHD": "HHD (haemodialysis at home)",
    "HDF": "HDF (haemodiafiltration)",
    "CAPD": "CAPD (peritoneal dialysis by hand)",
    "APD": "APD (peritoneal dialysis by cycler)",
}

OVERRIDES: Final = {
    "nobody": "nobody may override this",
    "specialist": "a specialist may override this, by name of role and with a reason",
    "named-role": "a named role may override this, with a reason",
}

_COMPUTED: Final = {
    "thiosulfate.volume": "volume of thiosulfate product a session",
    "thiosulfate.rate": "thiosulfate infusion rate",
    "thiosulfate.start": "infusion begins",
    "thiosulfate.weekly": "thiosulfate a week, intravenous",
    "thiosulfate.weekly_total": "thiosulfate a week, all routes",
    "intralesional.content": "intralesional thiosulfate a week, from volume and strength",
    "schedule.weekly_time": "dialysis time a week",
    "ultrafiltration.flow": "ultrafiltration flow",
    "ultrafiltration.rate": "ultrafiltration rate",
}
# After the exchange's own name there is less room, and less need of words, than a field's title has.
_OF_AN_EXCHANGE: Final = {
    "method": "how it is made",
    "solution": "solution",
    "volume": "volume",
    "dwell": "dwell",
    "count": "how often",
    "thiosulfate.dose": "thiosulfate dose",
    "thiosulfate.count": "with thiosulfate",
    "thiosulfate.product": "thiosulfate product",
    "thiosulfate.volume": "product in the bag",
    "thiosulfate.concentration": "thiosulfate in the bag",
    "thiosulfate.weekly": "thiosulfate a week",
}
_OTHERS: Final = {
    "case.as_of": "moment of the case",
    "case.modality": "modality",
    "case.session_start": "start of the session",
    "exchanges": "exchanges",
    "history.changes": "changes made before",
    "history.effluent": "effluent seen before",
    "history.events": "events in sessions",
    "history.thiosulfate": "doses given before",
    "intralesional": "intralesional thiosulfate",
    "medications": "medicines",
    "oral": "oral thiosulfate",
    "site.pth_upper_limit": "upper limit of normal of PTH",
    "therapies": "treatments and measures beside dialysis",
    "patient.allergies": "allergies",
    "patient.conditions": "conditions",
    "patient.intraperitoneal_opt_in": "signed opt-in to intraperitoneal thiosulfate",
    "patient.lesions_since": "lesions since",
    "patient.reactions": "reactions",
    "patient.symptoms": "symptoms",
    "schedule": "schedule",
    "flows": "flows",
    "site.calcium_baths": "calcium baths in stock",
    "site.products": "thiosulfate products in stock",
    "site.solutions": "peritoneal solutions in stock",
    "thiosulfate": "thiosulfate",
    "ultrafiltration": "ultrafiltration",
}
_HOUR, _DAY = 60, 60 * 24
_TWO_HOURS, _TWO_DAYS = 2 * _HOUR, 2 * _DAY

_STANDINGS: Final = {
    "in_force": "in force",
    "order": "ordered",
    "drafted": "as ordered, else in force",
    "standing": "before any proposal",
}


def title(path: str) -> str:
    """What a sheet calls *path*; the path itself where nothing names it."""
    standing, _, rest = path.partition(".")
    if standing in _STANDINGS and rest:
        return f"{title(rest)} {_STANDINGS[standing]}"
    if standing == "exchanges" and rest:
        key, _, leaf = rest.partition(".")
        name = "any exchange" if key == "*" else f"exchange {key}"
        return f"{name}: {_OF_AN_EXCHANGE.get(leaf, leaf)}" if leaf else name
    declared = field(path) or code_field(path)
    return declared.title if declared is not None else _COMPUTED.get(path) or _OTHERS.get(path) or path


def shown(path: str, value: Stored, form: str | None = None) -> str:
    """*value* of *path*, stored or computed, as the page prints it."""
    declared = field(path) or COMPUTED.get(general(path))
    if declared is not None and isinstance(value, float):
        return units.text(value, declared.kind, form)
    return ", ".join(value) if isinstance(value, tuple) else str(value)


def natural(name: str) -> list[tuple[int, str]]:
    """A key that sorts C-2 before C-10."""
    return [(int(part), "") if part.isascii() and part.isdigit() else (0, part) for part in re.split(r"(\d+)", name)]


def age(minutes: float) -> str:
    """*minutes* in words: `30 min old`, `26 h old`, `9 days old`; ahead of the case's moment: `just taken`."""
    if minutes < 1:
        return "just taken"
    if minutes < _TWO_HOURS:
        return f"{round(minutes)} min old"
    if minutes < _TWO_DAYS:
        return f"{round(minutes / _HOUR)} h old"
    return f"{round(minutes / _DAY)} days old"
