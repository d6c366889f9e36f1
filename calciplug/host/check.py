"""Checks a manifest against what it points to: paths, kinds, evidence, parameters, templates."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from calciplug import evidence, units
from calciplug.errors import EvidenceError, PluginError, UnitError
from calciplug.host.check_figures import figure_faults
from calciplug.host.check_follow_ups import follow_up_faults
from calciplug.host.check_paths import path_faults
from calciplug.host.parameters import own_value
from calciplug.kinetics.models import models

if TYPE_CHECKING:
    from collections.abc import Iterator

    from calciplug.model.manifest import Manifest, Parameter, RuleSpec


def check_manifest(manifest: Manifest) -> None:
    """Refuse a manifest that points to something that does not exist.

    Raises:
        PluginError: every fault is named.
    """
    faults = [*path_faults(manifest), *_parameters(manifest), *_rules(manifest), *_models(manifest)]
    if faults:
        raise PluginError(manifest.name, "plugin.bad_manifest", "; ".join(faults))


def _parameters(manifest: Manifest) -> Iterator[str]:
    for item in manifest.parameters.values():
        where = f"parameter {item.name}"
        if not item.policy and not item.sources:
            yield f"{where} has neither a source nor the word policy"
        for source in item.sources:
            yield from _resolves(where, source)
        yield from _readable(where, item)


def _readable(where: str, item: Parameter) -> Iterator[str]:
    held = item.value if isinstance(item.value, tuple) else (item.value,)
    if item.kind is None:
        if any(isinstance(one, Decimal) for one in held):
            yield f"{where} is a number and has no kind"
        return
    if not all(isinstance(one, Decimal) for one in held):
        yield f"{where} has a kind and is no number"
        return
    try:
        own = units.kind(item.kind)
        if "thiosulfate" in own.of and item.form is None:
            yield f"{where}: grams of thiosulfate need a salt form"
        if item.unit not in own.accepts:
            yield f"{where}: unit {item.unit!r} is not accepted for {item.kind}"
            return
        values = own_value(item)
        numbers = values if isinstance(values, tuple) else (values,)
        bounds = [
            None if b is None else units.read(b, item.unit, item.kind, item.form) for b in (item.minimum, item.maximum)
        ]
    except UnitError as error:
        yield f"{where}: {error}"
        return
    low, high = bounds
    for number in numbers:
        if isinstance(number, float) and not ((low is None or low <= number) and (high is None or number <= high)):
            yield f"{where}: its own value lies outside its range"


def _rules(manifest: Manifest) -> Iterator[str]:
    for rule in manifest.rules.values():
        where = f"rule {rule.id}"
        if not rule.citations and not rule.policy:
            yield f"{where} has neither a citation nor the word policy"
        for source in rule.citations:
            yield from _resolves(where, source)
        for dispute in rule.disputes:
            try:
                evidence.dispute(dispute)
            except EvidenceError as error:
                yield f"{where}: {error}"
        if rule.recheck_after is not None and rule.recheck_after not in manifest.parameters:
            yield f"{where}: recheck_after names no parameter"
        yield from _reasons(where, rule, manifest)
        yield from figure_faults(where, rule)
        yield from _predictions(where, rule, manifest)
        yield from follow_up_faults(where, rule)


def _models(manifest: Manifest) -> Iterator[str]:
    for own in manifest.models.values():
        if own.id in models():
            yield f"model {own.id} is one of calciplug's own"
        for source in own.sources:
            yield from _resolves(f"model {own.id}", source)


def _predictions(where: str, rule: RuleSpec, manifest: Manifest) -> Iterator[str]:
    if not rule.reasons and not rule.predictions and not rule.follow_ups:
        yield f"{where} has no reasons, predictions or follow-ups: it could say nothing"
    for key, spec in rule.predictions.items():
        if spec.kind not in units.kinds():
            yield f"{where}, prediction {key}: there is no kind {spec.kind}"
        if spec.model not in models() and spec.model not in manifest.models:
            yield f"{where}, prediction {key}: there is no model {spec.model}"
        for name in spec.parameters():
            if name not in manifest.parameters:
                yield f"{where}, prediction {key}: there is no parameter {name}"


def _reasons(where: str, rule: RuleSpec, manifest: Manifest) -> Iterator[str]:
    named = [(f"reason {key}", reason) for key, reason in rule.reasons.items()]
    named += [(f"follow-up {key}", spec.words) for key, spec in rule.follow_ups.items()]
    for what, reason in named:
        for name in reason.parameters():
            if name not in manifest.parameters:
                yield f"{where}, {what}: there is no parameter {name}"
        for name, kinds in reason.kinds().items():
            for kind in sorted(filter(None, kinds - set(units.kinds()))):
                yield f"{where}, {what}: there is no kind {kind}"
            if len(kinds) > 1:
                shown = ", ".join(sorted(kind or "text" for kind in kinds))
                yield f"{where}, {what}: {name} is of more than one kind: {shown}"


def _resolves(where: str, source: str) -> Iterator[str]:
    try:
        evidence.source(source)
    except EvidenceError as error:
        yield f"{where}: {error}"
