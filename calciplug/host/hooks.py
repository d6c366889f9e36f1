"""Registers the hooks of a plugin and refuses every shape of hook that could touch another plugin's answer."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any, Final

from calciplug.errors import PluginError
from calciplug.hookspecs import HOOKS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import ModuleType

    import pluggy

# Calling one of these runs nothing yet: its rules would never be heard.
_ANSWERS_LATER: Final = (inspect.isgeneratorfunction, inspect.iscoroutinefunction, inspect.isasyncgenfunction)


class _Hooks:
    """What pluggy is given of a plugin: its hooks. It would look closely at every other name of a module."""

    def __init__(self, hooks: Mapping[str, Any]) -> None:
        vars(self).update(hooks)

    def __dir__(self) -> list[str]:
        return list(vars(self))


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
        manager.register(_Hooks(hooks), name=name)
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
