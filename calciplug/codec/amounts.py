"""Quantities of a document: number, unit and salt form to the one float of memory, or a problem."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from calciplug import units
from calciplug.codec.text import clean
from calciplug.model.field import field

if TYPE_CHECKING:
    from calciplug.codec.reading import Reading
    from calciplug.model.field import Field

_OTHER_CALCIUM: Final = {"labs.calcium_total": "labs.calcium_ionised", "labs.calcium_ionised": "labs.calcium_total"}


def amount(node: Any, kind: str, form: str | None = None) -> float | None:
    """The float that *node*, a value with its unit, is in the own unit of the kind called *kind*.

    Args:
        node: a quantity as the schema left it: what it refused is gone.
        kind: name of the kind.
        form: salt form that a product record states for its grams.

    Returns:
        None where a part is missing, because the schema has refused it.
    """
    if not isinstance(node, dict) or not isinstance(node.get("value"), Decimal) or "unit" not in node:
        return None
    own_form = None
    if _is_salted(kind):
        own_form = node.get("form", form)
        if own_form is None:
            return None
    return units.read(node["value"], node["unit"], kind, own_form)


def field_amount(reading: Reading, node: Any, pointer: str, own: Field, form: str | None = None) -> float | None:
    """As `amount`, and inside the range that is plausible for it."""
    value = amount(node, own.kind, form)
    if value is None:
        return None
    low, high = own.plausible
    if low <= value <= high:
        return value
    shown_form = node.get("form", form) if _is_salted(own.kind) else None
    reading.add(
        "limit.hard", f"{pointer}/value", f"no plausible {own.title}", rule=own.rule,
        found=f"{clean(node['value'])} {node['unit']}", fix=_meant(node, own),
        expected=f"{units.text(low, own.kind, shown_form)} to {units.text(high, own.kind, shown_form)}",
    )  # fmt: skip
    return None


@cache
def _is_salted(kind: str) -> bool:
    """Whether the kind called *kind* counts grams of thiosulfate, which mean nothing without their salt form."""
    return "thiosulfate" in units.kind(kind).of


def _meant(node: dict[str, Any], own: Field) -> str | None:
    """What the same digits would plausibly mean: in another unit, a thousandfold, as the other calcium."""
    value, unit, form = node["value"], node["unit"], node.get("form")
    found = [_equation(value, other, own, form) for other in units.kind(own.kind).accepts if other != unit]
    found += [_thousand(value * factor, unit, own, form) for factor in (1000, Decimal("0.001")) if own.rule == "U-1"]
    other = field(_OTHER_CALCIUM.get(own.path, ""))
    if other is not None and unit in units.kind(other.kind).accepts and _inside(value, unit, other, form):
        found.append(f"{other.title} under {other.path}")
    kept = [item for item in found if item is not None]
    return f"did you mean {', or '.join(kept)}?{_written(kept, own)}" if kept else None


def _written(kept: list[str], own: Field) -> str:
    """How a document writes a unit that the page prints otherwise: what is copied from a message has to be accepted."""
    codes = [code for code in units.kind(own.kind).accepts if "{" not in code and units.label(code) != code]
    named = [code for code in codes if any(f" {units.label(code)}" in item for item in kept)]
    return "".join(f" ({units.label(code)} is written {code})" for code in named)


def _inside(value: Decimal, unit: str, own: Field, form: str | None) -> bool:
    low, high = own.plausible
    return low <= units.read(value, unit, own.kind, form) <= high


def _equation(value: Decimal, unit: str, own: Field, form: str | None) -> str | None:
    if not _inside(value, unit, own, form):
        return None
    memory = units.read(value, unit, own.kind, form)
    codes = [code for code, _ in units.kind(own.kind).shows if code != unit]
    same = "".join(f" = {units.labelled(units.write(memory, own.kind, code, form), code)}" for code in codes[:1])
    return f"{units.labelled(value, unit)}{same}"


def _thousand(value: Decimal, unit: str, own: Field, form: str | None) -> str | None:
    if not _inside(value, unit, own, form):
        return None
    return f"{units.labelled(units.plain(value), unit)} (never converted)"
