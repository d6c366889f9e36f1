"""Only the predictions of an outcome, as a document of their own: validated before it leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from calciplug.codec.compact import compact
from calciplug.codec.schema import demand, urn

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

MEANING: Final = "Predictions of models, not measurements."
_KEPT: Final = ("status", "case_id", "as_of", "modality", "predictions", "plugins", "protocol", "input_hash")
_FAULT: Final = "plugin-fault"


def predictions_document(outcome: Mapping[str, Any], predicting: Collection[tuple[str, str]]) -> dict[str, Any]:
    """What *outcome*, an outcome document, predicts, and which predictions it could not make.

    Args:
        outcome: obeys `schemas/outcome.json`.
        predicting: plugin and rule of every rule that declares predictions.
    """
    kept = {key: outcome[key] for key in _KEPT}
    silent = [item for item in outcome["silent"] if (item["plugin"], item["rule"]) in predicting]
    return {
        "schema": urn("predictions"),
        "statement": f"{MEANING} {outcome['statement']}",
        **kept,
        "silent": silent,
        "problems": [*outcome["problems"], *faults(outcome)],
    }


def faults(outcome: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The faults of plugins in *outcome*, an outcome document, as problems."""
    return [
        {"code": _FAULT, "pointer": "", "message": item["detail"]}
        for item in outcome["findings"]
        if item["code"] == _FAULT
    ]


def write_predictions(document: Mapping[str, Any]) -> bytes:
    """*document* as one line of UTF-8 JSON.

    Raises:
        CalciplugError: it breaks `schemas/predictions.json`; that is our bug, and nothing is written.
    """
    demand("predictions", document)
    return compact(document) + b"\n"
