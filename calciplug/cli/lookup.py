"""Finds what an identifier names, as plain data: a rule, a plugin, a parameter or a model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from calciplug.cli.own_rules import OWN_RULES, OWN_SOURCES
from calciplug.cli.rows import citation, model, own_model, parameter, plugin, rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from calciplug.cli.rows import Row
    from calciplug.host import Candidate


def shipped(name: str) -> Iterator[Row]:
    """What calciplug itself, without any plugin, knows under *name*: a check of its own, or a model."""
    from calciplug.kinetics.models import models

    if name in OWN_RULES:
        cited = [citation(item) for item in OWN_SOURCES.get(name, ())]
        yield {"kind": "rule", "id": name, "plugin": None, "sentence": OWN_RULES[name], "sources": cited}
    if name in models():
        yield model(models()[name])


def in_manifests(name: str, found: Sequence[Candidate]) -> Iterator[Row]:
    """What the manifests of *found* know under *name*; a parameter's name may stand in several plugins."""
    for candidate in found:
        manifest = candidate.manifest
        if manifest.name == name:
            yield plugin(candidate)
        if name in manifest.rules:
            yield rule(manifest, manifest.rules[name])
        if name in manifest.models:
            yield own_model(manifest, manifest.models[name])
        own, _, parameter_name = name.rpartition(".")
        if parameter_name in manifest.parameters and own in ("", manifest.name):
            yield parameter(manifest, manifest.parameters[parameter_name])


def rules(found: Sequence[Candidate]) -> list[str]:
    """The id of every rule, calciplug's own checks first."""
    return [*OWN_RULES, *(name for candidate in found for name in candidate.manifest.rules)]


def known(found: Sequence[Candidate]) -> list[str]:
    """Every identifier that can be explained."""
    from calciplug.kinetics.models import models

    names = [*OWN_RULES, *models()]
    for candidate in found:
        manifest = candidate.manifest
        names += [manifest.name, *manifest.rules, *manifest.models, *manifest.parameters]
        names += [f"{manifest.name}.{name}" for name in manifest.parameters]
    return list(dict.fromkeys(names))
