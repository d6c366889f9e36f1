"""Only what models predict for one case, in the long form: how each is meant, what it used, what was not possible."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from calciplug.report.clock import moment
from calciplug.report.layout import Line, heading, listed, paragraph, printed, table
from calciplug.report.predictions import predicted
from calciplug.report.silent import wanting
from calciplug.report.sources import Sources
from calciplug.report.words import MODALITIES, title

if TYPE_CHECKING:
    from collections.abc import Mapping

    from calciplug.model.case import Case


def prediction_sheet(document: Mapping[str, Any], case: Case | None = None, *, colour: bool = False) -> str:
    """The predictions *document* as text, 100 columns wide.

    Args:
        document: obeys `schemas/predictions.json`, of a case that was not rejected.
        case: that it is about, or None for a stored document.
        colour: bring out the headings.
    """
    sources = Sources()
    lines = [*_title(document), *_about(document, case)]
    lines += predicted(document, sources, whole=True)
    lines += not_predicted(document)
    lines += sources.lines()
    return printed([*lines, *made_by(document)], colour=colour)


def not_predicted(document: Mapping[str, Any]) -> list[Line]:
    """Which predictions were not possible, by the value that was wanting."""
    if not document["silent"]:
        return []
    note = "a missing value is never replaced by a usual one"
    return [*heading("Not predicted", note), *wanting(document)]


def made_by(document: Mapping[str, Any]) -> list[Line]:
    """The plugins that predict, and the hash of the input."""
    rows = [
        [item["name"], item["version"], f"{item['distribution']}, {item['digest'][:19]}"]
        for item in document["plugins"]
    ]
    return [*heading("Made by"), *table(rows), Line(f"  input {document['input_hash']}")]


def _title(document: Mapping[str, Any]) -> list[Line]:
    lines = paragraph(document["statement"])
    if not document["predictions"]:
        lines += paragraph("Nothing could be predicted for this case; see below for what is wanting.")
    if document["status"] == "held":
        held = {item["path"] for item in document["silent"] if item["cause"] == "withheld" and "path" in item}
        names = f": {listed([title(path) for path in sorted(held)])}" if held else ""
        lines += paragraph(f"This case is held{names}. What is withheld has no proposed value, and no prediction.")
    return lines


def _about(document: Mapping[str, Any], case: Case | None) -> list[Line]:
    modality = MODALITIES.get(document["modality"], str(document["modality"]))
    as_of = moment(case.as_of) if case is not None else str(document["as_of"])
    rows = [["Case", str(document["case_id"])], ["Modality", modality], ["As of", as_of]]
    if document["protocol"] is not None:
        rows.append(["Protocol", f"{document['protocol']['name']} {document['protocol']['version']}"])
    return [Line(""), *table(rows, indent=0)]
