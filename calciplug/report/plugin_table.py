"""Plugins as a list, and where one stands among the others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from calciplug.report.layout import Line, heading, paragraph

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def plugin_list(rows: Sequence[Mapping[str, Any]]) -> list[Line]:
    """Every plugin with its state in words and its sentence."""
    lines: list[Line] = []
    for row in rows:
        word = "OK" if row["runs"] else "STOP"
        layer = f"layer {row['layer']} of {row['layers']}" if row["layer"] is not None else "writes nothing"
        state = layer if row["runs"] else f"refused: {row['why_not']}"
        first, *more = paragraph(f"{row['name']} {row['version']} ({row['distribution']}); {state}", f"{word:<6}")
        lines += [Line(first.text, word, word), *more, *paragraph(row["summary"], "      ")]
    return lines or [Line("no plugin was found")]


def standing(row: Mapping[str, Any]) -> list[Line]:
    """Which layers run before, beside and after one plugin."""
    lines = heading("Order", "by data flow: a plugin runs after those that write what it reads")
    if not row["runs"]:
        return [*lines, *paragraph(f"refused: {row['why_not']}", "  STOP      ")]
    if row["layer"] is None:
        return [*lines, *paragraph("It writes nothing: it guards before all layers and reviews after them.", "  ")]
    lines += paragraph(" → ".join(" + ".join(layer) for layer in row["before"]) or "nothing", "  before    ")
    lines += paragraph(f"layer {row['layer']} of {row['layers']}", "  this      ")
    lines += paragraph(" + ".join(row["beside"]), "  beside    ") if row["beside"] else []
    return [*lines, *paragraph(" → ".join(" + ".join(layer) for layer in row["after"]) or "nothing", "  after     ")]
