"""A host of chosen plugins, for one test."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from calciplug.errors import PluginError
from calciplug.host import Host, in_folder, installed

if TYPE_CHECKING:
    from collections.abc import Iterable


def host_of(names: Iterable[str], folders: Iterable[Path | str] = ()) -> Host:
    """A host of the plugins called *names* and no others, each trusted.

    Args:
        names: plugins to load.
        folders: folders of plugin folders to look in first; what is not there must be installed.

    Raises:
        PluginError: one was not found, or was refused.
    """
    wanted = sorted(set(names))
    found = {
        item.manifest.name: item
        for folder in folders
        for item in in_folder(Path(folder))
        if item.manifest.name in wanted
    }
    if set(found) != set(wanted):
        found = {item.manifest.name: item for item in installed() if item.manifest.name in wanted} | found
    missing = sorted(set(wanted) - set(found))
    if missing:
        raise PluginError(missing[0], "plugin.not_found", "neither in the folders nor installed")
    return Host(found.values(), trust=wanted)
