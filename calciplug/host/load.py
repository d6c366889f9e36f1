"""Imports plugins: those that are ours, or trusted by name."""

from __future__ import annotations

import importlib
import importlib.util
import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

from calciplug.errors import PluginError
from calciplug.hookspecs import API_VERSION

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from types import ModuleType

    from calciplug.host.discover import Candidate


def admit(candidates: Iterable[Candidate], trust: Sequence[str]) -> tuple[Candidate, ...]:
    """The candidates that may be imported.

    Raises:
        PluginError: two carry one name or one folder, one speaks another interface, or one is not
            ours and not trusted by name.
    """
    admitted: dict[str, Candidate] = {}
    for candidate in sorted(candidates, key=lambda item: (item.manifest.name, item.distribution)):
        name = candidate.manifest.name
        if name in admitted:
            raise PluginError(
                name,
                "plugin.duplicate_name",
                f"found in {admitted[name].distribution} and in {candidate.distribution}; neither was imported",
            )
        if candidate.manifest.api != API_VERSION:
            raise PluginError(
                name,
                "plugin.api_version",
                f"asks for host interface {candidate.manifest.api!r}, this host has {API_VERSION!r}; not imported",
            )
        if not candidate.first_party and name not in trust:
            raise PluginError(
                name,
                "plugin.untrusted",
                f"comes from {candidate.distribution} and is not trusted by name; its code was not imported; "
                f"to run it: --trust {name}",
            )
        admitted[name] = candidate
    return tuple(admitted.values())


def import_plugin(candidate: Candidate) -> ModuleType:
    """The plugin's module.

    Raises:
        PluginError: importing it raised, or tried to end the process.
    """
    name = candidate.manifest.name
    try:
        if candidate.module is not None:
            return importlib.import_module(candidate.module)
        return _from_folder(candidate)
    except BaseException as error:  # a plugin may call sys.exit() while it is imported
        if isinstance(error, KeyboardInterrupt):
            raise
        raise PluginError(
            name, "plugin.import_failed", f"its import raised {raised(error, candidate.folder)}"
        ) from error


def raised(error: BaseException, folder: Path) -> str:
    """What *error* is and where in the plugin's own files it was raised; never its text: that may hold patient data."""
    places = [(Path(frame.filename), frame.lineno) for frame in traceback.extract_tb(error.__traceback__)]
    if isinstance(error, SyntaxError) and error.filename is not None:
        places.append((Path(error.filename), error.lineno))
    own = [(path, line) for path, line in places if path.is_relative_to(folder) or folder.name in path.parts[-2:-1]]
    where = f" at {folder.name}/{own[-1][0].name}:{own[-1][1]}" if own else ""
    return f"{type(error).__name__}{where}"


def _from_folder(candidate: Candidate) -> ModuleType:
    name = f"calciplug_folder_plugins.{candidate.digest.removeprefix('sha256:')[:16]}.{candidate.manifest.name}"
    path = candidate.folder / "__init__.py"
    spec = importlib.util.spec_from_file_location(name, path, submodule_search_locations=[str(candidate.folder)])
    if spec is None or spec.loader is None:
        raise ImportError(name)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    return module
