"""Text of a document, made safe to show."""

from __future__ import annotations

import difflib
import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final
from unicodedata import category

if TYPE_CHECKING:
    from collections.abc import Iterable

# Longer texts than this are compared by their beginning only: nobody misspells a word of 80 letters.
_COMPARED: Final = 80
# Longest step of a pointer that is shown.
_STEP: Final = 80
# So many letters at least may stand for the one word that begins with them.
_BEGUN: Final = 4
# Least likeness of the last parts of two paths.
_LEAF: Final = 0.5
_PARTED: Final = re.compile(r"[\W_]+")
# Other spaces than the plain one, such as the no-break space of French text, are shown as plain ones.
_REPLACED: Final = MappingProxyType({"Zs": " "})


def escape(key: str) -> str:
    """*key* as a step of a JSON Pointer (RFC 6901), shortened and without control characters."""
    # As nearly every key is: nothing in it to shorten, to replace or to escape.
    if len(key) <= _STEP and key.isascii() and key.isidentifier():
        return key
    return clean(key, _STEP).replace("~", "~0").replace("/", "~1")


def clean(text: object, length: int = 60) -> str:
    """*text* shortened, with every character that a terminal or a log could act on replaced."""
    start = str(text)[: length + 1]
    if not start.isprintable():
        start = "".join(char if char.isprintable() else _REPLACED.get(category(char), "\ufffd") for char in start)
    return start if len(start) <= length else f"{start[: length - 1]}…"


def shown(value: Any) -> str:
    """What stands in a document, in few words: of an object or a list only how much it holds."""
    if isinstance(value, dict):
        return f"an object with {len(value)} keys"
    if isinstance(value, list):
        return f"a list of {len(value)}"
    if value is None or isinstance(value, bool):
        return {True: "true", False: "false", None: "null"}[value]
    return clean(repr(value) if isinstance(value, str) else value)


def nearest(found: str, known: Iterable[str]) -> str | None:
    """The known spelling nearest to *found*, or None where none is near."""
    names = list(known)
    word = found[:_COMPARED]
    low = {name.lower(): name for name in names}
    exact = low.get(word.lower())
    if exact is not None:
        return exact
    begun = [name for name in names if name.lower().startswith(word.lower())]
    if len(begun) == 1 and len(word) >= _BEGUN:
        return begun[0]
    # `patient.weight` has the letters of `patient.height`, and a word of `patient.dry_weight`.
    words = set(_PARTED.split(word.lower()))
    worded = [name for name in names if words <= set(_PARTED.split(name.lower()))]
    close = difflib.get_close_matches(word, worded or names, n=1, cutoff=0.6)
    # `labs.crp` is like `labs.ph` only by the group that both stand in.
    return close[0] if close and _alike(word.rpartition(".")[2], close[0].rpartition(".")[2]) >= _LEAF else None


def _alike(one: str, other: str) -> float:
    return difflib.SequenceMatcher(None, one, other).ratio()
