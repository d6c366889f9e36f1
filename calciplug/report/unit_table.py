"""The closed table of units as text: which codes each kind of quantity accepts, keeps and shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from calciplug.report.layout import Line, heading, paragraph, table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def all_kinds(rows: Sequence[Mapping[str, Any]]) -> list[Line]:
    """Every kind in a line: what a document may write, and what a sheet prints."""
    cells = [[row["kind"], ", ".join(row["accepts"]), ", ".join(row["labels"])] for row in rows]
    return [
        *paragraph("A quantity is written as a number and one of these codes, byte for byte; nothing else is a unit."),
        Line(""),
        *table([["KIND", "ACCEPTED CODES", "PRINTED AS"], *cells], indent=0, caps=(28, 42)),
        Line(""),
        *paragraph("One kind, with its factors and fields: calciplug units KIND"),
    ]


def one_kind(row: Mapping[str, Any]) -> list[Line]:
    """One kind: each accepted code with its factor, the substance behind it, and the fields of this kind."""
    lines = [Line(f"{row['kind']}   kind of quantity", row["kind"], "heading")]
    lines += paragraph(f"Kept in memory in {row['unit']}; printed in {' and '.join(row['labels'])}.", "  ")
    for item in row["substances"]:
        facts = [f"{key.replace('_', ' ')} {item[key]}" for key in ("valence", "molar_mass") if item[key] is not None]
        known = f" ({'; '.join(facts)})" if facts else ""
        lines += paragraph(f"Substance: {item['name']}{known}", "  ")
    lines += heading("Accepted codes", "byte for byte")
    lines += table([[f"1 {code}", f"= {factor}"] for code, factor in row["factors"].items()])
    if row["fields"]:
        lines += heading("Fields")
        lines += table([[item["path"], item["title"], item["plausible"]] for item in row["fields"]], caps=(38, 34))
    return lines
