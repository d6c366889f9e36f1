"""The versioned schemas, and their errors as problems that say what to fix; the only user of jsonschema."""

from __future__ import annotations

import json
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from calciplug import units
from calciplug.codec.text import clean, escape, nearest
from calciplug.model.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jsonschema import ValidationError
    from jsonschema.protocols import Validator

NAMES: Final = ("case", "outcome", "plugin", "protocol")
VERSION: Final = "1"


def urn(name: str) -> str:
    """The `$id` of the schema called *name*, which documents carry as `schema`."""
    return f"urn:calciplug:schema:{name}:{VERSION}"


@cache
def schema_text(name: str) -> str:
    """The schema called *name*, as it is shipped."""
    return (files("calciplug.schemas") / f"{name}.json").read_text("utf-8")


@cache
def validator(name: str) -> Validator:
    """A validator that can fetch nothing: its registry is empty."""
    # Imported here: jsonschema costs a third of the start-up, and `--help` needs none of it.
    from jsonschema import Draft202012Validator
    from referencing import Registry

    document = json.loads(schema_text(name), parse_float=Decimal)
    kind: Validator = Draft202012Validator(document, registry=Registry())
    return kind


def check(name: str, document: Any) -> list[Problem]:
    """What the schema called *name* has against *document*, the parsed JSON; at most 50 problems."""
    problems: list[Problem] = []
    for error in validator(name).iter_errors(document):
        problems.extend(_problems(error))
        if len(problems) >= 50:
            break
    return problems


def _problems(error: ValidationError) -> Iterator[Problem]:
    pointer = "".join(f"/{escape(str(step))}" for step in error.absolute_path)
    rule = str(error.validator)
    if rule == "required":
        for key in error.validator_value:
            if key not in error.instance:
                yield _missing(pointer, key)
    elif rule == "additionalProperties":
        yield from _additional(pointer, error)
    elif rule in ("oneOf", "anyOf"):
        yield Problem(code="schema.type", pointer=pointer, message="none of the accepted shapes", found=_found(error.instance))
    else:
        yield _single(rule, pointer, error)


def _missing(pointer: str, key: str) -> Problem:
    if key == "unit":
        return Problem(
            code="unit.missing", pointer=pointer, message="the unit is missing", expected="value and unit", rule="U-2"
        )
    if key == "form":
        return Problem(
            code="sts.form_missing", pointer=pointer, rule="U-5",
            message="the salt form is missing: the same grams differ by a factor of 1.57",
            expected="pentahydrate or anhydrous, as on the label",
        )  # fmt: skip
    return Problem(code="schema.required", pointer=pointer, message=f"{key!r} is missing", expected=key)


def _additional(pointer: str, error: ValidationError) -> Iterator[Problem]:
    known = error.schema.get("properties", {}) if isinstance(error.schema, dict) else {}
    extra = [key for key in error.instance if key not in known]
    for key in extra[:10]:
        near = nearest(key, known)
        ionised = key == "calcium" and pointer == "/labs"
        yield Problem(
            code="schema.additional", pointer=f"{pointer}/{escape(key)}", found=clean(key),
            message="say which calcium: total or ionised" if ionised else "unknown key; nothing was dropped silently",
            expected="calcium_total or calcium_ionised" if ionised else "a key of the schema",
            fix=None if near is None or ionised else f"did you mean {near!r}?",
            rule="U-7" if ionised else None,
        )  # fmt: skip
    if len(extra) > 10:
        yield Problem(code="schema.additional", pointer=pointer, message=f"and {len(extra) - 10} more unknown keys")


def _single(rule: str, pointer: str, error: ValidationError) -> Problem:
    expected = error.validator_value
    found = _found(error.instance)
    if rule == "type":
        return _wrong_type(pointer, expected, error.instance)
    if rule == "const" and pointer == "/schema":
        return Problem(
            code="schema.version", pointer=pointer, found=found, message="another schema or version", expected=str(expected)
        )
    if rule in ("enum", "const"):
        return _enum(pointer, list(expected) if rule == "enum" else [expected], error.instance)
    code = {"maxLength": "text.length", "minLength": "text.length", "pattern": "text.charset"}.get(rule, f"schema.{rule}")
    meaning = {
        "maxLength": f"longer than {expected} characters",
        "minLength": "empty",
        "pattern": "holds characters that are not allowed here",
        "minItems": f"fewer than {expected} entries",
        "maxItems": f"more than {expected} entries",
    }
    return Problem(code=code, pointer=pointer, found=found, message=meaning.get(rule, f"breaks {rule}"))


def _wrong_type(pointer: str, expected: Any, instance: Any) -> Problem:
    wanted = expected if isinstance(expected, str) else " or ".join(expected)
    typed = wanted in ("object", "number") and isinstance(instance, str) and any(char.isdigit() for char in instance)
    return Problem(
        code="schema.type", pointer=pointer, found=_found(instance), message=f"expected {wanted}",
        expected='{"value": 12.5, "unit": "..."} with a number in plain digits' if typed else wanted,
        fix=_two_readings(instance) if typed else None, rule="U-2" if typed else None,
    )  # fmt: skip


def _two_readings(text: str) -> str:
    if "," in text:
        with_point, without = clean(text.replace(",", ".")), clean(text.replace(",", ""))
        return f"{with_point!r} or {without!r}? a comma is never guessed; write a number and a unit apart"
    return "write a number and a unit apart"


def _enum(pointer: str, accepted: list[Any], instance: Any) -> Problem:
    choices = ", ".join(str(item) for item in accepted[:12]) + (", …" if len(accepted) > 12 else "")
    near = nearest(instance, [str(item) for item in accepted])
    fix = None if near is None else f"did you mean {near!r}?"
    if pointer.endswith("/unit"):
        known = isinstance(instance, str) and instance in units.UCUM
        return Problem(
            code="unit.not_for_kind" if known else "unit.unknown", pointer=pointer, found=_found(instance),
            message="this unit is not accepted here" if known else "not a unit code of the closed table",
            expected=choices, fix=fix,
        )  # fmt: skip
    return Problem(
        code="schema.enum", pointer=pointer, found=_found(instance), message="not in the closed list", expected=choices, fix=fix
    )


def _found(instance: Any) -> str:
    if isinstance(instance, dict):
        return f"an object with {len(instance)} keys"
    if isinstance(instance, list):
        return f"a list of {len(instance)}"
    names = {True: "true", False: "false", None: "null"}
    if instance is None or isinstance(instance, bool):
        return names[instance]
    return clean(instance if isinstance(instance, Decimal) else repr(instance))
