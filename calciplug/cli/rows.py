"""A plugin, a rule and a parameter as plain data, out of a manifest; a citation with its trust."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from decimal import Decimal

    from calciplug.host import Candidate
    from calciplug.model.manifest import Manifest, Parameter, RuleSpec

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

    named = {name for reason in own.reasons.values() for name in reason.parameters()}
    named |= {own.recheck_after} if own.recheck_after is not None else set()
    return {
        "kind": "rule", "id": own.id, "plugin": manifest.name, "sentence": own.sentence,
        "severities": list(own.severities), "override": own.override, "override_plan": list(own.override_plan),
        "needs": [_need(item) for item in own.needs],
        "parameters": [parameter(manifest, item) for name, item in manifest.parameters.items() if name in named],
        "reasons": {key: {"summary": item.summary, "detail": item.detail} for key, item in own.reasons.items()},
        "sources": [citation(item) for item in own.citations], "policy": own.policy,
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
    return f"{units.number(units.plain(exact))} {units.label(own.unit)} ({shown})"
