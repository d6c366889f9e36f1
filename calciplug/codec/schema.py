"""The versioned schemas; the only user of jsonschema."""

from __future__ import annotations

import json
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from calciplug.codec import sieve, swift
from calciplug.codec.explain import explain
from calciplug.codec.place import pointer_to
from calciplug.codec.strict import MAX_PROBLEMS
from calciplug.codec.text import escape
from calciplug.errors import CalciplugError

if TYPE_CHECKING:
    from collections.abc import Collection

    from jsonschema.protocols import Validator

    from calciplug.model.problem import Problem

NAMES: Final = (
    "calendar", "case", "comparison", "evidence", "outcome", "plugin", "predictions", "protocol", "sweep", "why-not",
)  # fmt: skip
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
    # Imported here: only a document that is not plainly right needs it.
    from jsonschema import Draft202012Validator
    from referencing import Registry

    document = json.loads(schema_text(name), parse_float=Decimal)
    kind: Validator = Draft202012Validator(document, registry=Registry())
    return kind


def check(name: str, document: Any) -> list[Problem]:
    """What the schema called *name* has against *document*, the parsed JSON."""
    return judge(name, document, ())[0]


def judge(name: str, document: Any, refused: Collection[str]) -> tuple[list[Problem], Any, frozenset[str]]:
    """What the schema called *name* has against *document*, and what is left of it to read.

    Args:
        name: of the schema.
        document: the parsed JSON.
        refused: pointers of values that were refused before: nothing more is said of them.

    Returns:
        At most `MAX_PROBLEMS` problems; *document* without what was refused, or None where there are too many
        problems to go on; and the pointers of what was taken out.
    """
    if not refused and any(own.says_yes(name, schema_text, document) for own in (swift, sieve)):
        return [], document, frozenset()
    problems: list[Problem] = []
    useless = set(refused)
    for error in validator(name).iter_errors(document):
        if _below(pointer_to(tuple(error.absolute_path)), refused):
            continue
        for problem, gone in explain(error, document):
            if not _below(problem.pointer, refused) and problem not in problems:
                problems.append(problem)
                useless |= {problem.pointer} if gone else set()
        if len(problems) >= MAX_PROBLEMS:
            return problems[:MAX_PROBLEMS], None, frozenset(useless)
    return problems, _without(document, "", useless) if useless else document, frozenset(useless)


def demand(name: str, document: Any) -> None:
    """Refuse to let a *document* of ours out that breaks the schema called *name*.

    Raises:
        CalciplugError: it does, and where; that is our bug.
    """
    problems = check(name, document)
    if problems:
        raise CalciplugError(f"the {name} breaks its schema at {problems[0].pointer}: {problems[0].message}")


def _below(pointer: str, refused: Collection[str]) -> bool:
    return any(pointer == own or pointer.startswith(f"{own}/") for own in refused)


def _without(value: Any, pointer: str, useless: Collection[str]) -> Any:
    """*value* without the members at *useless* pointers; a list keeps its indices."""
    if pointer in useless:
        return None
    if isinstance(value, dict):
        kept = {key: _without(item, f"{pointer}/{escape(key)}", useless) for key, item in value.items()}
        return {key: item for key, item in kept.items() if item is not None}
    if isinstance(value, list):
        return [_without(item, f"{pointer}/{index}", useless) for index, item in enumerate(value)]
    return value
