"""Templates of manifests, taken apart once: plain words, and the values that are put between them."""

from __future__ import annotations

from functools import lru_cache

import attrs

from calciplug import evidence
from calciplug.model.manifest import FIGURE, PLACEHOLDER


@attrs.frozen
class Blank:
    """Where a value is put.

    Attributes:
        name: of the parameter, or of the named value.
        is_parameter: whether it is a parameter of the plugin.
    """

    name: str
    is_parameter: bool


# Every finding fills a few, and the same ones in case after case; all manifests together hold some hundreds.
@lru_cache(maxsize=4096)
def parts(template: str) -> tuple[str | Blank, ...]:
    """*template* in its order, figures of the evidence told in words."""
    words = FIGURE.sub(lambda match: evidence.told(match[1]), template)
    found: list[str | Blank] = []
    end = 0
    for match in PLACEHOLDER.finditer(words):
        found += [words[end : match.start()], Blank(match[2], is_parameter=match[1] is not None)]
        end = match.end()
    return tuple(part for part in (*found, words[end:]) if part != "")
