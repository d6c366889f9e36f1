"""Strict JSON: bounded, UTF-8 only, no duplicate keys, no NaN, exact decimals, all faults at once."""

from __future__ import annotations

import json
import re
from itertools import islice
from typing import Any, Final, NoReturn

from calciplug.codec.position import locate
from calciplug.codec.proven import proven
from calciplug.codec.values import BadNumber, faults, keyed, number
from calciplug.errors import InputError
from calciplug.model.problem import Problem

MAX_BYTES: Final = 262_144
MAX_DEPTH: Final = 16
MAX_VALUES: Final = 12_500
MAX_PROBLEMS: Final = 50

# A string, or a bracket outside of strings. Possessive, and a string may end with the text: nothing is read twice.
_SHAPE: Final = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"?|[\[\]{}]', re.DOTALL)
_DECIMAL_COMMA: Final = re.compile(r":\s*-?[0-9]+,[0-9]+\s*[,}\]]", re.ASCII)


def parse(data: bytes) -> Any:
    """The JSON value in *data*, with every number as a Decimal.

    Raises:
        InputError: every fault that could be told apart, each with its JSON Pointer, line and column.
    """
    value, problems = parse_all(data)
    if problems:
        raise InputError(locate(data.decode("utf-8"), problems))
    return value


def parse_all(data: bytes) -> tuple[Any, list[Problem]]:
    """As `parse`, but what is wrong with single values is handed back beside the document.

    Raises:
        InputError: *data* is not JSON at all, or too large or too deep to be looked at.
    """
    if len(data) <= MAX_BYTES and data.count(b",") <= MAX_VALUES:
        found = proven(data, MAX_DEPTH)
        if found is not None:
            return found, []
    text = _decode(data)
    _check_size(text)
    try:
        value = json.loads(
            text, parse_float=number, parse_int=number, parse_constant=BadNumber, object_pairs_hook=keyed
        )
    except json.JSONDecodeError as error:
        _refuse_syntax(text, error)
    return value, list(islice(faults(value), MAX_PROBLEMS))


def _decode(data: bytes) -> str:
    if len(data) > MAX_BYTES:
        _refuse("json.size", f"{len(data):,} bytes; at most {MAX_BYTES:,} are read", fix="send one case in a document")
    if data.startswith(b"\xef\xbb\xbf"):
        _refuse("json.encoding", "starts with a byte-order mark", fix="save as UTF-8 without BOM")
    try:
        return data.decode("utf-8", errors="strict")
    except UnicodeDecodeError as error:
        _refuse("json.encoding", f"byte {error.start} is not UTF-8", fix="save as UTF-8")


def _check_size(text: str) -> None:
    depth = 0
    for match in _SHAPE.finditer(text):
        mark = match.group()
        if mark in "[{":
            depth += 1
            if depth > MAX_DEPTH:
                line = text.count("\n", 0, match.start()) + 1
                _refuse("json.depth", f"nested deeper than {MAX_DEPTH} levels", line=line)
        elif mark in "]}":
            depth -= 1
    # Each value after the first of its list or object has a comma before it.
    if text.count(",") > MAX_VALUES:
        _refuse("json.size", f"more than {MAX_VALUES:,} values", fix="send one case in a document")


def _refuse_syntax(text: str, error: json.JSONDecodeError) -> NoReturn:
    comma = _DECIMAL_COMMA.search(text) is not None
    fix = "write a decimal point, not a comma" if comma else "the document is empty" if not text.strip() else None
    _refuse(
        "json.syntax", f"not JSON: {error.msg.lower()}",
        line=error.lineno, column=error.colno, fix=fix, rule="U-2" if comma else None,
    )  # fmt: skip


def _refuse(code: str, message: str, **more: Any) -> NoReturn:
    raise InputError([Problem(code=code, pointer="", message=message, **more)])
