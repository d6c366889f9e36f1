"""A sweep as tables: the axes, then every point with what models predict there, as many columns as a page holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from calciplug import units
from calciplug.report.layout import Line, counted, heading, listed, paragraph, printed, table
from calciplug.report.prediction_table import made_by, not_predicted
from calciplug.report.predictions import flagged, model_and_basis
from calciplug.report.sources import Sources
from calciplug.report.sweep_columns import IN_FORCE, marks_of, number, pages
from calciplug.report.words import title

if TYPE_CHECKING:
    from collections.abc import Mapping

# Values of one axis that are listed; of more, the first ones and the last.
_SHOWN: Final = 12


def sweep_sheet(document: Mapping[str, Any], *, name: str = "", colour: bool = False) -> str:
    """The sweep *document* as text, 100 columns wide.

    Args:
        document: obeys `schemas/sweep.json`.
        name: of the input.
        colour: bring out the headings.
    """
    sources = Sources()
    marks = marks_of(document)
    lines = paragraph(document["statement"])
    lines += [Line(""), *table([["Case", f"{document['case_id']}{f', {name}' if name else ''}"], *_about(document)], 0)]
    lines += _axes(document)
    lines += pages(document, marks)
    lines += _legend(document, marks, sources)
    lines += not_predicted(document)
    lines += sources.lines()
    return printed([*lines, *made_by(document)], colour=colour)


def _about(document: Mapping[str, Any]) -> list[list[str]]:
    protocol = document["protocol"]
    ordered = listed([title(path) for path in document["ordered"]])
    return [
        ["As of", document["as_of"]],
        ["Protocol", f"{protocol['name']} {protocol['version']}"],
        ["Points", f"{document['points']:,}; what no axis varies stands as ordered, else as in force"],
        *([["Ordered", f"{ordered}: here every point differs from the row in force"]] if ordered else []),
    ]


def _axes(document: Mapping[str, Any]) -> list[Line]:
    rows = []
    for axis in document["axes"]:
        unit = " ".join(filter(None, (units.label(axis["unit"]), axis.get("form"))))
        shown = [number(value) for value in axis["values"]]
        if len(shown) > _SHOWN:
            shown = [*shown[: _SHOWN - 2], "\u2026", shown[-1]]
        standing = f"{IN_FORCE} {number(axis['in_force'])} {unit}" if "in_force" in axis else "none in force"
        rows.append([axis["path"], f"{title(axis['path'])}: {', '.join(shown)} {unit} ({standing})"])
    unread = [axis["path"] for axis in document["axes"] if not axis["read"]]
    texts = [f"no prediction depends on {path}: its values change nothing here" for path in unread]
    lines = [*heading("Axes"), *table(rows, caps=(44,))]
    for text in (*texts, *(note["text"] for note in document["notes"])):
        first, *more = paragraph(text, "  CAUTION  ")
        lines += [Line(first.text, "CAUTION", "CAUTION"), *more]
    return lines


def _legend(document: Mapping[str, Any], marks: Mapping[tuple[int, str], str], sources: Sources) -> list[Line]:
    """How each column is meant, its model and what limits it."""
    lines = heading("Columns") if document["predictions"] else []
    for index, item in enumerate(document["predictions"]):
        name = f"{item['title']}, {title(item['path'])}" if "path" in item else item["title"]
        lines += paragraph(f"{name}: {item['note']}", "  ", "      ")
        for flag in item["flags"]:
            count = len(flag["points"])
            where = "at every point" if flag["everywhere"] else f"at {counted(count, 'point')} marked"
            mark = marks.get((index, flag["code"]))
            lines += paragraph(flagged(flag, f"{where} {mark}" if mark else where), "      ")
        lines += paragraph(model_and_basis(item, sources), "      ")
    return lines
