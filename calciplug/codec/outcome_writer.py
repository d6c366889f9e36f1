"""An outcome as a document: plain JSON, validated before it leaves, the same bytes every time."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from calciplug import evidence
from calciplug.codec import outcome_parts as parts
from calciplug.codec import written
from calciplug.codec.schema import demand, urn

if TYPE_CHECKING:
    from calciplug.model.outcome import Outcome


def write_outcome(outcome: Outcome) -> bytes:
    """*outcome* as one line of UTF-8 JSON.

    Raises:
        CalciplugError: the document breaks `schemas/outcome.json`; that is our bug, and nothing is written.
    """
    document = outcome_document(outcome)
    text = json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    demand("outcome", document)
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
        "prescription": None if outcome.prescription is None else written.prescription(outcome.prescription),
        "computed": [written.amount(item) for item in outcome.computed],
        "changes": [parts.change(item) for item in outcome.changes],
        "withheld": [{"section": item.section, "by": list(item.by), "why": item.why} for item in outcome.withheld],
        "findings": [parts.finding(item) for item in outcome.findings],
        "silent": [parts.silence(item) for item in outcome.silent],
        "predictions": [parts.prediction(item) for item in outcome.predictions],
        "parameters": [parts.parameter(item) for item in outcome.parameters],
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
        "disputes": [parts.dispute(name) for name in _disputed(outcome)],
        "problems": [parts.problem(item) for item in outcome.problems],
        "input_hash": outcome.input_hash,
    }  # fmt: skip


def _disputed(outcome: Outcome) -> list[str]:
    """Disputes that a finding or a prediction touches, C-2 before C-10."""
    named = {name for found in outcome.findings for name in found.disputes}
    named |= {name for predicted in outcome.predictions for name in predicted.disputes}
    return sorted(named, key=lambda name: (name.partition("-")[0], int(name.partition("-")[2])))
