"""Finds the line of a JSON Pointer; runs only once there is a problem to show."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final

import attrs

from calciplug.codec.text import escape

if TYPE_CHECKING:
    from collections.abc import Iterable

    from calciplug.model.problem import Problem

_SPACE: Final = re.compile(r"[ \t\n\r]*")
_ATOM: Final = re.compile(r"[^ \t\n\r,\]}]+")


def locate(text: str, problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """*problems* with line and column, in document order; *text* must be JSON."""
    starts: dict[str, int] = {}
    _scan(text, _skip(text, 0), "", starts)
    placed = [_place(text, problem, starts) for problem in problems]
    order = sorted(range(len(placed)), key=lambda index: (_offset(placed[index].pointer, starts), index))
    return tuple(placed[index] for index in order)


def _offset(pointer: str, starts: dict[str, int]) -> int:
    while pointer not in starts:
        pointer = pointer.rpartition("/")[0]
    return starts[pointer]


def _place(text: str, problem: Problem, starts: dict[str, int]) -> Problem:
    at = _offset(problem.pointer, starts)
    return attrs.evolve(problem, line=text.count("\n", 0, at) + 1, column=at - text.rfind("\n", 0, at))


def _skip(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at


def _scan(text: str, at: int, pointer: str, starts: dict[str, int]) -> int:
    """Note where the value at *at* starts, and everything in it; answer where it ends."""
    starts.setdefault(pointer, at)
    if text[at] == "{":
        return _scan_object(text, at, pointer, starts)
    if text[at] == "[":
        return _scan_array(text, at, pointer, starts)
    if text[at] == '"':
        return _string(text, at)[1]
    match = _ATOM.match(text, at)
    return match.end() if match else at + 1


def _string(text: str, at: int) -> tuple[str, int]:
    value, end = json.JSONDecoder().raw_decode(text, at)
    return str(value), end


def _scan_object(text: str, at: int, pointer: str, starts: dict[str, int]) -> int:
    at = _skip(text, at + 1)
    while text[at] != "}":
        key_at = at
        key, at = _string(text, at)
        at = _skip(text, _skip(text, at) + 1)
        own = f"{pointer}/{escape(key)}"
        at = _scan(text, at, own, starts)
        # A problem about a member is shown at its key, where a person looks for it.
        starts[own] = min(starts[own], key_at)
        at = _skip(text, at)
        if text[at] == ",":
            at = _skip(text, at + 1)
    return at + 1


def _scan_array(text: str, at: int, pointer: str, starts: dict[str, int]) -> int:
    at, index = _skip(text, at + 1), 0
    while text[at] != "]":
        at = _skip(text, _scan(text, at, f"{pointer}/{index}", starts))
        index += 1
        if text[at] == ",":
            at = _skip(text, at + 1)
    return at + 1

