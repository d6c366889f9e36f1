"""A plugin's remit: what it may read and write and what its rules need, worked out once and not at every read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs

from calciplug.errors import PluginFault
from calciplug.host.access import access
from calciplug.model.answers import Silence
from calciplug.model.manifest import covered

if TYPE_CHECKING:
    from collections.abc import Mapping

    from calciplug.host.access import Access
    from calciplug.model.manifest import Manifest, Need, RuleSpec

# Keys of exchanges come from documents: a server that runs for years must not keep them all.
_MOST: Final = 4096


@attrs.frozen(eq=False)
class Brief:
    """One rule as its blocks need it.

    Attributes:
        spec: what the manifest says of it.
        needs: what it needs, by path.
        untriggered: the silence of a block that ended without a word.
    """

    spec: RuleSpec
    needs: Mapping[str, Need]
    untriggered: Silence


class Remit:
    """What the plugin of *manifest* may do.

    Attributes:
        manifest: what the plugin says of itself.
        name: of the plugin.
        briefs: its rules, by id.
        accesses: of declared paths that were asked for before, how the value at each is found.
    """

    def __init__(self, manifest: Manifest) -> None:
        self.manifest = manifest
        self.name = manifest.name
        self.briefs: Mapping[str, Brief] = {
            name: Brief(
                spec,
                {need.path: need for need in spec.needs},
                Silence(plugin=manifest.name, rule=spec.id, cause="not-triggered"),
            )
            for name, spec in manifest.rules.items()
        }
        self.accesses: dict[str, Access] = {}

    def access(self, path: str) -> Access:
        """How the value at *path* is found.

        Raises:
            PluginFault: the plugin does not declare that it reads or writes it.
        """
        found = self.accesses.get(path)
        if found is None:
            if not covered((*self.manifest.reads, *self.manifest.writes), path):
                raise PluginFault("plugin.undeclared_read", f"read {path}, which is not among its reads")
            found = access(path)
            if len(self.accesses) < _MOST:
                self.accesses[path] = found
        return found

    def writes(self, path: str) -> bool:
        """Whether the plugin declares that it may propose a value for *path*."""
        return covered(self.manifest.writes, path)
