"""An outcome as a document: plain JSON, validated before it leaves, the same bytes every time."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from calciplug import evidence, units
from calciplug.codec.schema import check, urn
from calciplug.errors import CalciplugError
from calciplug.model.field import field

if TYPE_CHECKING:
    from collections.abc import Iterable

    from calciplug.model.answers import ReadValue, Silence
    from calciplug.model.outcome import Amount, Change, Finding, Outcome, UsedParameter
    from calciplug.model.prescription import Prescription, Stored
    from calciplug.model.problem import Problem


def write_outcome(outcome: Outcome) -> bytes:
    """*outcome* as one line of UTF-8 JSON.

    Raises:
        CalciplugError: the document breaks `schemas/outcome.json`; that is our bug, and nothing is written.
    """
    document = outcome_document(outcome)
    text = json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    problems = check("outcome", document)
    if problems:
        raise CalciplugError(f"the outcome breaks its schema at {problems[0].pointer}: {problems[0].message}")
    return text.encode("utf-8") + b"\n"


def outcome_document(outcome: Outcome) -> dict[str, Any]:
    """*outcome* as plain lists, dicts, numbers and texts, in the order that documents have."""
    return {
        "schema": urn("outcome"),
        "status": outcome.status,
        "case_id": outcome.case,
        "as_of": outcome.as_of,
        "modality": outcome.modality,
        "statement": evidence.statement("not-a-recommendation").text,
        "prescription": None if outcome.prescription is None else prescription(outcome.prescription),
        "computed": [_amount(item) for item in outcome.computed],
        "changes": [_change(item) for item in outcome.changes],
        "withheld": [{"section": item.section, "by": list(item.by), "why": item.why} for item in outcome.withheld],
        "findings": [_finding(item) for item in outcome.findings],
        "silent": [_silence(item) for item in outcome.silent],
        "predictions": [],
        "parameters": [_parameter(item) for item in outcome.parameters],
        "plugins": [
            {"name": item.name, "version": item.version, "digest": item.digest, "distribution": item.distribution}
            for item in outcome.plugins
        ],
        "protocol": None
        if outcome.protocol is None
        else {"name": outcome.protocol, "version": outcome.protocol_version},
        "evidence": [
            {"about": item.about, "statement": item.statement, "text": item.text, "grade": item.grade, "citations": list(item.citations)}
            for item in outcome.evidence
        ],
        "problems": [_problem(item) for item in outcome.problems],
        "input_hash": outcome.input_hash,
    }  # fmt: skip


def prescription(own: Prescription) -> dict[str, Any]:
    """Stored leaves as the nested object that a case document takes, so that an outcome can be ordered as it is."""
    tree: dict[str, Any] = {}
    for path in sorted(own):
        *parents, leaf = path.split(".")
        node = tree
        for parent in parents:
            node = node.setdefault(parent, {})
        node[leaf] = _value(path, own.values[path], own.forms.get(path))
    return tree


def _value(path: str, value: Stored, form: str | None) -> Any:
    declared = field(path)
    if declared is None or not isinstance(value, float):
        return list(value) if isinstance(value, tuple) else value
    return {**_number(value, declared.kind, form), **({"form": form} if form is not None else {})}


def _number(value: float, kind: str, form: str | None) -> dict[str, Any]:
    return {"value": json_number(units.write(value, kind, form=form)), "unit": units.kind(kind).shows[0][0]}


def json_number(value: Decimal) -> int | float:
    """*value*, which has few digits, as the number that JSON prints in the same digits."""
    return int(value) if value == value.to_integral_value() else float(value)


def _amount(item: Amount) -> dict[str, Any]:
    found: dict[str, Any] = {"path": item.path}
    if item.kind is not None and isinstance(item.value, float):
        found |= _number(item.value, item.kind, item.form)
        if item.form is not None:
            found["form"] = item.form
        return found | {"shown": units.text(item.value, item.kind, item.form)}
    return found | {"value": _codes(item.value), "shown": _text(item.value)}


def _codes(value: Stored) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _text(value: Stored) -> str:
    return ", ".join(str(one) for one in value) if isinstance(value, tuple) else str(value)


def _change(item: Change) -> dict[str, Any]:
    found: dict[str, Any] = {"path": item.path}
    for key, own in (("in_force", item.in_force), ("ordered", item.ordered), ("after", item.after)):
        if own is not None:
            found[key] = _amount(own)
    found["origin"] = item.origin
    if item.rule is not None:
        found["rule"] = item.rule
    return found | {"reason": item.reason, "citations": list(item.citations), "policy": item.policy}


def _finding(item: Finding) -> dict[str, Any]:
    found: dict[str, Any] = {"code": item.code, "severity": item.severity}
    found |= _given(plugin=item.plugin, path=item.path)
    if item.refuses is not None:
        found["refuses"] = _amount(item.refuses)
    if item.alternative:
        found["alternative"] = [_amount(own) for own in item.alternative]
    return found | {
        "summary": item.summary, "detail": item.detail, "read": [_read(own) for own in item.read],
        "citations": list(item.citations), "policy": item.policy, "disputes": list(item.disputes), "state": item.state,
        **_given(may_override=item.override, overridden_by=item.overridden_by),
    }  # fmt: skip


def _read(item: ReadValue) -> dict[str, Any]:
    shown = (
        units.text(item.value, item.kind, item.form)
        if item.kind is not None and isinstance(item.value, float)
        else _text(item.value) or "none"
    )
    age = {} if item.age is None else {"age_minutes": json_number(units.plain(Decimal(round(item.age))))}
    return {"path": item.path, "shown": shown, **age, "stale": item.stale}


def _silence(item: Silence) -> dict[str, Any]:
    found: dict[str, Any] = {"plugin": item.plugin, "rule": item.rule, "cause": item.cause}
    found |= _given(path=item.path, part=item.part)
    declared = field(item.path) if item.path is not None else None
    if declared is not None:
        found |= _given(loinc=declared.loinc) | {"units": list(units.kind(declared.kind).accepts)}
    return found


def _parameter(item: UsedParameter) -> dict[str, Any]:
    found: dict[str, Any] = {"plugin": item.plugin, "name": item.name}
    values = item.value if isinstance(item.value, tuple) else (item.value,)
    if item.kind is not None and all(isinstance(one, float) for one in values):
        numbers = [_number(float(one), item.kind, item.form) for one in values]
        shown = ", ".join(units.text(float(one), item.kind, item.form) for one in values)
        value = [one["value"] for one in numbers] if isinstance(item.value, tuple) else numbers[0]["value"]
        found |= {"value": value, "unit": units.kind(item.kind).shows[0][0], **_given(form=item.form), "shown": shown}
    else:
        found |= {"value": _codes(item.value), "shown": _text(item.value) or "none"}
    return found | {"origin": item.origin, "citations": list(item.citations), "policy": item.policy}


def _problem(item: Problem) -> dict[str, Any]:
    found: dict[str, Any] = {"code": item.code, "pointer": item.pointer, "message": item.message}
    return found | _given(
        found=item.found, expected=item.expected, fix=item.fix, rule=item.rule, line=item.line, column=item.column
    )


def _given(**items: Any) -> dict[str, Any]:
    return {key: value for key, value in items.items() if value is not None}


def problems_of(items: Iterable[Problem]) -> list[dict[str, Any]]:
    """*items* as documents carry them."""
    return [_problem(item) for item in items]
