"""The plugin host: discover, verify, order and call. See `host.Host`.

What only reads manifests imports no plugin manager: names are imported when they are first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from calciplug.host.chart import Chart
    from calciplug.host.discover import Candidate, in_folder, installed
    from calciplug.host.host import Host, Plugin
    from calciplug.host.parameters import Parameters
    from calciplug.host.rule import Rule
    from calciplug.host.scene import Scene
    from calciplug.host.view import AfterView, CaseView, Heard

_HOMES = {
    "AfterView": "view",
    "Candidate": "discover",
    "CaseView": "view",
    "Chart": "chart",
    "Heard": "view",
    "Host": "host",
    "Parameters": "parameters",
    "Plugin": "host",
    "Rule": "rule",
    "Scene": "scene",
    "in_folder": "discover",
    "installed": "discover",
}

__all__ = [
    "AfterView",
    "Candidate",
    "CaseView",
    "Chart",
    "Heard",
    "Host",
    "Parameters",
    "Plugin",
    "Rule",
    "Scene",
    "in_folder",
    "installed",
]

# Hidden from type checkers, for which any name would be here then.
if not TYPE_CHECKING:

    def __getattr__(name: str) -> Any:
        if name not in _HOMES:
            raise AttributeError(f"module 'calciplug.host' has no attribute {name!r}")
        # Kept, so that only the first use of a name comes here.
        found = globals()[name] = getattr(import_module(f"calciplug.host.{_HOMES[name]}"), name)
        return found
