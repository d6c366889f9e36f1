"""The numbers and codes of a case that each have one path: patient, labs, prescription."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from calciplug.codec.amounts import field_amount
from calciplug.codec.text import escape
from calciplug.model.case import Measurement
from calciplug.model.field import code_field, field
from calciplug.model.prescription import Prescription

if TYPE_CHECKING:
    from collections.abc import Iterator

    from calciplug.codec.reading import Reading
    from calciplug.model.prescription import Stored


def patient_values(reading: Reading, node: dict[str, Any]) -> dict[str, Stored]:
    """Numbers and codes of the patient, by name."""
    values: dict[str, Stored] = {}
    for name, item in node.items():
        own = field(f"patient.{name}")
        if own is not None:
            value = field_amount(reading, item, f"/patient/{name}", own)
            if value is not None:
                values[name] = value
        elif code_field(f"patient.{name}") is not None and isinstance(item, str):
            values[name] = item
    return values


def labs(reading: Reading, node: dict[str, Any]) -> dict[str, tuple[Measurement, ...]]:
    """Laboratory series by name, each newest first; of two at one moment the one that stands first in the document."""
    return {
        name: tuple(sorted(_series(reading, name, rows), key=lambda item: item.taken, reverse=True))
        for name, rows in node.items()
        if isinstance(rows, list)
    }


def _series(reading: Reading, name: str, rows: list[Any]) -> Iterator[Measurement]:
    own = field(f"labs.{name}")
    for index, row in enumerate(rows):
        pointer = f"/labs/{escape(name)}/{index}"
        if own is None or not isinstance(row, dict):
            continue
        value = field_amount(reading, row, pointer, own)
        taken = reading.when(row.get("taken"), f"{pointer}/taken")
        if value is not None and taken is not None:
            yield Measurement(value=value, taken=taken, timing=row.get("timing"), assay=row.get("assay"))


def prescription(reading: Reading, node: Any, pointer: str) -> Prescription:
    """Stored leaves and their salt forms, by path."""
    values: dict[str, Stored] = {}
    forms: dict[str, str] = {}
    for path, at, item in _leaves(node, pointer, ""):
        own = field(path)
        value: Stored | None = _codes(item) if own is None else field_amount(reading, item, at, own)
        if value is not None:
            values[path] = value
            if own is not None and "form" in item:
                forms[path] = item["form"]
    return Prescription(values, forms)


def _leaves(node: Any, pointer: str, path: str) -> Iterator[tuple[str, str, Any]]:
    for key, item in node.items() if isinstance(node, dict) else ():
        own, at = f"{path}.{key}" if path else key, f"{pointer}/{escape(key)}"
        if field(own) is not None or code_field(own) is not None:
            yield own, at, item
        else:
            yield from _leaves(item, at, own)


def _codes(item: Any) -> Stored | None:
    if isinstance(item, list):
        return tuple(item) if None not in item else None
    return item if isinstance(item, str) else None
