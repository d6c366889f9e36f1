"""Text of a document, made safe to show."""

from __future__ import annotations

import difflib
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def escape(key: str) -> str:
    """*key* as a step of a JSON Pointer (RFC 6901), shortened and without control characters."""
    return clean(key, 80).replace("~", "~0").replace("/", "~1")


def clean(text: object, length: int = 60) -> str:
    """*text* shortened, with every character that a terminal or a log could act on replaced."""
    shown = "".join(char if unicodedata.category(char)[0] != "C" else "\ufffd" for char in str(text)[: length + 1])
    return shown if len(shown) <= length else f"{shown[: length - 1]}…"


def nearest(found: object, known: Iterable[str]) -> str | None:
    """The known spelling nearest to *found*, or None where none is near."""
    names = list(known)
    low = {name.lower(): name for name in names}
    exact = low.get(str(found)[:80].lower())
    if exact is not None:
        return exact
    close = difflib.get_close_matches(str(found)[:80], names, n=1, cutoff=0.6)
    return close[0] if close else None
