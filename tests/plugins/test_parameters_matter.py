"""Every number that a rule turns on is pinned: moved by a thousandth either way, some case file decides otherwise.

A parameter that no trigger reads (one that is only printed, or only scales a printed figure) is listed in `SHOWN_ONLY`
with the reason; the list may not name one that does matter.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
import pytest

from calciplug.host.parameters import Value
from calciplug.testing import PluginCase, differences, host_of, load_cases, observed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from calciplug.host import Host
    from calciplug.protocol import Protocol

ROOT = Path(__file__).resolve().parents[2]
CASES = load_cases(ROOT / "fixtures" / "cases")
PLUGINS = sorted(path.parent.name for path in (ROOT / "plugins").glob("*/plugin.json"))

# plugin.parameter → why no decision turns on a thousandth of it.
SHOWN_ONLY: dict[str, str] = {}


@cache
def host(names: tuple[str, ...]) -> Host:
    return host_of(names, [ROOT / "plugins"])


@attrs.frozen
class _Moved:
    """A host whose one parameter is moved, past its range and without a protocol's say."""

    own: Host
    plugin: str
    name: str
    factor: float

    def __getattr__(self, name: str) -> Any:
        return getattr(self.own, name)

    def bind(self, protocol: Protocol) -> dict[str, Mapping[str, Value]]:
        bound = dict(self.own.bind(protocol))
        values = dict(bound[self.plugin])
        held = values[self.name]
        moved = (
            tuple(one * self.factor for one in held.value)
            if isinstance(held.value, tuple)
            else held.value * self.factor
        )
        values[self.name] = attrs.evolve(held, value=moved)
        return bound | {self.plugin: values}


def numeric() -> list[tuple[str, str]]:
    found = []
    for plugin in PLUGINS:
        for name, item in host((plugin,)).plugins[plugin].manifest.parameters.items():
            if item.kind is not None:
                found.append((plugin, name))
    return found


def notices(case: PluginCase, plugin: str, name: str, factor: float) -> bool:
    moved: Any = _Moved(host(case.plugins), plugin, name, factor)
    return differences(case.expected, observed(case.run(moved))) != []


@pytest.mark.parametrize(("plugin", "name"), numeric(), ids=lambda item: item)
def test_some_case_notices_a_moved_parameter(plugin: str, name: str) -> None:
    """Moved down and moved up by 0.1 %, the parameter changes what some case decides."""
    own = [case for case in CASES if plugin in case.plugins and "problems" not in case.expected]
    # Cases of the plugin's own folder first: they are where its numbers should be pinned.
    own.sort(key=lambda case: not case.name.startswith(plugin))
    noticed = {factor: any(notices(case, plugin, name, factor) for case in own) for factor in (0.999, 1.001)}

    if f"{plugin}.{name}" in SHOWN_ONLY:
        assert not any(noticed.values()), f"{plugin}.{name} does matter: take it off the list"
    else:
        assert noticed == {0.999: True, 1.001: True}
