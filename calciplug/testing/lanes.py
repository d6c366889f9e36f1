"""Whether a plugin may run in the fast lane: every case of it, in both, compared as whole documents."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from calciplug.codec import outcome_document, read_case
from calciplug.engine import adjust
from calciplug.errors import InputError
from calciplug.host import Host

if TYPE_CHECKING:
    from collections.abc import Iterable

    from calciplug.testing.cases import PluginCase


def lane_differences(cases: Iterable[PluginCase], host: Host) -> list[str]:
    """Cases whose outcome differs between the lanes, by name; empty where the plugins of *host* may run fast.

    Args:
        cases: of the plugin, every one of them: what no case reaches is not compared.
        host: whose plugins are compared; all of them run in the fast lane here, on record or not.
    """
    both = Host(
        [plugin.candidate for plugin in host.plugins.values()],
        trust=tuple(host.plugins),
        lanes=[plugin.candidate.digest for plugin in host.plugins.values()],
    )
    return [item.name for item in cases if _differs(item, both)]


def _differs(item: PluginCase, host: Host) -> bool:
    try:
        case = read_case(json.dumps(item.document).encode("utf-8"))
    except InputError:
        return False  # no plugin sees it
    protocol = item.protocol_object()
    one, two = (outcome_document(adjust(case, host, protocol, lane=lane)) for lane in ("checked", "fast"))
    return one != two
