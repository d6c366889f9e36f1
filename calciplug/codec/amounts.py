"""Quantities of a document: number, unit and salt form to the one float of memory, or a problem."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import attrs

from calciplug import units
from calciplug.codec.text import clean
from calciplug.model.field import Field, code_lists
from calciplug.model.problem import Problem

if TYPE_CHECKING:
    from datetime import datetime


@attrs.define
class Reading:
    """One pass over a document that its schema has already seen; gathers what the schema cannot say.

    Attributes:
        problems: found so far.
        as_of: the case's moment, once it is known.
    """

    problems: list[Problem] = attrs.field(factory=list)
    as_of: datetime | None = None

    def add(self, code: str, pointer: str, message: str, **more: Any) -> None:
        """Note a problem."""
        self.problems.append(Problem(code=code, pointer=pointer, message=message, **more))


def amount(reading: Reading, node: Any, pointer: str, kind: str, form: str | None = None) -> float | None:
    """The float that *node*, a value with its unit, is in the own unit of the kind called *kind*.

    None where the schema has already found a problem in it.
    """
    if not isinstance(node, dict) or not isinstance(node.get("value"), Decimal):
        return None
    own = units.kind(kind)
    # A product's salt form speaks for its grams of thiosulfate, not for its millilitres or its sodium.
    unit, own_form = node.get("unit"), node.get("form", form if "thiosulfate" in own.of else None)
    if unit not in own.accepts or (own_form is not None and own_form not in code_lists()["salt_form"]):
        return None
    value = units.read(node["value"], unit, kind, own_form)
    if value < 0:
        reading.add("number.negative", f"{pointer}/value", "below zero", found=str(node["value"]), expected="zero or more")
        return None
    return value


def field_amount(reading: Reading, node: Any, pointer: str, field: Field) -> float | None:
    """As `amount`, and inside the range that the field lets in."""
    if _is_milligrams(node, field):
        grams = f"{clean(node['value'])} mg is 1/1000 of {clean(node['value'])} g"
        reading.add(
            "unit.not_for_kind", f"{pointer}/unit", f"{grams}; a thiosulfate dose is written in grams", rule="U-1",
            found=str(node["unit"]), expected=", ".join(units.kind(field.kind).accepts), fix="did you mean g? write g; it is never converted",
        )  # fmt: skip
        return None
    value = amount(reading, node, pointer, field.kind)
    if value is None:
        return None
    low, high = field.plausible
    if low <= value <= high:
        return value
    shown = f"{clean(node['value'])} {node['unit']}"
    reading.add(
        "limit.hard", f"{pointer}/value", f"no plausible {field.title}", rule=field.rule, found=shown,
        expected=f"{units.text(low, field.kind)} to {units.text(high, field.kind)}", fix=_other_unit(node, field),
    )  # fmt: skip
    return None


def _is_milligrams(node: Any, field: Field) -> bool:
    return (
        field.rule == "U-1" and isinstance(node, dict) and isinstance(node.get("value"), Decimal)
        and str(node.get("unit")).startswith("mg")
    )  # fmt: skip


def _other_unit(node: dict[str, Any], field: Field) -> str | None:
    """What the same digits would mean in the kind's other units, where that is plausible."""
    low, high = field.plausible
    found = []
    for unit in units.kind(field.kind).accepts:
        if unit == node["unit"]:
            continue
        value = units.read(node["value"], unit, field.kind, node.get("form"))
        if low <= value <= high:
            found.append(f"{units.number(node['value'])} {units.label(unit)} would be {units.text(value, field.kind)}")
    return f"{'; or '.join(found)}?" if found else None
