"""Parts that are the same in outcome after outcome: made once, and written once, for as long as they are asked for."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import attrs

from calciplug.codec import outcome_parts as parts
from calciplug.codec.compact import compact

if TYPE_CHECKING:
    from collections.abc import Mapping

    from calciplug.model.answers import Silence
    from calciplug.model.outcome import UsedParameter

# Far more than one host and one protocol can ask for; what a case itself names, as its exchanges, is not without end.
_MOST: Final = 4096


@attrs.frozen
class Kept:
    """A part of a document.

    Attributes:
        document: the part; many outcomes share it, so that nobody may change it or hand it out.
        text: the same as JSON.
    """

    document: Mapping[str, Any]
    text: bytes


# Two that are equal are written alike: their numbers are floats in the unit of their kind, and -0 is written as 0.
@lru_cache(maxsize=_MOST)
def parameter(item: UsedParameter) -> Kept:
    """A parameter that was used."""
    return _kept(parts.parameter(item))


@lru_cache(maxsize=_MOST)
def silence(item: Silence) -> Kept:
    """A rule that had nothing to say."""
    return _kept(parts.silence(item))


@lru_cache(maxsize=_MOST)
def dispute(name: str) -> Kept:
    """A dispute between sources."""
    return _kept(parts.dispute(name))


def _kept(document: dict[str, Any]) -> Kept:
    return Kept(document, compact(document))
