"""The overrides of a case document: what a person decided, about which value of which path."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from calciplug import units
from calciplug.codec.amounts import amount
from calciplug.codec.misread import no_form
from calciplug.codec.text import clean, nearest
from calciplug.model.computed import COMPUTED, is_computed
from calciplug.model.field import code_field, field, fields, general
from calciplug.model.records import Override

if TYPE_CHECKING:
    from calciplug.codec.reading import Reading


def overrides(reading: Reading, node: list[Any]) -> tuple[Override, ...]:
    """Decisions to let a refused value stand; the value is read in the unit of its path."""
    found: list[Override] = []
    for index, row in enumerate(node):
        if not isinstance(row, dict) or not {"finding", "path", "role", "reason"} <= set(row):
            continue
        value = row.get("value")
        if isinstance(value, dict):
            value = _override_value(reading, row["path"], value, f"/overrides/{index}")
        elif isinstance(value, list):
            value = tuple(value)
        override = Override(
            finding=row["finding"], path=row["path"], value=value, role=row["role"], reason=row["reason"],
            plan=tuple(row.get("plan", ())),
        )  # fmt: skip
        found.append(override)
    return tuple(found)


def _override_value(reading: Reading, path: str, node: dict[str, Any], pointer: str) -> float | None:
    declared = field(path)
    kind = declared.kind if declared else COMPUTED[general(path)].kind if is_computed(path) else None
    if kind is None:
        reading.add(
            "path.unknown", f"{pointer}/path", "holds no number", found=clean(path),
            fix=_did_you_mean(path), expected="a path of the prescription, as the finding names it",
        )  # fmt: skip
        return None
    accepted = units.kind(kind).accepts
    if node.get("unit") not in (None, *accepted):
        reading.add(
            "unit.not_for_kind", f"{pointer}/value/unit", f"not a unit of {path}", found=clean(node["unit"]),
            expected=", ".join(accepted), fix="write the refused value as the finding shows it",
        )  # fmt: skip
        return None
    if "thiosulfate" in units.kind(kind).of and "value" in node and "form" not in node:
        reading.problems.append(no_form(f"{pointer}/value", node))
    return amount(node, kind)


def _did_you_mean(path: str) -> str | None:
    near = nearest(path, [*fields(), *COMPUTED])
    return None if near is None or code_field(near) else f"did you mean {near!r}?"
