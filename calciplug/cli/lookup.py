"""Finds what an identifier names, as plain data: a rule, a plugin, a parameter, a model, or a piece of the evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from calciplug.cli.own_rules import OWN_RULES
from calciplug.cli.rows import citation, model, own_model, parameter, plugin, rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from calciplug.cli.rows import Row
    from calciplug.host import Candidate


def in_evidence(name: str) -> Iterator[Row]:
    """What the evidence that ships with calciplug knows under *name*."""
    from calciplug import evidence
    from calciplug.kinetics.models import models

    if name in OWN_RULES:
        yield {"kind": "rule", "id": name, "plugin": None, "sentence": OWN_RULES[name]}
    if name in models():
        yield model(models()[name])
    if name in evidence.disputes():
        yield _dispute(name)
    if name in evidence.sources():
        yield _source(name)
    if name in evidence.errata():
        own = evidence.erratum(name)
        yield {
            "kind": "erratum", "id": name, "in": citation(own.source), "printed": own.printed, "correct": own.correct,
            "why": own.why, "sources": [citation(item) for item in own.sources],
        }  # fmt: skip
    if name in evidence.statements():
        said = evidence.statement(name)
        yield {
            "kind": "statement", "id": name, "text": said.text, "grade": said.grade,
            "sources": [citation(item) for item in said.sources],
        }  # fmt: skip


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


def known(found: Sequence[Candidate]) -> list[str]:
    """Every identifier that can be explained."""
    from calciplug import evidence
    from calciplug.kinetics.models import models

    names = [
        *OWN_RULES,
        *models(),
        *evidence.disputes(),
        *evidence.sources(),
        *evidence.errata(),
        *evidence.statements(),
    ]
    for candidate in found:
        manifest = candidate.manifest
        names += [manifest.name, *manifest.rules, *manifest.models, *manifest.parameters]
        names += [f"{manifest.name}.{name}" for name in manifest.parameters]
    return list(dict.fromkeys(names))


def _dispute(name: str) -> Row:
    from calciplug import evidence

    own = evidence.dispute(name)
    sides = [
        {"claim": side.claim, "design": side.design, "sources": [citation(item) for item in side.sources]}
        for side in own.sides
    ]
    return {
        "kind": "dispute", "id": name, "title": own.title, "sides": sides, "shown": own.shown, "rules": list(own.rules),
    }  # fmt: skip


def _source(name: str) -> Row:
    from calciplug import evidence

    own = evidence.source(name)
    return {
        "kind": "source", **citation(name), "design": own.design, "population": own.population, "read": own.read,
        "url": own.url, "doi": own.doi,
    }  # fmt: skip
