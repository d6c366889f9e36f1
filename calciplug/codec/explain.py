"""What a schema has against a document, as problems that say what to fix."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from calciplug.codec import keys, misread
from calciplug.codec.place import pointer_to
from calciplug.codec.text import clean, nearest, shown
from calciplug.model.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jsonschema import ValidationError

    from calciplug.codec.place import Place

_MEANINGS: Final = {
    "minLength": ("text.length", "empty"),
    "maxLength": ("text.length", "longer than {limit} characters"),
    "pattern": ("text.charset", "holds characters that are not allowed here"),
    "minItems": ("schema.minItems", "fewer than {limit} entries"),
    "maxItems": ("schema.maxItems", "more than {limit} entries"),
    "minProperties": ("schema.minProperties", "fewer than {limit} keys"),
    "maxProperties": ("schema.maxProperties", "more than {limit} keys"),
}


def explain(error: ValidationError, document: Any) -> Iterator[tuple[Problem, bool]]:
    """The problems behind *error*; with each, whether what stands at its pointer is of no use any more."""
    place, rule = tuple(error.absolute_path), str(error.validator)
    limit: Any = error.validator_value
    instance: Any = error.instance
    if rule == "required":
        for key in [key for key in limit if key not in instance]:
            yield keys.missing(place, key, error), False
    elif rule == "additionalProperties":
        yield from keys.unknown(place, error)
    elif "propertyNames" in error.absolute_schema_path:
        yield _limited(rule, pointer_to((*place, instance)), limit, clean(instance)), True
    else:
        yield _single(rule, place, error, document), rule != "dependentRequired"


def _single(rule: str, place: Place, error: ValidationError, document: Any) -> Problem:
    pointer, instance = pointer_to(place), shown(error.instance)
    limit: Any = error.validator_value
    if rule == "type":
        return _wrong_type(place, pointer, error)
    if rule == "const" and place == ("schema",):
        message = "another schema or version"
        return Problem(code="schema.version", pointer=pointer, found=instance, message=message, expected=str(limit))
    if rule in ("enum", "const"):
        choices = [str(item) for item in (limit if rule == "enum" else [limit])]
        if place[-1:] == ("unit",):
            return misread.wrong_unit(place[:-1], pointer, _at(document, place[:-1]), choices)
        return _not_listed(place, pointer, choices, error.instance)
    if rule == "dependentRequired":
        return keys.incomplete(pointer, limit, error.instance)
    return _limited(rule, pointer, limit, instance)


def _limited(rule: str, pointer: str, limit: Any, found: str) -> Problem:
    code, message = _MEANINGS.get(rule, (f"schema.{rule}", "none of the accepted shapes"))
    return Problem(code=code, pointer=pointer, found=found, message=message.format(limit=limit))


def _wrong_type(place: Place, pointer: str, error: ValidationError) -> Problem:
    limit: Any = error.validator_value
    if isinstance(error.instance, str | Decimal):
        example = _quantity(error.schema)
        if example is not None:
            return misread.not_a_quantity(place, pointer, error.instance, example)
        if place[-1:] == ("value",) and limit == "number":
            return misread.not_a_number(pointer, error.instance)
    wanted = limit if isinstance(limit, str) else " or ".join(limit)
    return Problem(
        code="schema.type", pointer=pointer, found=shown(error.instance), message=f"expected {wanted}", expected=wanted
    )


def _quantity(schema: Any) -> str | None:
    """How a quantity that obeys *schema*, or is an item of it, is written; None where it is none."""
    known = keys.properties(schema) or keys.properties(schema.get("items"))
    if "unit" not in known:
        return None
    unit = known["unit"].get("enum", ["…"])[0]
    form = ', "form": …' if "form" in known else ""
    return f'{{"value": …, "unit": "{unit}"{form}}}'


def _not_listed(place: Place, pointer: str, choices: list[str], instance: Any) -> Problem:
    near = nearest(instance, choices) if isinstance(instance, str) else None
    return Problem(
        code="schema.enum", pointer=pointer, found=shown(instance), message="not in the closed list",
        expected=keys.spelled(choices), fix=None if near is None else f"did you mean {near!r}?",
        rule="U-5" if place[-1:] == ("form",) else None,
    )  # fmt: skip


def _at(document: Any, place: Place) -> Any:
    for step in place:
        document = document[step]
    return document
