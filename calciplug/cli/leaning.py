"""Who leans on a piece of evidence: rules, parameters and models, and other evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from calciplug.cli.rows import Row
    from calciplug.host import Candidate

KINDS: Final = ("rules", "parameters", "models", "disputes", "errata", "statements", "figures")


class Leaning:
    """An index of everything that names a source, a dispute or a figure, by the id that is named."""

    def __init__(self, found: Sequence[Candidate]) -> None:
        """Read the manifests of *found*, calciplug's own models, and the evidence."""
        self._by: dict[str, dict[str, list[Any]]] = {}
        for kind, name, leant in (*_in_manifests(found), *_in_models(), *_in_evidence()):
            for identifier in dict.fromkeys(leant):
                own = self._by.setdefault(identifier, {key: [] for key in KINDS})
                if name not in own[kind]:
                    own[kind].append(name)

    def on(self, identifier: str) -> Row:
        """Who leans on *identifier*, by kind; a rule is named with its plugin, None for calciplug itself."""
        return self._by.get(identifier, {key: [] for key in KINDS})


def _in_manifests(found: Sequence[Candidate]) -> Iterator[tuple[str, Any, Sequence[str]]]:
    from calciplug import evidence

    for manifest in (item.manifest for item in found):
        for rule in manifest.rules.values():
            follow_ups = [name for item in rule.follow_ups.values() for name in item.citations]
            named = [*rule.citations, *follow_ups, *rule.disputes, *rule.figures()]
            # A statement may carry the id of the rule that asks for it.
            named += [rule.id] if rule.id in evidence.statements() else []
            yield "rules", {"plugin": manifest.name, "id": rule.id}, named
        for parameter in manifest.parameters.values():
            yield "parameters", f"{manifest.name}.{parameter.name}", parameter.sources
        for model in manifest.models.values():
            yield "models", model.id, model.sources


def _in_models() -> Iterator[tuple[str, Any, Sequence[str]]]:
    from calciplug.kinetics.models import models

    for model in models().values():
        constants = [name for item in model.constants.values() for name in item.sources]
        yield "models", model.id, [*model.sources, *constants]


def _in_evidence() -> Iterator[tuple[str, Any, Sequence[str]]]:
    from calciplug import evidence
    from calciplug.cli.own_rules import OWN_RULES, OWN_SOURCES

    for rule, sources in OWN_SOURCES.items():
        yield "rules", {"plugin": None, "id": rule}, sources
    for dispute in evidence.disputes().values():
        yield "disputes", dispute.id, [name for side in dispute.sides for name in (*side.sources, *side.figures)]
        for rule in dispute.rules:
            if rule in OWN_RULES:
                yield "rules", {"plugin": None, "id": rule}, [dispute.id]
    for erratum in evidence.errata().values():
        yield "errata", erratum.id, [erratum.source, *erratum.sources]
    for statement in evidence.statements().values():
        yield "statements", statement.id, [*statement.sources, *statement.figures]
    for figure in evidence.figures().values():
        yield "figures", figure.id, [figure.source]
