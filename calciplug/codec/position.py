"""Finds the line of a JSON Pointer; runs only once there is a problem to show."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final

import attrs

from calciplug.codec.text import escape

if TYPE_CHECKING:
    from collections.abc import Iterable

    from calciplug.model.problem import Problem

_SPACE: Final = re.compile(r"[ \t\n\r]*+")
_STRING: Final = r'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
_KEY: Final = re.compile(rf"({_STRING})[ \t\n\r]*+:[ \t\n\r]*+", re.DOTALL)
_PLAIN: Final = re.compile(rf"{_STRING}|[^ \t\n\r,\]}}\[{{]++", re.DOTALL)
_COMMA: Final = re.compile(r"[ \t\n\r]*+,?[ \t\n\r]*+")
_STRING_OR_BRACKET: Final = re.compile(rf"{_STRING}|[\[\]{{}}]", re.DOTALL)


def locate(text: str, problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """*problems* with line and column, in document order; *text* must be JSON."""
    found = list(problems)
    wanted: dict[str, Any] = {}
    for problem in found:
        node = wanted
        for step in problem.pointer.split("/")[1:]:
            node = node.setdefault(step, {})
    starts = {"": _skip(text, 0)}
    _scan(text, starts[""], "", wanted, starts)
    order = sorted(range(len(found)), key=lambda index: (_offset(found[index].pointer, starts), index))
    return tuple(_placed(text, found[index], starts) for index in order)


def _offset(pointer: str, starts: dict[str, int]) -> int:
    while pointer not in starts:
        pointer = pointer.rpartition("/")[0]
    return starts[pointer]


def _placed(text: str, problem: Problem, starts: dict[str, int]) -> Problem:
    at = _offset(problem.pointer, starts)
    return attrs.evolve(problem, line=text.count("\n", 0, at) + 1, column=at - text.rfind("\n", 0, at))


def _scan(text: str, at: int, pointer: str, wanted: dict[str, Any], starts: dict[str, int]) -> int:
    """Note where each member that is *wanted* starts in the value at *at*; answer where the value ends."""
    if not wanted or text[at] not in "{[":
        return _end(text, at)
    closing = "}" if text[at] == "{" else "]"
    at, index = _skip(text, at + 1), 0
    while text[at] != closing:
        shown = at
        if closing == "}":
            step, at = _key(text, at)
        else:
            step, index = str(index), index + 1
        if step in wanted:
            # A member is shown at its key, where a person looks for it; one that stands twice, where it stands first.
            starts.setdefault(f"{pointer}/{step}", shown)
            at = _scan(text, at, f"{pointer}/{step}", wanted[step], starts)
        else:
            at = _end(text, at)
        at = _matched(_COMMA, text, at)
    return at + 1


def _key(text: str, at: int) -> tuple[str, int]:
    """The key at *at* as a step of a pointer, and where its value starts."""
    match = _KEY.match(text, at)
    assert match is not None, "the text is JSON"
    spelled = match[1]
    return escape(json.loads(spelled) if "\\" in spelled else spelled[1:-1]), match.end()


def _end(text: str, at: int) -> int:
    """Where the value at *at* ends, without looking into it."""
    if text[at] not in "{[":
        return _matched(_PLAIN, text, at)
    depth, pieces = 0, _STRING_OR_BRACKET.finditer(text, at)
    while True:
        piece = next(pieces)
        depth += {"{": 1, "[": 1, "}": -1, "]": -1}.get(piece.group(), 0)
        if depth == 0:
            return piece.end()


def _skip(text: str, at: int) -> int:
    return _matched(_SPACE, text, at)


def _matched(pattern: re.Pattern[str], text: str, at: int) -> int:
    match = pattern.match(text, at)
    assert match is not None, "the text is JSON"
    return match.end()
