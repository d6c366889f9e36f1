"""What a worker needs to make its own host: names and bytes, which any process can be handed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from calciplug.codec import read_protocol
from calciplug.errors import PluginError
from calciplug.host import Host

if TYPE_CHECKING:
    from collections.abc import Mapping

    from calciplug.cohort.fields import Counted, Fields
    from calciplug.protocol import Protocol
    from calciplug.units.lane import Lane


@attrs.frozen(kw_only=True)
class Spec:
    """How every case of a cohort is answered.

    Attributes:
        folders: folders of plugin folders, beside the plugins that are installed.
        trust: names of plugins that are not ours and may run.
        protocol: document of the site's policy.
        lane: `checked` or `fast`.
        fields: what a row holds, or None where whole outcomes are wanted.
        plugins: digest of every plugin, by name, as the process that reads the input has loaded it.
        counted: what the number of a case counts in the input, `line` or `row`; its name in rows.
        keyed: whether a row of number, case and status stands before each outcome.
    """

    folders: tuple[str, ...] = ()
    trust: tuple[str, ...] = ()
    protocol: bytes
    lane: Lane = "checked"
    fields: Fields | None = None
    plugins: Mapping[str, str]
    counted: Counted = "line"
    keyed: bool = False


@attrs.frozen
class Loaded:
    """A spec, and what was loaded by it."""

    spec: Spec
    host: Host
    protocol: Protocol


def digests(host: Host) -> dict[str, str]:
    """Digest of every plugin of *host*, by name."""
    return {name: plugin.candidate.digest for name, plugin in sorted(host.plugins.items())}


def load(spec: Spec) -> Loaded:
    """The host and the protocol of *spec*.

    Raises:
        PluginError: a plugin was refused, or is another one than *spec* names.
        InputError: the protocol breaks its schema.
        ProtocolError: the protocol does not fit the plugins.
    """
    host = Host.discover(spec.folders, spec.trust)
    found = digests(host)
    for name in sorted({*found, *spec.plugins}):
        if found.get(name) != spec.plugins.get(name):
            raise PluginError(
                name,
                "plugin.changed",
                f"a worker found {found.get(name, 'no such plugin')}, and the run began with "
                f"{spec.plugins.get(name, 'no such plugin')}",
            )
    protocol = read_protocol(spec.protocol)
    host.bind(protocol)
    return Loaded(spec, host, protocol)
