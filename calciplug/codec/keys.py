"""What a schema has against the keys of an object: missing, unknown, without their companions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from calciplug.codec import misread
from calciplug.codec.place import pointer_to
from calciplug.codec.text import clean, nearest
from calciplug.model.field import code_field, code_lists
from calciplug.model.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from jsonschema import ValidationError

    from calciplug.codec.place import Place

_PRODUCT_NAMED_BY: Final = ("drug", "code")
_SHOWN_EXTRA: Final = 10
_SHOWN_CHOICES: Final = 12


def missing(place: Place, key: str, error: ValidationError) -> Problem:
    """A required *key* does not stand."""
    pointer = pointer_to(place)
    if key == "unit":
        return misread.missing_unit(pointer)
    if key == "form":
        return misread.no_form(pointer, error.instance)
    rule = "U-7" if key == "assay" else None
    if place[:2] == ("site", "products") and key in _PRODUCT_NAMED_BY:
        rule = "U-9"
    own = properties(error.schema).get(key, {})
    listed = code_field(key)
    choices = code_lists().get(listed.list or "") if listed is not None else own.get("enum")
    return Problem(
        code="schema.required", pointer=pointer, message=f"{key!r} is missing", rule=rule,
        expected=key if choices is None else spelled(choices),
    )  # fmt: skip


def unknown(place: Place, error: ValidationError) -> Iterator[tuple[Problem, bool]]:
    """Keys that the schema does not have; with each, whether it can be left out of the document."""
    instance: Any = error.instance
    known = properties(error.schema)
    others = [key for key in instance if key not in known]
    for key in others[:_SHOWN_EXTRA]:
        yield _unknown(place, key, known), True
    if len(others) > _SHOWN_EXTRA:
        message = f"unknown keys beside those that are named: {len(others) - _SHOWN_EXTRA:,}"
        yield Problem(code="schema.additional", pointer=pointer_to(place), message=message), False


def _unknown(place: Place, key: str, known: Any) -> Problem:
    pointer = pointer_to((*place, key))
    if place == ("labs",) and key == "calcium":
        return Problem(
            code="schema.additional", pointer=pointer, found="calcium", message="say which calcium: total or ionised",
            expected="calcium_total or calcium_ionised", rule="U-7",
        )  # fmt: skip
    near = nearest(key, known)
    return Problem(
        code="schema.additional", pointer=pointer, found=clean(key), expected="a key of the schema",
        message="unknown key; nothing was dropped silently", fix=None if near is None else f"did you mean {near!r}?",
    )  # fmt: skip


def incomplete(pointer: str, needs: dict[str, list[str]], instance: Any) -> Problem:
    """A key stands without those that it *needs* beside it."""
    lacking = sorted({key for own in needs if own in instance for key in needs[own] if key not in instance})
    message = f"{', '.join(lacking)} missing beside what is there"
    return Problem(code="schema.required", pointer=pointer, message=message, expected=", ".join(lacking))


def properties(schema: Any) -> dict[str, Any]:
    """The schemas of the keys that *schema* has."""
    return dict(schema.get("properties", {})) if isinstance(schema, dict) else {}


def spelled(choices: Sequence[str]) -> str:
    """The first of *choices*, as a message lists them."""
    return ", ".join(choices[:_SHOWN_CHOICES]) + (", …" if len(choices) > _SHOWN_CHOICES else "")
