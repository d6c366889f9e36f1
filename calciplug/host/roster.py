"""Who is called when: worked out once for each set of enabled plugins and each modality, not in every case."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from calciplug.hookspecs import HOOKS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from calciplug.host.host import Plugin
    from calciplug.host.layers import Layer
    from calciplug.model.manifest import Manifest
    from calciplug.model.outcome import UsedPlugin


@attrs.frozen
class Turn:
    """One layer of the data flow.

    Attributes:
        names: plugins that are asked for proposals.
        writes: paths that the layer's plugins may propose values for.
    """

    names: tuple[str, ...]
    writes: tuple[str, ...]


class Roster:
    """The calls of one adjustment.

    Args:
        plugins: of the host, by name.
        layers: their order.
        enabled: names of those that the protocol lets run.
        modality: of the case.

    Attributes:
        names: of the enabled plugins, sorted.
        called: hook → plugins that implement it and run in the modality, in the order in which they are called.
        turns: the layers of proposals, in order.
        writes: paths that any enabled plugin may propose values for.
        used: the outcome's record of each enabled plugin.
        rules: manifest and id of each rule that has a word in an outcome.
    """

    def __init__(
        self, plugins: Mapping[str, Plugin], layers: Iterable[Layer], enabled: Iterable[str], modality: str
    ) -> None:
        self.names = tuple(sorted(enabled))
        own = {name: plugins[name] for name in self.names}
        running = [name for name in self.names if modality in own[name].manifest.modalities]
        self.called: Mapping[str, tuple[str, ...]] = {
            hook: tuple(name for name in running if hook in own[name].hooks) for hook in HOOKS
        }
        self.turns = tuple(self._turn(own, layer) for layer in layers)
        self.writes = tuple(path for plugin in own.values() for path in plugin.manifest.writes)
        self.used: Mapping[str, UsedPlugin] = {name: plugin.used() for name, plugin in own.items()}
        self.rules: tuple[tuple[Manifest, str], ...] = tuple(
            (plugin.manifest, rule)
            for plugin in own.values()
            for rule, spec in plugin.manifest.rules.items()
            if not spec.only_plans()
        )

    def _turn(self, own: Mapping[str, Plugin], layer: Layer) -> Turn:
        names = [name for name in layer if name in own]
        called = self.called["calciplug_propose"]
        return Turn(
            tuple(name for name in names if name in called),
            tuple(path for name in names for path in own[name].manifest.writes),
        )
