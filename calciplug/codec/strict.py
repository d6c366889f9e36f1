"""Strict JSON: bounded, UTF-8 only, no duplicate keys, no NaN, exact decimals, all faults at once."""

from __future__ import annotations

import json
import re
import unicodedata
from decimal import Decimal
from typing import Any, Final, NoReturn

from calciplug.codec.position import locate
from calciplug.codec.text import clean, escape
from calciplug.errors import InputError
from calciplug.model.problem import Problem

MAX_BYTES: Final = 262_144
MAX_DEPTH: Final = 16
MAX_TEXT: Final = 2_000
MAX_PROBLEMS: Final = 50

_NUMBER: Final = re.compile(r"-?(?:0|[1-9][0-9]{0,6})(?:\.[0-9]{1,6})?", re.ASCII)
_SHAPE: Final = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.ASCII | re.DOTALL)


class _Number(str):
    """The text of a number that was refused; found again by a walk, where its place is known."""


class _Twice(dict[str, Any]):
    """An object that says some key twice; keeps which."""

    keys_twice: tuple[str, ...] = ()


def parse(data: bytes, *, limit: int = MAX_BYTES) -> Any:
    """The JSON value in *data*, with every number as a Decimal.

    Raises:
        InputError: every fault that could be told apart, each with its JSON Pointer, line and column.
    """
    text = _decode(data, limit)
    _check_depth(text)
    try:
        value = json.loads(
            text, parse_float=_number, parse_int=_number, parse_constant=_Number, object_pairs_hook=_pairs
        )
    except json.JSONDecodeError as error:
        _refuse("json.syntax", f"not JSON: {error.msg.lower()}", line=error.lineno, column=error.colno, fix=_hint(text))
    except RecursionError:
        _refuse("json.depth", f"nested deeper than {MAX_DEPTH} levels")
    problems: list[Problem] = []
    _walk(value, "", problems)
    if problems:
        raise InputError(locate(text, problems))
    return value


def _decode(data: bytes, limit: int) -> str:
    if len(data) > limit:
        _refuse("json.size", f"{len(data):,} bytes; at most {limit:,} are read", fix="send one case in a document")
    if data.startswith(b"\xef\xbb\xbf"):
        _refuse("json.encoding", "starts with a byte-order mark", fix="save as UTF-8 without BOM")
    try:
        return data.decode("utf-8", errors="strict")
    except UnicodeDecodeError as error:
        _refuse("json.encoding", f"byte {error.start} is not UTF-8", fix="save as UTF-8")


def _check_depth(text: str) -> None:
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


def _number(text: str) -> Decimal | _Number:
    return Decimal(text) if _NUMBER.fullmatch(text) else _Number(text[:40])


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    keys = [key for key, _ in pairs]
    twice = _Twice(found)
    twice.keys_twice = tuple(sorted({key for key in keys if keys.count(key) > 1}))
    return twice


def _walk(value: Any, pointer: str, problems: list[Problem]) -> None:
    if len(problems) >= MAX_PROBLEMS:
        return
    if isinstance(value, _Number):
        problems.append(_bad_number(value, pointer))
    elif isinstance(value, str):
        _check_text(value, pointer, problems)
    elif isinstance(value, dict):
        for key in value.keys_twice if isinstance(value, _Twice) else ():
            problems.append(
                Problem(
                    code="json.duplicate_key", pointer=f"{pointer}/{escape(key)}", found=clean(key),
                    message="this key stands twice in one object", expected="each key once", fix="delete one of them",
                )  # fmt: skip
            )
        for key, item in value.items():
            _check_text(key, pointer, problems)
            _walk(item, f"{pointer}/{escape(key)}", problems)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            _walk(item, f"{pointer}/{index}", problems)


def _bad_number(text: str, pointer: str) -> Problem:
    if text in ("NaN", "Infinity", "-Infinity"):
        return Problem(
            code="number.nonfinite", pointer=pointer, found=text, message="not a finite number",
            expected="a number in plain digits",
        )  # fmt: skip
    return Problem(
        code="number.form", pointer=pointer, found=text, message="a person could not check this number",
        expected="plain digits: at most 7 before the point and 6 after it, no exponent",
    )  # fmt: skip


def _check_text(text: str, pointer: str, problems: list[Problem]) -> None:
    if any(unicodedata.category(char) in ("Cc", "Cs", "Cf", "Co", "Cn") for char in text):
        problems.append(
            Problem(
                code="text.charset", pointer=pointer, found=clean(text),
                message="holds a control, invisible or unassigned character", expected="plain text on one line",
            )  # fmt: skip
        )
    elif len(text) > MAX_TEXT:
        problems.append(
            Problem(
                code="text.length", pointer=pointer, found=f"{len(text):,} characters",
                message="this text is too long", expected=f"at most {MAX_TEXT:,} characters",
            )  # fmt: skip
        )


def _hint(text: str) -> str | None:
    if not text.strip():
        return "the document is empty"
    if re.search(r":\s*-?\d+,\d+\s*[,}\]]", text, re.ASCII):
        return "write a decimal point, not a comma"
    return None


def _refuse(
    code: str, message: str, *, line: int | None = None, column: int | None = None, fix: str | None = None
) -> NoReturn:
    raise InputError([Problem(code=code, pointer="", message=message, line=line, column=column, fix=fix)])
