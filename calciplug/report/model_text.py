"""A model as text: what it computes, its numbers, where it holds, and what nobody read in a source."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from calciplug import units
from calciplug.report.evidence_text import sources
from calciplug.report.layout import Line, heading, paragraph

if TYPE_CHECKING:
    from collections.abc import Mapping


def model(row: Mapping[str, Any]) -> list[Line]:
    """Version, sentence, constants with their sources, and the ranges in which the model is known to hold."""
    lines = paragraph(f"{row['title']}, version {row['version']}: a model, not a measurement.", "  ")
    lines += paragraph(row["sentence"], "  ")
    if row["memory"]:
        lines += paragraph("Its equations are remembered: nobody read them in a source.", "  MEMORY    ")
    lines += heading("Constants") if row["constants"] else []
    for name, item in row["constants"].items():
        unit = "" if item["unit"] == "1" else f" {item['unit']}"
        lines += paragraph(f"{name} = {_number(item['value'])}{unit}{_told(item['note'])}", "  - ")
        named = [f"{own['id']}: {own['citation']}" for own in item["sources"]] or ["no source"]
        lines += [line for text in named for line in paragraph(text, "      ")]
        lines += paragraph("remembered, not read in a source", "      MEMORY  ") if item["memory"] else []
    lines += heading("Holds", "where the model is known to; outside it is not") if row["valid"] else []
    for name, item in row["valid"].items():
        lines += paragraph(f"{name}: {_range(item)}. {item['why']}", "  - ")
    return lines + sources(row)


def _told(note: str | None) -> str:
    return f": {note}" if note else ""


def _range(item: Mapping[str, Any]) -> str:
    ends = [(word, item[key]) for word, key in (("from", "low"), ("to", "high")) if item[key] is not None]
    unit = "" if item["unit"] == "1" else f" {item['unit']}"
    return f"{' '.join(f'{word} {_number(end)}' for word, end in ends)}{unit}"


def _number(value: float) -> str:
    """At most six digits that count; all of them with --format json."""
    return units.number(units.plain(Decimal(f"{value:.6g}")))
