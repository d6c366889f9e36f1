"""Evidence as text: disputes, sources, errata and statements, out of plain data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from calciplug.report.layout import Line, heading, paragraph, table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def dispute(row: Mapping[str, Any]) -> list[Line]:
    """Both sides of a dispute, and what is done meanwhile."""
    lines = paragraph(row["title"], "  ")
    for side in row["sides"]:
        lines += [
            *paragraph(f"{side['claim']} (strongest: {side['design']})", "  - "),
            *cited(side["sources"], "      "),
        ]
    lines += paragraph(f"Meanwhile: {row['shown']}", "  ")
    return [*lines, *paragraph(f"Rules: {', '.join(row['rules'])}.", "  ")]


def source(row: Mapping[str, Any]) -> list[Line]:
    """A source: how far it may be trusted, and what was read of it."""
    population = f" {row['population']}." if row["population"] else ""
    return [
        *paragraph(row["citation"], "  "),
        *paragraph(f"Design: {row['design']}.{population} What was read of it: {row['read']}", "  "),
        *(paragraph(row["url"], "  ") if row["url"] else []),
    ]


def erratum(row: Mapping[str, Any]) -> list[Line]:
    """A mistake in print, and what should stand there."""
    rows = [
        ["in", row["in"]["citation"]],
        ["printed", row["printed"]],
        ["correct", row["correct"]],
        ["why", row["why"]],
    ]
    return [*table(rows), *sources(row)]


def statement(row: Mapping[str, Any]) -> list[Line]:
    """A sentence that sheets print word for word."""
    return [*paragraph(row["text"], "  "), *paragraph(f"Grade: {row['grade']}.", "  "), *sources(row)]


def sources(row: Mapping[str, Any]) -> list[Line]:
    """What a row rests on: its sources, the word policy, or both."""
    lines = heading("Sources", "in brackets: how far each may be trusted")
    if row.get("policy"):
        lines += paragraph("policy: a number or a decision in it is local, and no source sets it", "  - ")
    return lines + cited(row["sources"], "  - ") if row["sources"] or row.get("policy") else []


def cited(sources: Sequence[Mapping[str, Any]], first: str) -> list[Line]:
    """Sources by id, each with its trust."""
    return [line for item in sources for line in paragraph(f"{item['id']}: {item['citation']}", first)]
