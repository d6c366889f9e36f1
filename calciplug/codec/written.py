"""Values of the model as documents carry them: few digits, the kind's first unit, and the text of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from calciplug import units
from calciplug.model.field import field

if TYPE_CHECKING:
    from decimal import Decimal

    from calciplug.model.amount import Amount
    from calciplug.model.prescription import Prescription, Stored


def prescription(own: Prescription) -> dict[str, Any]:
    """Stored leaves as the nested object that a case document takes, so that an outcome can be ordered as it is."""
    tree: dict[str, Any] = {}
    for path in sorted(own):
        *parents, leaf = path.split(".")
        node = tree
        for parent in parents:
            node = node.setdefault(parent, {})
        node[leaf] = _value(path, own.values[path], own.forms.get(path))
    return tree


def _value(path: str, value: Stored, form: str | None) -> Any:
    declared = field(path)
    if declared is None or not isinstance(value, float):
        return list(value) if isinstance(value, tuple) else value
    return {**number(value, declared.kind, form), **({"form": form} if form is not None else {})}


def number(value: float, kind: str, form: str | None) -> dict[str, Any]:
    """*value*, a float in the own unit of the kind called *kind*, as number and unit."""
    return {"value": units.figure(value, kind, form), "unit": units.kind(kind).shows[0][0]}


def json_number(value: Decimal) -> int | float:
    """*value*, which has few digits, as the number that JSON prints in the same digits."""
    return int(value) if value == value.to_integral_value() else float(value)


def amount(item: Amount) -> dict[str, Any]:
    """*item* with the text of the page beside it."""
    found: dict[str, Any] = {"path": item.path, "value": codes(item.value)}
    if item.unit is not None:
        found["unit"] = item.unit
    if item.form is not None:
        found["form"] = item.form
    return found | {"shown": item.shown}


def codes(value: Any) -> Any:
    """*value* as JSON has it: several codes are a list."""
    return list(value) if isinstance(value, tuple) else value


def text(value: Stored) -> str:
    """*value*, a code or several, as the page prints it."""
    return ", ".join(str(one) for one in value) if isinstance(value, tuple) else str(value)
