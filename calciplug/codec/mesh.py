"""What a schema asks of one object, list or text, as a function that is true only for what meets it; see `sieve`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_NO_LIMIT = float("inf")


def anything(_value: Any) -> bool:
    """True."""
    return True


def nothing(_value: Any) -> bool:
    """False."""
    return False


def object_mesh(schema: Mapping[str, Any], woven: Callable[[Any], Callable[[Any], bool]]) -> Callable[[Any], bool]:
    """Of an object; *woven* makes what is asked of its members."""
    properties = {key: woven(one) for key, one in schema.get("properties", {}).items()}
    rest = woven(schema.get("additionalProperties", True))
    names = woven(schema.get("propertyNames", True))
    required = frozenset(schema.get("required", ()))
    least, most = schema.get("minProperties", 0), schema.get("maxProperties", _NO_LIMIT)
    together = [(key, frozenset(others)) for key, others in schema.get("dependentRequired", {}).items()]

    def meets(value: dict[Any, Any]) -> bool:
        keys = value.keys()
        if not (required <= keys and least <= len(keys) <= most):
            return False
        for key, item in value.items():
            if not properties.get(key, rest)(item):
                return False
        if names is not anything and not all(map(names, keys)):
            return False
        return all(others <= keys for key, others in together if key in keys)

    return meets


def list_mesh(schema: Mapping[str, Any], woven: Callable[[Any], Callable[[Any], bool]]) -> Callable[[Any], bool]:
    """Of a list; *woven* makes what is asked of its items."""
    items = woven(schema.get("items", True))
    least, most = schema.get("minItems", 0), schema.get("maxItems", _NO_LIMIT)
    return lambda value: least <= len(value) <= most and all(map(items, value))


def text_mesh(schema: Mapping[str, Any]) -> Callable[[Any], bool]:
    """Of a text; its pattern is searched for, as JSON Schema has it."""
    if not schema.keys() & {"minLength", "maxLength", "pattern"}:
        return anything
    least, most = schema.get("minLength", 0), schema.get("maxLength", _NO_LIMIT)
    if "pattern" not in schema:
        return lambda value: least <= len(value) <= most
    found = re.compile(schema["pattern"]).search
    return lambda value: least <= len(value) <= most and found(value) is not None
