"""A document read by a compiled parser, where it is proven that the strict one would read the same and find no fault.

The compiled one keeps the last of two equal keys and the nearest float of a number, and says nothing. But where it
writes what it read in the very bytes that it was given, no key was lost, and every number has the digits of its float.
What is not proven, and every fault, is for `calciplug.codec.strict`, which stays the reference.
"""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

from calciplug.codec.compact import library
from calciplug.codec.values import MAX_TEXT, number

_SPACE: Final = b" \t\n\r"


def proven(data: bytes, depth: int) -> dict[str, Any] | None:
    """The object in *data*, with every number as a Decimal; None where it is not proven to have no fault.

    Args:
        data: not too large to be looked at.
        depth: how deep lists and objects may be nested.
    """
    compiled = library()
    if compiled is None:
        return None
    try:
        value = compiled.loads(data)
        again = compiled.dumps(value)
    except (ValueError, TypeError):
        # No JSON; or, from the second, nested too deep to be written.
        return None
    if type(value) is dict and (data == again or _squeezed(data) == again) and _is_exact(value, depth):
        return value
    return None


def _squeezed(data: bytes) -> bytes:
    """*data*, which is JSON, without spaces between its tokens.

    Where texts hold escaped quotes, spaces in them may go instead, and the result is like nothing that was read.
    """
    pieces = data.split(b'"')
    # Every other piece between quotes is outside of texts.
    pieces[::2] = b'"'.join(pieces[::2]).translate(None, _SPACE).split(b'"')
    return b'"'.join(pieces)


def _is_exact(node: Any, depth: int) -> bool:
    """Whether *node*, an object or a list, holds nothing to tell; its numbers have become Decimals then."""
    is_object = type(node) is dict
    if depth == 0 or (is_object and not _is_sound("".join(node))):
        return False
    for key, item in node.items() if is_object else enumerate(node):
        kind = type(item)
        if kind is str:
            if not _is_sound(item):
                return False
        elif kind is dict or kind is list:
            if not _is_exact(item, depth - 1):
                return False
        elif kind is float or kind is int:
            exact = _number(repr(item))
            if type(exact) is not Decimal:
                return False
            # The key stands there already, so that the walk is not disturbed.
            node[key] = exact
    return True


# Of short texts only: those of numbers that went through the compiled reader.
_number: Final = lru_cache(maxsize=4096)(number)


def _is_sound(text: str) -> bool:
    """Whether nothing is to be told of *text*, or of the keys that are joined in it, seen at a glance."""
    return len(text) <= MAX_TEXT and text.isprintable()
