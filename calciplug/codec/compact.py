"""JSON as documents are written: one line of UTF-8 without spaces, the same bytes with and without the compiled writer.

The compiled one spells very small and very large floats in another way, and says null where a number is not finite;
a value goes to it only after a look at its numbers. Whatever it is not sure to spell alike is written by the standard
library, which stays the reference.
"""

from __future__ import annotations

import json
from decimal import Decimal
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

_LIBRARY: Final = "orjson"
# Between these both spell a float in the same digits, without an exponent.
_PLAIN_FROM: Final = 1e-4
_PLAIN_BELOW: Final = 1e16


def compact(value: Any) -> bytes:
    """*value*, plain lists, dicts, numbers and texts, as JSON in UTF-8.

    Raises:
        ValueError: a number is not finite, or a text holds half a character.
        TypeError: JSON has nothing for a value.
    """
    compiled = library()
    if compiled is not None and _is_spelled_alike(value):
        try:
            return bytes(compiled.dumps(value))
        except TypeError:
            # Half a character, a whole number beyond 64 bits, a key that is no text: not for it to judge.
            pass
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode("utf-8")


def canonical(value: Any, plain: Callable[[Any], str], *, floats: bool = True) -> bytes:
    """As `compact`, the same for any order of keys.

    Args:
        value: may hold, beside what JSON has, what *plain* makes a text of.
        plain: the text that stands for a Decimal, or for anything else that JSON does not have.
        floats: whether there may be any; where every number is a Decimal, none has to be looked for.
    """
    compiled = library()
    if compiled is not None and (not floats or _is_spelled_alike(value, Decimal)):
        try:
            return bytes(compiled.dumps(value, default=plain, option=compiled.OPT_SORT_KEYS))
        except TypeError:
            pass
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=plain)
    return text.encode("utf-8")


def _is_spelled_alike(value: Any, more: type | None = None) -> bool:
    """Whether *value* holds only exact types of JSON, and *more*, and only floats that are spelled alike everywhere."""
    waiting: list[Any] = [(value,)]
    while waiting:
        node = waiting.pop()
        for item in node.values() if type(node) is dict else node:
            kind = type(item)
            # Most are texts: they are not held against everything else first.
            if kind is str:
                continue
            if kind is dict or kind is list or kind is tuple:
                waiting.append(item)
            elif kind is float:
                if not (_PLAIN_FROM <= abs(item) < _PLAIN_BELOW or item == 0):
                    return False
            elif not (kind is int or kind is bool or item is None or kind is more):
                return False
    return True


@cache
def library() -> ModuleType | None:
    """The compiled reader and writer of JSON, where it is installed."""
    if find_spec(_LIBRARY) is None:
        return None
    # Imported here: an extra, which one case on the command line does without.
    import orjson

    return orjson
