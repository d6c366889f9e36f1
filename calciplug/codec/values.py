"""Single values of a JSON document that are JSON and yet refused: numbers, texts, keys said twice."""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final
from unicodedata import category

from calciplug.codec.text import clean, escape
from calciplug.model.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_TEXT: Final = 2_000

_NUMBER: Final = re.compile(r"-?(?:0|[1-9][0-9]{0,6})(?:\.[0-9]{1,6})?", re.ASCII)
_NONFINITE: Final = ("NaN", "Infinity", "-Infinity")
_NOT_PLAIN: Final = ("Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp")


class BadNumber(str):
    """The beginning of a number that was refused; found again by a walk, where its place is known."""

    __slots__ = ()


class TwiceKeyed(dict[str, Any]):
    """An object that says some key twice; keeps which."""

    keys_twice: tuple[str, ...] = ()


def number(text: str) -> Decimal | BadNumber:
    """The number that *text* spells: exact, if a person can check it."""
    return Decimal(text) if _NUMBER.fullmatch(text) else BadNumber(text[:40])


def keyed(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """The object with *pairs*; a key that stands twice is remembered."""
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    twice = TwiceKeyed(found)
    twice.keys_twice = tuple(sorted(key for key, count in Counter(key for key, _ in pairs).items() if count > 1))
    return twice


def faults(value: Any, pointer: str = "") -> Iterator[Problem]:
    """What is wrong with single values in *value*, in the order of the document."""
    if isinstance(value, BadNumber):
        yield _bad_number(value, pointer)
    elif isinstance(value, str):
        yield from _bad_text(value, pointer)
    elif isinstance(value, dict):
        for key in value.keys_twice if isinstance(value, TwiceKeyed) else ():
            yield Problem(
                code="json.duplicate_key", pointer=f"{pointer}/{escape(key)}", found=clean(key),
                message="this key stands twice in one object", expected="each key once", fix="delete one of them",
            )  # fmt: skip
        for key, item in value.items():
            if _sound(key) and _sound(item):
                continue
            at = f"{pointer}/{escape(key)}"
            yield from _bad_text(key, at)
            yield from faults(item, at)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from faults(item, f"{pointer}/{index}")


def _sound(value: Any) -> bool:
    """Whether *value* needs no second look: most numbers and texts do not, and their place is then not spelled out."""
    return type(value) is Decimal or (type(value) is str and len(value) <= MAX_TEXT and value.isprintable())


def _bad_number(text: str, pointer: str) -> Problem:
    return Problem(
        code="number.nonfinite" if text in _NONFINITE else "number.form", pointer=pointer, found=clean(text),
        rule="U-2" if pointer.endswith("/value") else None,
        message="not a finite number" if text in _NONFINITE else "a person could not check this number",
        expected="plain digits: at most 7 before the point and 6 after it, no exponent",
    )  # fmt: skip


def _bad_text(text: str, pointer: str) -> Iterator[Problem]:
    if not text.isprintable() and any(category(char) in _NOT_PLAIN for char in text):
        yield Problem(
            code="text.charset", pointer=pointer, found=clean(text),
            message="holds a control, invisible or unassigned character", expected="plain text on one line",
        )  # fmt: skip
    elif len(text) > MAX_TEXT:
        yield Problem(
            code="text.length", pointer=pointer, found=f"{len(text):,} characters",
            message="this text is too long", expected=f"at most {MAX_TEXT:,} characters",
        )  # fmt: skip
