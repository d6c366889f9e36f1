"""Installed plugins: their entry points, who brings them, and where they lie; imports none of their code."""

from __future__ import annotations

import importlib.util
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from calciplug.errors import PluginError

if TYPE_CHECKING:
    from collections.abc import Iterator

GROUP: Final = "calciplug.plugins"
FIRST_PARTY: Final = "calciplug"


class Owner(NamedTuple):
    """The distribution that brings a plugin."""

    name: str
    version: str


def points() -> Iterator[tuple[metadata.EntryPoint, Owner]]:
    """Every entry point of a plugin, with who brings it."""
    seen: set[tuple[str, str, str]] = set()
    for distribution in metadata.distributions():
        own = [point for point in distribution.entry_points if point.group == GROUP]
        if not own:
            continue
        # Each is parsed out of all that a distribution says of itself: asked once, and only of who brings plugins.
        owner = Owner(distribution.name or "", distribution.version)
        for point in own:
            # One checkout can be listed twice (its egg-info and its dist-info); one plugin of one name and
            # version from one distribution is one plugin. Two distributions with the same name are not.
            key = (point.name, point.value, owner.name)
            if key not in seen:
                seen.add(key)
                yield point, owner


def folder_of(name: str, module: str) -> Path:
    """The folder of *module*, found without importing any of its parents.

    Raises:
        PluginError: no manifest lies there; the plugin is called *name*.
    """
    top, *rest = module.split(".")
    spec = importlib.util.find_spec(top)
    for place in (spec.submodule_search_locations if spec is not None else None) or ():
        folder = Path(place).joinpath(*rest)
        if (folder / "plugin.json").is_file():
            return folder
        mapped = _mapped(module)
        if mapped is not None:
            return mapped
    raise PluginError(name, "plugin.no_manifest", f"no plugin.json lies beside {module}; its code was not imported")


def _mapped(module: str) -> Path | None:
    # An editable install maps `calciplug.plugins` to another folder through an import hook, which only our
    # own package may ask: its parents are imported already.
    if not module.startswith(f"{FIRST_PARTY}.plugins."):
        return None
    spec = importlib.util.find_spec(f"{FIRST_PARTY}.plugins")
    for place in (spec.submodule_search_locations if spec is not None else None) or ():
        folder = Path(place, module.rsplit(".", 1)[1])
        if (folder / "plugin.json").is_file():
            return folder
    return None
