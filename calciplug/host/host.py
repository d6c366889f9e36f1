"""The host: loads plugins, knows their order, and calls them one by one; the only user of pluggy's manager."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import attrs
import pluggy

from calciplug import evidence, hookspecs
from calciplug.errors import EvidenceError, PluginError, PluginFault, ProtocolError
from calciplug.host.discover import Candidate, in_folder, installed
from calciplug.host.hooks import register
from calciplug.host.lanes import recorded_digests
from calciplug.host.layers import Layer, layers
from calciplug.host.load import admit, import_plugin, raised
from calciplug.host.parameters import bind
from calciplug.host.remit import Remit
from calciplug.host.roster import Roster
from calciplug.model.manifest import covers
from calciplug.model.outcome import UsedPlugin

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from calciplug.host.parameters import Value
    from calciplug.model.manifest import Manifest
    from calciplug.protocol import Protocol


# As many as a few protocols need, each with every modality; a server may be asked with a new protocol every time.
_MOST_ROSTERS: Final = 64


@attrs.frozen(kw_only=True)
class Plugin:
    """A loaded plugin: what was found, and its hooks by name."""

    candidate: Candidate
    hooks: Mapping[str, Callable[..., Any]]
    # What its manifest lets it do; asked at every read of every rule, so that it is worked out when it is loaded.
    remit: Remit = attrs.field(
        init=False, eq=False, repr=False, default=attrs.Factory(lambda self: Remit(self.manifest), takes_self=True)
    )

    # Hook → names of its arguments; `case`, `p` and, for a review, `after`: as many of them as the plugin wants.
    takes: Mapping[str, tuple[str, ...]] = attrs.field(
        init=False,
        eq=False,
        repr=False,
        default=attrs.Factory(lambda self: {name: _arguments(hook) for name, hook in self.hooks.items()}, True),
    )

    @property
    def manifest(self) -> Manifest:
        """What it says of itself."""
        return self.candidate.manifest

    def used(self) -> UsedPlugin:
        """The outcome's record of it."""
        return UsedPlugin(
            name=self.manifest.name,
            version=self.manifest.version,
            digest=self.candidate.digest,
            distribution=self.candidate.distribution,
        )


class Host:
    """Plugins, loaded and ordered. Holds no case and no global state: several hosts live side by side.

    Args:
        candidates: what was found; see `discover`.
        trust: names of plugins that are not ours and may run.
        lanes: records of digests that may run in the fast lane, beside those of calciplug's own plugins.

    Raises:
        PluginError: any plugin was refused; then there is no host at all.
    """

    def __init__(self, candidates: Iterable[Candidate], trust: Sequence[str] = (), lanes: Collection[str] = ()) -> None:
        manager = pluggy.PluginManager("calciplug")
        manager.add_hookspecs(hookspecs)
        admitted = admit(candidates, trust)
        for candidate in admitted:
            if not candidate.on_record:
                from calciplug.host.check import check_manifest

                check_manifest(candidate.manifest)
        order = layers(candidate.manifest for candidate in admitted)
        for candidate in admitted:
            register(manager, candidate.manifest.name, import_plugin(candidate))
        self.plugins: Mapping[str, Plugin] = {
            candidate.manifest.name: Plugin(candidate=candidate, hooks=_hooks(manager, candidate.manifest.name))
            for candidate in admitted
        }
        self.layers: tuple[Layer, ...] = order
        recorded = {*recorded_digests(), *lanes}
        self.fast: frozenset[str] = frozenset(
            name for name, plugin in self.plugins.items() if plugin.candidate.digest in recorded
        )
        self._bound: tuple[Protocol, dict[str, Mapping[str, Value]]] | None = None
        self._rosters: dict[tuple[frozenset[str], str], Roster] = {}
        self._check_hooks()

    @classmethod
    def discover(cls, folders: Iterable[Path | str] = (), trust: Sequence[str] = ()) -> Host:
        """A host of every installed plugin and of those in *folders*.

        Args:
            folders: folders of plugin folders.
            trust: names of plugins that are not ours and may run.

        Raises:
            PluginError: any plugin was refused, a folder is not there, or nothing found has a name in *trust*.
        """
        # A text is a sequence of its letters, and no type checker tells one name from several.
        folders, trust = (
            [folders] if isinstance(folders, str) else folders,
            [trust] if isinstance(trust, str) else trust,
        )
        found = [*installed(), *(item for folder in folders for item in in_folder(Path(folder)))]
        missing = sorted(set(trust) - {item.manifest.name for item in found})
        if missing:
            raise PluginError(missing[0], "plugin.not_found", "trusted by name, but no such plugin was found")
        return cls(found, trust)

    def bind(self, protocol: Protocol) -> dict[str, Mapping[str, Value]]:
        """Parameters of every enabled plugin under *protocol*.

        Raises:
            ProtocolError: the protocol names what does not exist, or leaves a range.
        """
        bound = self._bound
        # The same protocol again, which is what a batch asks: it was checked before.
        if bound is not None and bound[0] is protocol:
            return dict(bound[1])
        values = self._values(protocol)
        self._bound = protocol, values
        return dict(values)

    def _values(self, protocol: Protocol) -> dict[str, Mapping[str, Value]]:
        named = {*protocol.parameters, *protocol.disabled, *protocol.prefer.values()}
        unknown = sorted(named - set(self.plugins))
        if unknown:
            raise ProtocolError(f"protocol {protocol.name}: no plugin is called {', '.join(unknown)}")
        for name in protocol.disabled:
            plugin = self.plugins[name]
            severities = {severity for rule in plugin.manifest.rules.values() for severity in rule.severities}
            if "calciplug_guard" in plugin.hooks or severities & {"hold", "block"}:
                raise ProtocolError(
                    f"protocol {protocol.name}: {name} guards, and a protocol never switches a block off"
                )
        for shown in protocol.shows:
            try:
                evidence.statement(shown)
            except EvidenceError as error:
                raise ProtocolError(f"protocol {protocol.name}: shows: {error}") from None
        for path, name in protocol.prefer.items():
            if not any(covers(own, path) for own in self.plugins[name].manifest.writes):
                raise ProtocolError(f"protocol {protocol.name}: prefers {name} for {path}, which it does not write")
        return {
            name: bind(plugin.manifest, protocol)
            for name, plugin in self.plugins.items()
            if name not in protocol.disabled
        }

    def roster(self, enabled: Iterable[str], modality: str) -> Roster:
        """Who is called when for a case of *modality*, with the plugins that are *enabled* under a protocol."""
        key = frozenset(enabled), modality
        found = self._rosters.get(key)
        if found is None:
            if len(self._rosters) >= _MOST_ROSTERS:
                self._rosters = {}
            found = self._rosters[key] = Roster(self.plugins, self.layers, *key)
        return found

    def call(self, name: str, hook: str, arguments: Mapping[str, Any]) -> None:
        """Call one hook of one plugin.

        What it prints is the embedding program's business: redirecting a stream is not safe among threads.

        Raises:
            PluginFault: it raised, tried to end the process, or returned something.
        """
        plugin = self.plugins[name]
        try:
            returned = plugin.hooks[hook](**{key: arguments[key] for key in plugin.takes[hook]})
        except BaseException as error:  # also SystemExit, MemoryError and a KeyboardInterrupt of the plugin's own
            if type(error) is PluginFault:
                raise
            where = raised(error, plugin.candidate.folder)
            raise PluginFault("plugin.exception", f"raised {where}, in {hook}") from error
        if returned is not None:
            raise PluginFault("plugin.bad_output", f"returned {type(returned).__name__} from {hook}, not None")

    def _check_hooks(self) -> None:
        for name, plugin in self.plugins.items():
            if plugin.manifest.writes and "calciplug_propose" not in plugin.hooks:
                raise PluginError(name, "plugin.no_hook", "declares writes and does not implement calciplug_propose")
            if "calciplug_propose" in plugin.hooks and not plugin.manifest.writes:
                raise PluginError(name, "plugin.no_writes", "implements calciplug_propose and declares no writes")


def _hooks(manager: pluggy.PluginManager, name: str) -> dict[str, Callable[..., Any]]:
    found: dict[str, Callable[..., Any]] = {}
    for hook in hookspecs.HOOKS:
        for implementation in getattr(manager.hook, hook).get_hookimpls():
            if implementation.plugin_name == name:
                found[hook] = implementation.function
    return found


def _arguments(function: Callable[..., Any]) -> tuple[str, ...]:
    return function.__code__.co_varnames[: function.__code__.co_argcount]
