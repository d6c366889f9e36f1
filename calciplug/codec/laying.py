"""Lays edits into a case document, which is then read as any other."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import attrs

from calciplug.codec.case_reader import read_case
from calciplug.codec.edit_place import GROUPS
from calciplug.codec.strict import parse
from calciplug.errors import InputError
from calciplug.model.field import section

if TYPE_CHECKING:
    from collections.abc import Sequence

    from calciplug.model.case import Case
    from calciplug.model.edit import Edit
    from calciplug.model.problem import Problem

_BOTH: Final = ("order", "prescription")


def read_edited(data: bytes, edits: Sequence[Edit]) -> Case:
    """The case in *data* with *edits* laid into its document; a value of a prescription is laid into the order.

    Args:
        data: a case document that is sound as it is.
        edits: what is set and taken away.

    Raises:
        InputError: the edited document is no case; each problem names the edit that it comes from.
    """
    document = parse(data)
    for edit in edits:
        _lay(document, edit)
    try:
        return read_case(written(document).encode("utf-8"))
    except InputError as error:
        raise InputError([_blamed(problem, edits) for problem in error.problems]) from error


def written(value: Any) -> str:
    """*value* as JSON, with every exact number in plain digits."""
    if isinstance(value, dict):
        return f"{{{','.join(f'{written(key)}:{written(item)}' for key, item in value.items())}}}"
    if isinstance(value, list):
        return f"[{','.join(map(written, value))}]"
    return f"{value:f}" if isinstance(value, Decimal) else json.dumps(value, ensure_ascii=False)


def _lay(document: dict[str, Any], edit: Edit) -> None:
    group, *steps = edit.path.split(".")
    if group not in GROUPS:
        roots, steps = (_BOTH if edit.node is None else _BOTH[:1]), [group, *steps]
    else:
        roots = (group,)
    for root in roots:
        if edit.node is None:
            _take(document.get(root, {}), steps)
        elif group == "labs":
            # First in its series: of two samples of one moment, the first is the newer one.
            rows = document[root].get(steps[0], [])
            document[root][steps[0]] = [edit.node, *rows]
        else:
            node = document.setdefault(root, {})
            for step in steps[:-1]:
                node = node.setdefault(step, {})
            node[steps[-1]] = edit.node


def _take(node: dict[str, Any], steps: Sequence[str]) -> None:
    """Take away the member that *steps* lead to, with every object below *node* that it leaves empty."""
    first, *rest = steps
    if not rest:
        node.pop(first, None)
    elif first in node:
        _take(node[first], rest)
        if not node[first]:
            del node[first]


def _blamed(problem: Problem, edits: Sequence[Edit]) -> Problem:
    """*problem* at the path of the edit that it comes from; of all of them where no single one can be told."""
    root, *steps = problem.pointer.split("/")[1:] or [""]
    path = ".".join(steps if root in _BOTH else [root, *steps])
    named = [edit.path for edit in edits if path == edit.path or path.startswith(f"{edit.path}.")]
    if not named and root in _BOTH:
        inside = [edit.path for edit in edits if edit.path.split(".")[0] not in GROUPS]
        named = [own for own in inside if _section(path) == section(own)] or inside
    pointer = ", ".join(named or [edit.path for edit in edits])
    return attrs.evolve(problem, pointer=pointer, line=None, column=None)


def _section(path: str) -> str | None:
    try:
        return section(path)
    except KeyError:
        return None
