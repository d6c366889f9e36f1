"""Imports trusted plugins and refuses every shape of hook that could touch another plugin's answer."""

from __future__ import annotations

import importlib
import importlib.util
import inspect
import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Final

from calciplug.errors import PluginError
from calciplug.hookspecs import API_VERSION, HOOKS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from types import ModuleType

    import pluggy

    from calciplug.host.discover import Candidate

# Calling one of these runs nothing yet: its rules would never be heard.
_ANSWERS_LATER: Final = (inspect.isgeneratorfunction, inspect.iscoroutinefunction, inspect.isasyncgenfunction)


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


def register(manager: pluggy.PluginManager, name: str, module: ModuleType) -> None:
    """Register *module*, or refuse it.

    Raises:
        PluginError: a hook is unknown, wraps others, asks for a place in line, has defaults, is a
            generator, takes other arguments than its specification, or there is none.
    """
    hooks = {key: value for key, value in vars(module).items() if hasattr(value, "calciplug_impl")}
    for key, value in vars(module).items():
        if key.startswith("calciplug_") and inspect.isroutine(value) and key not in hooks:
            raise PluginError(
                name, "plugin.unmarked_hook", f"{key} is not marked with @hookimpl and would never be called"
            )
    if not hooks:
        raise PluginError(name, "plugin.no_hook", f"implements none of {', '.join(HOOKS)}")
    taken: dict[str, str] = {}
    for key, function in hooks.items():
        specification = _check_hook(name, key, function)
        if specification in taken:
            raise PluginError(
                name, "plugin.validation", f"{taken[specification]} and {key} both implement {specification}"
            )
        taken[specification] = key
    try:
        manager.register(module, name=name)
        manager.check_pending()
    except Exception as error:  # pluggy's own validation error, whose text names plugin, hook and argument
        raise PluginError(name, "plugin.validation", " ".join(str(error).split())) from error


def _check_hook(name: str, key: str, function: object) -> str:
    """The specification that *function* implements, or no answer at all."""
    options = getattr(function, "calciplug_impl", {})
    for option in ("wrapper", "hookwrapper", "tryfirst", "trylast", "optionalhook"):
        if options.get(option):
            raise PluginError(
                name, "plugin.wrapper_forbidden", f"{key} asks for {option}=True, which could hide other answers"
            )
    specification = options.get("specname") or key
    if specification not in HOOKS:
        raise PluginError(name, "plugin.unknown_hook", f"{specification} is no hook; the hooks are {', '.join(HOOKS)}")
    if not inspect.isfunction(function) or any(kind(function) for kind in _ANSWERS_LATER):
        raise PluginError(name, "plugin.validation", f"{key} must be a plain function")
    arguments = inspect.signature(function, follow_wrapped=False).parameters.values()
    if any(item.kind is not inspect.Parameter.POSITIONAL_OR_KEYWORD for item in arguments):
        raise PluginError(name, "plugin.validation", f"{key} must name its arguments as the specification does")
    if any(item.default is not inspect.Parameter.empty for item in arguments):
        raise PluginError(name, "plugin.validation", f"{key} gives an argument a default, which pluggy may pass or not")
    return str(specification)
