"""The evidence as tables, one for each kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from calciplug.report.layout import Line, counted, heading, paragraph, table

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

_NONE: Final = "nothing in the evidence answers to that"


def evidence_list(rows: Sequence[Mapping[str, Any]]) -> list[Line]:
    """*rows* as one table for each kind that is among them."""
    lines: list[Line] = []
    for kind, (name, columns, cells) in _TABLES.items():
        own = [row for row in rows if row["kind"] == kind]
        if own:
            lines += [*heading(name, f"{len(own)}; whole with: calciplug evidence show ID")]
            lines += table([columns, *(cells(row) for row in own)])
    return lines[1:] if lines else paragraph(_NONE, "  ")


def _rules(row: Mapping[str, Any]) -> str:
    return counted(len(row["used_by"]["rules"]), "rule")


def _source(row: Mapping[str, Any]) -> list[str]:
    return [row["id"], row["design"], str(row["year"] or "-"), row["trust"], _rules(row)]


def _dispute(row: Mapping[str, Any]) -> list[str]:
    return [row["id"], _rules(row), row["title"]]


def _erratum(row: Mapping[str, Any]) -> list[str]:
    return [row["id"], row["in"]["id"], f"{row['printed']} → {row['correct']}"]


def _statement(row: Mapping[str, Any]) -> list[str]:
    return [row["id"], _rules(row), row["grade"]]


def _figure(row: Mapping[str, Any]) -> list[str]:
    # The number alone would be read without its population: the whole of it stands in `show`.
    return [row["id"], row["measure"], row["design"], _rules(row), row["outcome"]]


_TABLES: Final[Mapping[str, tuple[str, list[str], Callable[[Mapping[str, Any]], list[str]]]]] = {
    "source": ("Sources", ["id", "design", "year", "trust", "cited by"], _source),
    "dispute": ("Disputes", ["id", "touches", "on what"], _dispute),
    "erratum": ("Errata", ["id", "in", "printed and correct"], _erratum),
    "statement": ("Statements", ["id", "cited by", "grade"], _statement),
    "figure": ("Figures", ["id", "measure", "design", "printed by", "outcome"], _figure),
}
