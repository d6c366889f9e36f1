"""A sieve beside jsonschema: what plainly meets a schema passes, and no library is needed to say so.

Only its yes is believed. Whatever it does not let through is judged, and told, by jsonschema, which stays the
reference; tests hold that no document has the one's yes without the other's. A schema with a keyword that is not known
here has no sieve. It is there for the one case of a command line, where importing and running jsonschema costs more
than the case does.
"""

from __future__ import annotations

import json
from decimal import Decimal
from functools import cache
from types import NoneType
from typing import TYPE_CHECKING, Any, Final

from calciplug.codec.mesh import anything, list_mesh, nothing, object_mesh, text_mesh

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

# Exact types only: what merely passes for one, such as a marked text of the reader, is not for a sieve to judge.
_TYPES: Final[Mapping[str, tuple[type, ...]]] = {
    "object": (dict,), "array": (list,), "string": (str,), "number": (int, float, Decimal), "integer": (int,),
    "boolean": (bool,), "null": (NoneType,),
}  # fmt: skip
_ASKS_NOTHING: Final = {"$schema", "$id", "$defs", "title", "description"}
_KNOWN: Final = _ASKS_NOTHING | {
    "$ref", "additionalProperties", "anyOf", "const", "dependentRequired", "enum", "items", "maxItems", "maxLength",
    "maxProperties", "minItems", "minLength", "minProperties", "pattern", "properties", "propertyNames", "required",
    "type",
}  # fmt: skip
_DEFINED: Final = "#/$defs/"


class Unwoven(Exception):
    """A schema says something that no sieve is made for."""


def says_yes(name: str, text: Callable[[str], str], document: Any) -> bool:
    """Whether *document* plainly meets the schema called *name*.

    Args:
        name: of the schema.
        text: gives the text of a schema by its name.
        document: the parsed JSON; decimals may be exact.
    """
    own = _sieve(name, text)
    return own is not None and own(document)


@cache
def _sieve(name: str, text: Callable[[str], str]) -> Callable[[Any], bool] | None:
    try:
        return sieve(json.loads(text(name)))
    except Unwoven:
        return None


def sieve(schema: Any) -> Callable[[Any], bool]:
    """A function of parsed JSON that is true only for what meets *schema*, a whole schema document.

    Raises:
        Unwoven: it has a keyword, or a form of one, that is not known here.
    """
    return _Loom(schema).woven(schema)


class _Loom:
    """Weaves the sieves of one schema document: each of its definitions once, also one that leads back to itself."""

    def __init__(self, root: Any) -> None:
        self._root = root
        self._defined: dict[str, Callable[[Any], bool]] = {}

    def woven(self, schema: Any) -> Callable[[Any], bool]:
        if isinstance(schema, bool):
            return anything if schema else nothing
        if not schema.keys() <= _KNOWN:
            raise Unwoven(", ".join(sorted(schema.keys() - _KNOWN)))
        whole = [self._reference(schema["$ref"])] if "$ref" in schema else []
        whole += [_any([self.woven(one) for one in schema["anyOf"]])] if "anyOf" in schema else []
        if len(whole) == 1 and schema.keys() <= _ASKS_NOTHING | {"$ref", "anyOf"}:
            return whole[0]
        of_type = _by_type(self._meshes(schema))
        return of_type if not whole else lambda value: of_type(value) and all(one(value) for one in whole)

    def _meshes(self, schema: Mapping[str, Any]) -> dict[type, Callable[[Any], bool]]:
        """What is asked of a value of each type that it may have."""
        named = schema.get("type", list(_TYPES))
        types = [own for name in ([named] if isinstance(named, str) else named) for own in _TYPES[name]]
        if schema.keys() & {"enum", "const"}:
            listed = _listed(schema)
            form = text_mesh(schema)
            texts = {one for one in listed if type(one) is str and form(one)}
            sets: dict[type, set[Any]] = {own: {one for one in listed if type(one) is own} for own in (bool, NoneType)}
            return {own: held.__contains__ for own, held in {**sets, str: texts}.items() if held and own in types}
        return {own: self._mesh(own, schema) for own in types}

    def _mesh(self, own: type, schema: Mapping[str, Any]) -> Callable[[Any], bool]:
        if own is dict:
            return object_mesh(schema, self.woven)
        if own is list:
            return list_mesh(schema, self.woven)
        return text_mesh(schema) if own is str else anything

    def _reference(self, pointer: str) -> Callable[[Any], bool]:
        name = pointer.removeprefix(_DEFINED)
        if name == pointer or name not in self._root.get("$defs", {}):
            raise Unwoven(pointer)
        defined = self._defined
        if name not in defined:
            defined[name] = nothing
            defined[name] = self.woven(self._root["$defs"][name])

        def meets(value: Any) -> bool:
            # Looked up only now: one that leads back to itself was not finished before.
            return defined[name](value)

        return meets


def _by_type(meshes: Mapping[type, Callable[[Any], bool]]) -> Callable[[Any], bool]:
    if len(meshes) == 1:
        ((kind, mesh),) = meshes.items()
        return lambda value: type(value) is kind and mesh(value)
    return lambda value: meshes.get(type(value), nothing)(value)


def _listed(schema: Mapping[str, Any]) -> list[Any]:
    """The values that *schema* lists."""
    values = list(schema.get("enum", ())) if "enum" in schema else [schema["const"]]
    # A number equals one of another type, and lists and objects are compared by what is in them.
    if {"enum", "const"} <= schema.keys() or not {type(one) for one in values} <= {str, bool, NoneType}:
        raise Unwoven("enum")
    return values


def _any(checks: list[Callable[[Any], bool]]) -> Callable[[Any], bool]:
    return lambda value: any(one(value) for one in checks)
