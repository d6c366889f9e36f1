"""Leaves that are computed from stored ones: readable and limitable, never written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs

from calciplug import units
from calciplug.model.field import field, general
from calciplug.units.lane import fast

if TYPE_CHECKING:
    from collections.abc import Callable

    from calciplug.model.case import Case
    from calciplug.model.prescription import Prescription
    from calciplug.units import Quantity


class _Absent(Exception):
    """A stored leaf that the computation needs does not stand."""


@attrs.frozen
class _Sheet:
    """One prescription of one case, read leaf by leaf as quantities."""

    case: Case
    prescription: Prescription
    key: str | None

    def at(self, path: str) -> Quantity:
        """The stored leaf at *path* (`*` is this sheet's exchange)."""
        own = path if self.key is None else path.replace("*", self.key)
        value, declared = self.prescription.values.get(own), field(own)
        if declared is None or value is None or isinstance(value, str | tuple):
            raise _Absent(own)
        return units.make(value, declared.kind)

    def strength(self, path: str) -> Quantity:
        """Strength of the product that *path* names."""
        name = self.prescription.get(path.replace("*", self.key or "*"))
        product = self.case.product(str(name)) if name is not None else None
        if product is None:
            raise _Absent(path)
        return units.make(product.strength, "thiosulfate_strength")  # type: ignore[arg-type]  # stored as a float

    def patient(self, name: str) -> Quantity:
        """A number of the patient."""
        value = self.case.patient.values.get(name)
        declared = field(f"patient.{name}")
        if declared is None or value is None or isinstance(value, str | tuple):
            raise _Absent(name)
        return units.make(value, declared.kind)


@attrs.frozen
class Computed:
    """One computed leaf.

    Attributes:
        kind: its kind of quantity.
        reads: stored paths it is computed from.
        sections: sections that are withheld where a limit on it is broken.
    """

    kind: str
    reads: tuple[str, ...]
    sections: tuple[str, ...]
    formula: Callable[[_Sheet], Quantity]


def _weekly_total(sheet: _Sheet) -> Quantity:
    """Grams a week by every route that is prescribed."""
    parts: list[Quantity] = []
    if "thiosulfate.dose" in sheet.prescription:
        parts.append(sheet.at("thiosulfate.dose") * sheet.at("thiosulfate.sessions"))
    for key in sheet.prescription.exchanges():
        own = _Sheet(sheet.case, sheet.prescription, key)
        if f"exchanges.{key}.thiosulfate.dose" in sheet.prescription:
            parts.append(own.at("exchanges.*.thiosulfate.dose") * own.at("exchanges.*.thiosulfate.count"))
    if "intralesional.thiosulfate" in sheet.prescription:
        parts.append(sheet.at("intralesional.thiosulfate"))
    if not parts:
        raise _Absent("thiosulfate")
    return units.total(parts, units.make(0.0, "thiosulfate_weekly"))


_DOSE, _SESSIONS, _RUN = "thiosulfate.dose", "thiosulfate.sessions", "thiosulfate.infusion_duration"
_DWELL_DOSE, _DWELL_PRODUCT = "exchanges.*.thiosulfate.dose", "exchanges.*.thiosulfate.product"

COMPUTED: Final[dict[str, Computed]] = {
    "thiosulfate.volume": Computed(
        "infusion_volume",
        (_DOSE, "thiosulfate.product"),
        ("thiosulfate",),
        lambda s: s.at(_DOSE) / s.strength("thiosulfate.product"),
    ),
    "thiosulfate.rate": Computed(
        "thiosulfate_rate", (_DOSE, _RUN), ("thiosulfate",), lambda s: s.at(_DOSE) / s.at(_RUN)
    ),
    "thiosulfate.start": Computed(
        "session_duration",
        ("schedule.duration", _RUN),
        ("thiosulfate",),
        lambda s: s.at("schedule.duration") - s.at(_RUN),
    ),
    "thiosulfate.weekly": Computed(
        "thiosulfate_weekly", (_DOSE, _SESSIONS), ("thiosulfate",), lambda s: s.at(_DOSE) * s.at(_SESSIONS)
    ),
    "thiosulfate.weekly_total": Computed(
        "thiosulfate_weekly",
        (_DOSE, _SESSIONS, _DWELL_DOSE, "exchanges.*.thiosulfate.count", "intralesional.thiosulfate"),
        ("thiosulfate", "exchanges.*.thiosulfate", "intralesional"),
        _weekly_total,
    ),
    "intralesional.content": Computed(
        "thiosulfate_weekly",
        ("intralesional.volume", "intralesional.product"),
        ("intralesional",),
        lambda s: s.at("intralesional.volume") * s.strength("intralesional.product"),
    ),
    "schedule.weekly_time": Computed(
        "weekly_time",
        ("schedule.count", "schedule.duration"),
        ("schedule",),
        lambda s: s.at("schedule.count") * s.at("schedule.duration"),
    ),
    "ultrafiltration.flow": Computed(
        "ultrafiltration_flow",
        ("ultrafiltration.goal", "schedule.duration"),
        ("ultrafiltration",),
        lambda s: s.at("ultrafiltration.goal") / s.at("schedule.duration"),
    ),
    "ultrafiltration.rate": Computed(
        "ultrafiltration_rate",
        ("ultrafiltration.goal", "schedule.duration"),
        ("ultrafiltration",),
        lambda s: s.at("ultrafiltration.goal") / s.at("schedule.duration") / s.patient("dry_weight"),
    ),
    "exchanges.*.thiosulfate.volume": Computed(
        "instilled_volume",
        (_DWELL_DOSE, _DWELL_PRODUCT),
        ("exchanges.*.thiosulfate",),
        lambda s: s.at(_DWELL_DOSE) / s.strength(_DWELL_PRODUCT),
    ),
    "exchanges.*.thiosulfate.concentration": Computed(
        "thiosulfate_concentration",
        (_DWELL_DOSE, _DWELL_PRODUCT, "exchanges.*.volume"),
        ("exchanges.*.thiosulfate",),
        lambda s: s.at(_DWELL_DOSE) / (s.at("exchanges.*.volume") + s.at(_DWELL_DOSE) / s.strength(_DWELL_PRODUCT)),
    ),
    "exchanges.*.thiosulfate.weekly": Computed(
        "thiosulfate_weekly",
        (_DWELL_DOSE, "exchanges.*.thiosulfate.count"),
        ("exchanges.*.thiosulfate",),
        lambda s: s.at(_DWELL_DOSE) * s.at("exchanges.*.thiosulfate.count"),
    ),
}


def is_computed(path: str) -> bool:
    """Whether *path* is a computed leaf."""
    return general(path) in COMPUTED


def compute(case: Case, prescription: Prescription, path: str) -> Quantity | None:
    """The computed leaf *path* of *prescription*, or None where a leaf it needs does not stand."""
    key = path.split(".")[1] if path.startswith("exchanges.") else None
    swept = prescription.get(path)
    if swept is not None:
        # A sweep may vary what is otherwise computed, such as when an infusion begins.
        return units.make(swept, COMPUTED[general(path)].kind)  # type: ignore[arg-type]  # a number, as computed leaves are
    try:
        return COMPUTED[general(path)].formula(_Sheet(case, prescription, key))
    except _Absent:
        return None


def computed_float(case: Case, prescription: Prescription, path: str) -> float | None:
    """As `compute`, as memory keeps it: for the host, whose own formulas the tests have checked in both lanes."""
    with fast():
        found = compute(case, prescription, path)
        return None if found is None else units.measure(found, COMPUTED[general(path)].kind)
