"""What one plugin may see of a case: nothing else decides which cases it is asked about together."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import attrs

from calciplug.model.computed import COMPUTED
from calciplug.model.field import general
from calciplug.model.manifest import covers

if TYPE_CHECKING:
    from calciplug.model.manifest import Manifest

# Every case has one, and it decides which plugins are asked at all.
_MODALITY = "modality"


@attrs.frozen
class Scope:
    """What a plugin may see.

    Attributes:
        paths: that it declares, and the stored leaves behind those among them that are computed.
        rules: its own; a person's override of another one says nothing to it.
    """

    paths: tuple[str, ...]
    rules: frozenset[str]

    @classmethod
    def of(cls, manifest: Manifest) -> Scope:
        """The scope of the plugin with *manifest*."""
        declared = (*manifest.reads, *manifest.writes)
        behind = [
            stored
            for path, computed in COMPUTED.items()
            if any(covers(general(own), path) for own in declared)
            for stored in computed.reads
        ]
        return cls(tuple(dict.fromkeys((*declared, *behind, _MODALITY))), frozenset(manifest.rules))

    def has(self, path: str) -> bool:
        """Whether the plugin may see *path*."""
        return _has(self.paths, path)


# The keys of exchanges come from documents, so the cache is bounded.
@lru_cache(maxsize=8192)
def _has(paths: tuple[str, ...], path: str) -> bool:
    return any(covers(own, path) for own in paths)
