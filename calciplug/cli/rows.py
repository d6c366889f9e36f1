"""A plugin, a rule, a parameter and a model as plain data; a citation with its trust."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from decimal import Decimal

    from calciplug.host import Candidate
    from calciplug.kinetics.models import Model, Range
    from calciplug.model.manifest import FollowUpSpec, Manifest, ModelSpec, Parameter, PredictionSpec, RuleSpec

Row = dict[str, Any]


def plugin(candidate: Candidate) -> Row:
    """A plugin by its manifest."""
    own = candidate.manifest
    return {
        "kind": "plugin", "id": own.name, "version": own.version, "api": own.api, "summary": own.summary,
        "distribution": candidate.distribution, "first_party": candidate.first_party, "digest": candidate.digest,
        "modalities": list(own.modalities), "reads": list(own.reads), "writes": list(own.writes),
        "rules": {item.id: item.sentence for item in own.rules.values()},
        "parameters": {item.name: parameter(own, item) for item in own.parameters.values()},
    }  # fmt: skip


def rule(manifest: Manifest, own: RuleSpec) -> Row:
    """A rule: what it does, needs, says and rests on, with the parameters that its reasons name."""
    from calciplug import evidence
    from calciplug.model.manifest import Reason

    named = {name for reason in own.reasons.values() for name in reason.parameters()}
    named |= {name for item in own.predictions.values() for name in item.parameters()}
    named |= {name for item in own.follow_ups.values() for name in item.words.parameters()}
    named |= {name for text in own.flags.values() for name in Reason(summary=text, detail="").parameters()}
    named |= {own.recheck_after} if own.recheck_after is not None else set()
    return {
        "kind": "rule", "id": own.id, "plugin": manifest.name, "sentence": own.sentence,
        "severities": list(own.severities), "override": own.override, "override_plan": list(own.override_plan),
        "needs": [_need(item) for item in own.needs],
        "parameters": [parameter(manifest, item) for name, item in manifest.parameters.items() if name in named],
        "reasons": {key: {"summary": item.summary, "detail": item.detail} for key, item in own.reasons.items()},
        "predictions": {key: _predicts(manifest, item) for key, item in own.predictions.items()},
        "flags": dict(own.flags),
        "follow_ups": {key: _follows(item) for key, item in own.follow_ups.items()},
        "sources": [citation(item) for item in own.citations], "policy": own.policy,
        "grade": evidence.grade(own.citations, policy=own.policy),
        "figures": {name: evidence.told(name) for name in own.figures()},
        "disputes": {name: evidence.dispute(name).title for name in own.disputes},
    }  # fmt: skip


def parameter(manifest: Manifest, own: Parameter) -> Row:
    """A parameter: value and range as the page prints them, and what it rests on."""
    return {
        "kind": "parameter", "id": f"{manifest.name}.{own.name}", "plugin": manifest.name, "title": own.title,
        "value": _shown(own, own.value), "minimum": _bound(own, own.minimum), "maximum": _bound(own, own.maximum),
        "kind_of_quantity": own.kind, "unit": own.unit, "form": own.form,
        "sources": [citation(item) for item in own.sources], "policy": own.policy, "note": own.note,
    }  # fmt: skip


def model(own: Model) -> Row:
    """A model: version, what it computes, its numbers and the range in which it holds, with sources."""
    return {
        "kind": "model", "id": own.id, "plugin": None, "version": own.version, "title": own.title,
        "sentence": own.sentence, "memory": own.memory,
        "constants": {
            name: {
                "value": item.value, "unit": item.unit, "memory": item.memory, "note": item.note,
                "sources": [citation(source) for source in item.sources],
            }
            for name, item in own.constants.items()
        },
        "valid": {name: _valid(item) for name, item in own.valid.items()},
        "sources": [citation(item) for item in own.sources],
    }  # fmt: skip


def own_model(manifest: Manifest, own: ModelSpec) -> Row:
    """A model that a plugin brings itself; its numbers are the plugin's parameters."""
    return {
        "kind": "model", "id": own.id, "plugin": manifest.name, "version": own.version, "title": own.title,
        "sentence": own.sentence, "memory": False, "constants": {}, "valid": {},
        "sources": [citation(item) for item in own.sources],
    }  # fmt: skip


def _valid(own: Range) -> Row:
    return {"low": own.low, "high": own.high, "unit": own.unit, "why": own.why}


def _predicts(manifest: Manifest, own: PredictionSpec) -> Row:
    from calciplug.kinetics.models import model as shipped

    used = manifest.models.get(own.model) or shipped(own.model)
    return {
        "title": own.title, "kind_of_quantity": own.kind, "model": {"id": used.id, "version": used.version},
        "note": own.note,
    }  # fmt: skip


def _follows(own: FollowUpSpec) -> Row:
    return {
        "action": own.action, "title": own.words.summary, "detail": own.words.detail, "checks": list(own.checks),
        "sources": [citation(item) for item in own.citations], "policy": own.policy,
    }  # fmt: skip


def citation(name: str) -> Row:
    """A source as it is printed, which says how far it may be trusted."""
    from calciplug import evidence

    return {"id": name, "citation": evidence.cite(name), "trust": evidence.source(name).trust}


def _need(item: Any) -> Row:
    from calciplug import units
    from calciplug.report.words import title

    fresh = None if item.max_age is None else units.text(item.max_age, "time")
    return {
        "path": item.path, "title": title(item.path), "fresh": fresh, "since": list(item.since),
        "absence": item.absence,
    }  # fmt: skip


def _shown(own: Parameter, value: Any) -> str:
    if isinstance(value, tuple):
        return ", ".join(_shown(own, item) for item in value)
    if own.kind is None or own.unit is None:
        return str(value).lower() if isinstance(value, bool) else str(value)
    return _bound(own, value) or ""


def _bound(own: Parameter, value: Decimal | None) -> str | None:
    from decimal import Decimal

    from calciplug import units

    if value is None or own.kind is None or own.unit is None:
        return None
    exact = Decimal(str(value))
    shown = units.text(units.read(exact, own.unit, own.kind, own.form), own.kind, own.form)
    if own.unit in dict(units.kind(own.kind).shows):
        return shown
    # As the manifest writes it first: three months are not meant as 91.31 days.
    return f"{units.labelled(units.plain(exact), own.unit)} ({shown})"
