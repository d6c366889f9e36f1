"""What a person may have meant by a quantity that was refused: the unit rules U-1 to U-8, in words.

Nothing here ever becomes a value: readings are offered, and the document stays refused.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from calciplug import units
from calciplug.codec.place import declared_at
from calciplug.codec.text import clean, nearest, shown
from calciplug.model.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from calciplug.codec.place import Place

# Only so much of a text is looked into: a hint is not worth a search through pages, and a pattern that
# backtracks must not meet them.
_READ: Final = 100

# As the literature writes doses and clearances: per 1.73 m2, which is a factor in the denominator and not a unit.
_SURFACE: Final = re.compile(r"([A-Za-z]+(?:/[A-Za-z]+)*)\s*/\s*\{?1[.,](7[0-9]?)[\s._*]*m", re.ASCII)
_NUMBER: Final = r"([0-9]+(?:\.[0-9]+)?)"
_RANGE: Final = rf"{_NUMBER}(?:\s*(?:-|\u2013|to)\s*{_NUMBER})?"
_EQUIVALENTS: Final = re.compile(rf"{_RANGE}\s*meq/l", re.ASCII | re.IGNORECASE)
_MILLIMOLES: Final = re.compile(rf"{_RANGE}\s*(?:mmol/l|mm)\b", re.ASCII | re.IGNORECASE)


def wrong_unit(place: Place, pointer: str, node: Any, accepted: Sequence[str]) -> Problem:
    """A unit that this quantity does not take; *node* is the whole quantity, *place* where it stands."""
    unit, value = (node.get("unit"), node.get("value")) if isinstance(node, dict) else (node, None)
    declared, choices = declared_at(place), ", ".join(accepted)
    rule = declared.rule if declared else None
    if unit is None or unit == "":
        return missing_unit(pointer)
    if not isinstance(unit, str):
        return Problem(code="schema.type", pointer=pointer, found=shown(unit), message="not a text", expected=choices)
    text = unit[:_READ]
    if _SURFACE.search(text):
        return per_surface(pointer, f"{value} {text}" if isinstance(value, Decimal) else text, choices)
    if rule == "U-1" and text.startswith("mg"):
        meant, fix = _milligrams(value, declared.plausible if declared else None)
        return Problem(
            code="unit.not_for_kind", pointer=pointer, found=clean(text), expected=choices, rule=rule,
            message=f"{meant}; a thiosulfate dose is written in grams", fix=f"{fix}; it is never converted",
        )  # fmt: skip
    known, near = unit in units.UCUM, nearest(text, accepted)
    return Problem(
        code="unit.not_for_kind" if known else "unit.unknown", pointer=pointer, found=clean(text),
        message="this unit is not accepted here" if known else "not a unit code of the closed table",
        expected=choices, fix=None if near is None else f"did you mean {near!r}?", rule=rule,
    )  # fmt: skip


def _milligrams(value: object, plausible: tuple[float, float] | None) -> tuple[str, str]:
    """What milligrams of thiosulfate are in grams, and what may have been meant: another unit, or a thousandth."""
    number = clean(value) if isinstance(value, Decimal) else "a number of"
    if isinstance(value, Decimal) and plausible and plausible[0] <= value / 1000 <= plausible[1]:
        grams = f"{units.number(units.plain(value / 1000))} g"
        return f"{number} mg is {grams}", f"did you mean {grams}? write that"
    return f"{number} mg is 1/1000 of {number} g", "did you mean g? write g"


def missing_unit(pointer: str) -> Problem:
    """Rule U-2: a number without its unit."""
    return Problem(
        code="unit.missing", pointer=pointer, message="the unit is missing", expected="value and unit", rule="U-2"
    )


def per_surface(pointer: str, text: str, expected: str) -> Problem:
    """Rule U-8: an amount per 1.73 m2 (or 1.7), spelled out per m2."""
    match = _SURFACE.search(text)
    assert match is not None, "the caller has found it"
    before = re.search(rf"{_NUMBER}\s*$", text[: match.start()], re.ASCII)
    factor, spelled = Decimal(f"1.{match[2]}"), f"{match[1]}/m²"
    if before is not None:
        exact = Decimal(before[1]) / factor
        spelled = f"{units.number(units.plain(exact.quantize(Decimal('0.001'))))} {spelled}"
    return Problem(
        code="unit.per_surface", pointer=pointer, found=clean(text), expected=expected, rule="U-8",
        message=f"{factor} m² is a factor and not a unit: this is {spelled}",
        fix="multiply by the patient's body surface (m²), and write what one patient gets",
    )  # fmt: skip


def not_a_quantity(place: Place, pointer: str, found: str | Decimal, expected: str) -> Problem:
    """Rule U-2: a text or a bare number where a quantity with its own number and unit has to stand."""
    declared = declared_at(place)
    text = found[:_READ] if isinstance(found, str) else ""
    if _SURFACE.search(text):
        return per_surface(pointer, text, expected)
    if declared is not None and declared.rule == "U-3":
        contradiction = _contradiction(text)
        if contradiction is not None:
            return Problem(
                code="unit.contradiction", pointer=pointer, found=shown(found), message=contradiction,
                expected=expected, rule="U-3", fix="write one number with its unit; nothing was chosen between the two",
            )  # fmt: skip
    return Problem(
        code="schema.type", pointer=pointer, found=shown(found), expected=expected, rule="U-2",
        message="not a number and a unit apart",
        fix=_readings(text) if text else "write the unit beside the number",
    )  # fmt: skip


def not_a_number(pointer: str, found: str | Decimal) -> Problem:
    """Rule U-2: a text where the number of a quantity has to stand."""
    return Problem(
        code="schema.type", pointer=pointer, found=shown(found), rule="U-2",
        message="not a number", expected="a number in plain digits",
        fix=_readings(str(found)[:_READ]) if "," in str(found) else "write the number without quotes",
    )  # fmt: skip


def no_form(pointer: str, node: Any) -> Problem:
    """Rule U-5: grams of thiosulfate without their salt form, with the sodium of both readings."""
    message = "the salt form is missing: the same grams differ by a factor of 1.57"
    value = node.get("value") if isinstance(node, dict) else None
    if isinstance(value, Decimal) and str(node.get("unit")).startswith("g"):
        ends = units.sodium_load(units.make(float(value), "thiosulfate_amount"), "pentahydrate")
        loads = [units.text(units.measure(end, "amount"), "amount") for end in ends]
        message += f" (sodium: {loads[0]} as pentahydrate, {loads[1]} as anhydrous)"
    return Problem(
        code="sts.form_missing", pointer=pointer, message=message, rule="U-5",
        expected="pentahydrate or anhydrous, as on the label",
    )  # fmt: skip


def _readings(text: str) -> str:
    if "," in text:
        with_point, without = clean(text.replace(",", ".")), clean(text.replace(",", ""))
        return f"{with_point!r} or {without!r}? a comma is never guessed; write a number and a unit apart"
    return "write a number and a unit apart"


def _contradiction(text: str) -> str | None:
    """How the two unit systems in *text* differ for calcium, or None where they agree or only one stands."""
    equivalents, millimoles = _EQUIVALENTS.search(text), _MILLIMOLES.search(text)
    if equivalents is None or millimoles is None:
        return None
    ours = [units.read(Decimal(end), "meq/L", "dialysate_calcium") for end in equivalents.groups() if end]
    theirs = [units.read(Decimal(end), "mmol/L", "dialysate_calcium") for end in millimoles.groups() if end]
    if ours == theirs:
        return None
    spelled = " to ".join(units.text(end, "dialysate_calcium") for end in ours)
    return f"two amounts that contradict each other: {spelled} is not {clean(millimoles[0])}"
