"""A calendar as a document: plain JSON, validated before it leaves, the same bytes every time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from calciplug import evidence
from calciplug.codec import outcome_parts as parts
from calciplug.codec import written
from calciplug.codec.compact import compact
from calciplug.codec.schema import demand, urn
from calciplug.model.field import field

if TYPE_CHECKING:
    from collections.abc import Mapping

    from calciplug.model.calendar import Asked, Calendar, Entry, Times

MEANING: Final = (
    "A calendar of what is proposed for this case at this moment; make it anew after each change. A step in it waits "
    "for its condition and is not given."
)
_GRAVE: Final = ("block", "hold", "warning")


def write_calendar(calendar: Calendar) -> bytes:
    """*calendar* as one line of UTF-8 JSON.

    Raises:
        CalciplugError: the document breaks `schemas/calendar.json`; that is our bug, and nothing is written.
    """
    document = calendar_document(calendar)
    demand("calendar", document)
    return compact(document) + b"\n"


def calendar_document(calendar: Calendar) -> dict[str, Any]:
    """*calendar* as plain lists, dicts, numbers and texts; moments as ISO 8601 with the offset of its zone."""
    asked = calendar.programme
    outcome = asked.outcome
    return {
        "schema": urn("calendar"),
        "statement": f"{evidence.statement('not-a-recommendation').text} {MEANING}",
        "status": outcome.status,
        "case_id": outcome.case,
        "as_of": outcome.as_of,
        "modality": outcome.modality,
        **_times(calendar.times, calendar),
        "prescription": None if outcome.prescription is None else written.prescription(outcome.prescription),
        "withheld": [{"section": item.section, "by": list(item.by), "why": item.why} for item in outcome.withheld],
        "findings": [
            {"code": item.code, "severity": item.severity, "summary": item.summary, "state": item.state}
            for item in outcome.findings
            if item.severity in _GRAVE
        ],
        "entries": [entry(item) for item in calendar.entries],
        "later": [entry(item) for item in calendar.later],
        "undated": [{"kind": item.kind, **_asked(item.asked), "why": item.why} for item in calendar.undated],
        "notes": list(calendar.notes),
        "silent": [parts.silence(item) for item in asked.silent],
        "parameters": [parts.parameter(item) for item in asked.parameters],
        "plugins": [
            {"name": item.name, "version": item.version, "digest": item.digest, "distribution": item.distribution}
            for item in outcome.plugins
        ],
        "protocol": {"name": outcome.protocol, "version": outcome.protocol_version},
        "input_hash": outcome.input_hash,
    }


def _times(times: Times, calendar: Calendar) -> dict[str, Any]:
    found: dict[str, Any] = {"zone": times.zone, "start": times.start.isoformat(), "weeks": times.weeks}
    if calendar.at is not None:
        found["at"] = f"{calendar.at:%H:%M}"
    if times.weekdays is not None:
        found["weekdays"] = list(times.weekdays)
    return found | {"exchanges": {key: f"{at:%H:%M}" for key, at in sorted(times.exchanges.items())}}


def entry(item: Entry) -> dict[str, Any]:
    """One thing at one time; absent parts are left out."""
    found: dict[str, Any] = {"kind": item.kind, "day": item.day.isoformat()}
    for key, moment in (("start", item.start), ("end", item.end)):
        if moment is not None:
            found[key] = moment.isoformat()
    found |= {"title": item.title, "detail": item.detail, "state": item.state, "thiosulfate": item.thiosulfate}
    for key, amount in (("dose", item.dose), ("volume", item.volume), ("to", item.to)):
        if amount is not None:
            found[key] = written.amount(amount)
    texts: Mapping[str, str | None] = {
        "exchange": item.exchange, "product": item.product, "path": item.path, "note": item.note,
    }  # fmt: skip
    found |= {key: text for key, text in texts.items() if text is not None}
    return found | {"checks": [_check(path) for path in item.checks], "asked": [_asked(one) for one in item.asked]}


def _check(path: str) -> dict[str, Any]:
    """What is to be measured, as a laboratory knows it."""
    declared = field(path)
    if declared is None:
        return {"path": path}
    loinc = {} if declared.loinc is None else {"loinc": declared.loinc}
    return {"path": path, "title": declared.title, **loinc}


def _asked(item: Asked) -> dict[str, Any]:
    return {
        "plugin": item.plugin, "rule": item.rule, "follow_up": item.key, "title": item.title, "detail": item.detail,
        "citations": list(item.citations), "policy": item.policy, "disputes": list(item.disputes),
    }  # fmt: skip
