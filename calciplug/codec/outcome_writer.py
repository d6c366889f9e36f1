"""An outcome as a document: plain JSON, validated before it leaves, the same bytes every time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from calciplug import evidence
from calciplug.codec import kept, written
from calciplug.codec import outcome_parts as parts
from calciplug.codec.compact import compact
from calciplug.codec.schema import demand, urn

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from calciplug.model.outcome import Outcome


def write_outcome(outcome: Outcome) -> bytes:
    """*outcome* as one line of UTF-8 JSON.

    Raises:
        CalciplugError: the document breaks `schemas/outcome.json`; that is our bug, and nothing is written.
    """
    shared = {
        "silent": [kept.silence(item) for item in outcome.silent],
        "parameters": [kept.parameter(item) for item in outcome.parameters],
        "disputes": [kept.dispute(name) for name in _disputed(outcome)],
    }
    document = _document(outcome, {key: [item.document for item in items] for key, items in shared.items()})
    members = (
        b"[%b]" % b",".join([item.text for item in shared[key]]) if key in shared else compact(value)
        for key, value in document.items()
    )
    line = b"{%b}\n" % b",".join([b"%b:%b" % pair for pair in zip(map(compact, document), members, strict=True)])
    demand("outcome", document)
    return line


def outcome_document(outcome: Outcome) -> dict[str, Any]:
    """*outcome* as plain lists, dicts, numbers and texts, in the order that documents have."""
    own = {
        "silent": [parts.silence(item) for item in outcome.silent],
        "parameters": [parts.parameter(item) for item in outcome.parameters],
        "disputes": [parts.dispute(name) for name in _disputed(outcome)],
    }
    return _document(outcome, own)


def _document(outcome: Outcome, made: Mapping[str, Sequence[Mapping[str, Any]]]) -> dict[str, Any]:
    """*outcome* with those of its lists that were *made* before."""
    return {
        "schema": urn("outcome"),
        "status": outcome.status,
        "case_id": outcome.case,
        "as_of": outcome.as_of,
        "modality": outcome.modality,
        "statement": evidence.statement("not-a-recommendation").text,
        "prescription": None if outcome.prescription is None else written.prescription(outcome.prescription),
        "computed": [written.amount(item) for item in outcome.computed],
        "changes": [parts.change(item) for item in outcome.changes],
        "withheld": [{"section": item.section, "by": list(item.by), "why": item.why} for item in outcome.withheld],
        "findings": [parts.finding(item) for item in outcome.findings],
        "silent": made["silent"],
        "predictions": [parts.prediction(item) for item in outcome.predictions],
        "parameters": made["parameters"],
        "plugins": [
            {"name": item.name, "version": item.version, "digest": item.digest, "distribution": item.distribution}
            for item in outcome.plugins
        ],
        "protocol": None
        if outcome.protocol is None
        else {"name": outcome.protocol, "version": outcome.protocol_version},
        "evidence": [
            {
                "about": item.about, "statement": item.statement, "text": item.text, "grade": item.grade,
                "citations": list(item.citations),
            }
            for item in outcome.evidence
        ],
        "disputes": made["disputes"],
        "problems": [parts.problem(item) for item in outcome.problems],
        "input_hash": outcome.input_hash,
    }  # fmt: skip


def _disputed(outcome: Outcome) -> list[str]:
    """Disputes that a finding or a prediction touches, C-2 before C-10."""
    named = {name for found in outcome.findings for name in found.disputes}
    named |= {name for predicted in outcome.predictions for name in predicted.disputes}
    return sorted(named, key=lambda name: (name.partition("-")[0], int(name.partition("-")[2])))
