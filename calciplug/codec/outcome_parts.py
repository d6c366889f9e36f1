"""What an outcome is made of, part by part, as documents carry it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from calciplug import evidence, units
from calciplug.codec import written
from calciplug.model.field import field

if TYPE_CHECKING:
    from calciplug.model.amount import Interval
    from calciplug.model.answers import ReadValue, Silence
    from calciplug.model.outcome import Change, Finding, Predicted, UsedParameter
    from calciplug.model.problem import Problem


def change(item: Change) -> dict[str, Any]:
    """What became of one path."""
    found: dict[str, Any] = {"path": item.path}
    for key, own in (("in_force", item.in_force), ("ordered", item.ordered), ("after", item.after)):
        if own is not None:
            found[key] = written.amount(own)
    found["origin"] = item.origin
    if item.rule is not None:
        found["rule"] = item.rule
    return found | {"reason": item.reason, "citations": list(item.citations), "policy": item.policy}


def finding(item: Finding) -> dict[str, Any]:
    """What the prescriber has to know, with what it rests on."""
    found: dict[str, Any] = {"code": item.code, "severity": item.severity}
    found |= _given(plugin=item.plugin, path=item.path)
    if item.refuses is not None:
        found["refuses"] = written.amount(item.refuses)
    if item.alternative:
        found["alternative"] = [written.amount(own) for own in item.alternative]
    return found | {
        "summary": item.summary, "detail": item.detail, "read": [read(own) for own in item.read],
        "citations": list(item.citations), "policy": item.policy, "disputes": list(item.disputes), "state": item.state,
        **_given(may_override=item.override, overridden_by=item.overridden_by),
    }  # fmt: skip


def read(item: ReadValue) -> dict[str, Any]:
    """A value that a rule rested on, with its age in whole minutes."""
    shown = (
        units.text(item.value, item.kind, item.form)
        if item.kind is not None and isinstance(item.value, float)
        else written.text(item.value) or "none"
    )
    age = {} if item.age is None else {"age_minutes": round(item.age)}
    return {"path": item.path, "shown": shown, **age, "stale": item.stale}


def prediction(item: Predicted) -> dict[str, Any]:
    """What a model says of one quantity, with the model, the values it used and what limits it."""
    found: dict[str, Any] = {
        "plugin": item.plugin, "rule": item.rule, "prediction": item.prediction, "title": item.title,
        "model": {"id": item.model, "version": item.version}, **_given(path=item.path),
    }  # fmt: skip
    found |= {key: interval(own) for key, own in (("before", item.before), ("after", item.after)) if own is not None}
    return found | {
        "flags": [{"code": code, "text": text} for code, text in item.flags], "note": item.note,
        "read": [read(own) for own in item.read], "citations": list(item.citations), "policy": item.policy,
        "disputes": list(item.disputes),
    }  # fmt: skip


def interval(item: Interval) -> dict[str, Any]:
    """Lowest and highest value; alike where the model gives one value."""
    return {"low": item.low, "high": item.high, "unit": item.unit, "shown": item.shown}


def silence(item: Silence) -> dict[str, Any]:
    """A rule that had nothing to say, and how to change that."""
    found: dict[str, Any] = {"plugin": item.plugin, "rule": item.rule, "cause": item.cause}
    found |= _given(path=item.path, part=item.part)
    declared = field(item.path) if item.path is not None else None
    if declared is not None:
        found |= _given(loinc=declared.loinc) | {"units": list(units.kind(declared.kind).accepts)}
    return found


def parameter(item: UsedParameter) -> dict[str, Any]:
    """A parameter that was used."""
    found: dict[str, Any] = {"plugin": item.plugin, "name": item.name}
    values = item.value if isinstance(item.value, tuple) else (item.value,)
    if item.kind is not None and all(isinstance(one, float) for one in values):
        numbers = [written.number(float(one), item.kind, item.form) for one in values]
        shown = ", ".join(units.text(float(one), item.kind, item.form) for one in values)
        value = [one["value"] for one in numbers] if isinstance(item.value, tuple) else numbers[0]["value"]
        found |= {"value": value, "unit": units.kind(item.kind).shows[0][0], **_given(form=item.form), "shown": shown}
    else:
        found |= {"value": written.codes(item.value), "shown": written.text(item.value) or "none"}
    return found | {"origin": item.origin, "citations": list(item.citations), "policy": item.policy}


def dispute(name: str) -> dict[str, Any]:
    """A dispute between sources with every side, so that whoever reads the outcome alone has both."""
    own = evidence.dispute(name)
    sides = [{"claim": side.claim, "design": side.design, "citations": list(side.sources)} for side in own.sides]
    return {"id": own.id, "title": own.title, "sides": sides, "shown": own.shown}


def problem(item: Problem) -> dict[str, Any]:
    """Why a document was refused; absent parts are left out."""
    found: dict[str, Any] = {"code": item.code, "pointer": item.pointer, "message": item.message}
    return found | _given(
        found=item.found, expected=item.expected, fix=item.fix, rule=item.rule, line=item.line, column=item.column
    )


def _given(**items: Any) -> dict[str, Any]:
    return {key: value for key, value in items.items() if value is not None}
