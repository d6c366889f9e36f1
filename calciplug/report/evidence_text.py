"""Evidence as text: whole entries out of plain data, and what a row rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from calciplug.report.layout import Line, heading, paragraph, table

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

_USERS: Final = ("parameters", "models", "disputes", "errata", "statements", "figures")


def evidence_entry(rows: Sequence[Mapping[str, Any]]) -> list[Line]:
    """Whole entries, a blank line between two."""
    lines: list[Line] = []
    for row in rows:
        lines += [Line("")] if lines else []
        lines += [Line(f"{row['id']}   {row['kind']}", str(row["id"]), "heading"), *_KINDS[row["kind"]](row)]
        # A misprint is met through its source: that nothing names it does not mean that it is not used.
        lines += _used(row["used_by"]) if row["kind"] != "erratum" else []
    return lines


def _dispute(row: Mapping[str, Any]) -> list[Line]:
    """Both sides of a dispute, and what is done meanwhile."""
    lines = paragraph(row["title"], "  ")
    for side in row["sides"]:
        lines += paragraph(f"{side['claim']} (strongest: {side['design']}; in all: {side['grade']})", "  - ")
        lines += cited(side["sources"], "      ")
        lines += _figured(side["figures"], "      ")
    lines += paragraph(f"Meanwhile: {row['shown']}", "  ")
    return [*lines, *paragraph(f"Rules: {', '.join(row['rules'])}.", "  ")]


def _source(row: Mapping[str, Any]) -> list[Line]:
    """A source: how far it may be trusted, what was read of it, its figures, its errata and its disputes."""
    rows = [["title", row["title"]], ["authors", row["authors"] or "not known"], ["issuer", row["issuer"]]]
    rows += [["journal", row["journal"]], ["year", str(row["year"] or "not known")], ["doi", row["doi"]]]
    rows += [["url", row["url"]], ["design", f"{row['design']} ({row['grade']})"], ["population", row["population"]]]
    rows += [["trust", row["trust"]], ["read of it", row["read"]]]
    lines = [*paragraph(row["citation"], "  "), Line(""), *table([item for item in rows if item[1]])]
    lines += heading("Figures") if row["figures"] else []
    lines += _figured(row["figures"], "  - ")
    lines += heading("Errata", "printed, and what should stand there") if row["errata"] else []
    for item in row["errata"]:
        lines += paragraph(f"{item['printed']} → {item['correct']}", f"  {item['id']:<5} ")
    lines += heading("Disputes") if row["disputes"] else []
    return lines + [line for item in row["disputes"] for line in paragraph(item["title"], f"  {item['id']:<5} ")]


def _erratum(row: Mapping[str, Any]) -> list[Line]:
    """A mistake in print, and what should stand there."""
    rows = [
        ["in", f"{row['in']['id']}: {row['in']['citation']}"],
        ["printed", row["printed"]],
        ["correct", row["correct"]],
        ["why", row["why"]],
    ]
    return [*table(rows), *sources(row)]


def _statement(row: Mapping[str, Any]) -> list[Line]:
    """A sentence that sheets print word for word."""
    lines = [*paragraph(row["text"], "  "), *paragraph(f"Grade: {row['grade']} (designs: {row['designs']}).", "  ")]
    return lines + _figured(row["figures"], "  Figure ") + sources(row)


def _figure(row: Mapping[str, Any]) -> list[Line]:
    """A ratio or a share, as rules print it."""
    return [*paragraph(f"{row['told']}.", "  "), *sources(row)]


def _figured(figures: Sequence[Mapping[str, Any]], first: str) -> list[Line]:
    return [line for item in figures for line in paragraph(f"{item['id']}: {item['told']}", first, " " * 6)]


def _used(used: Mapping[str, Any]) -> list[Line]:
    """Who leans on it; that nobody does is said as well."""
    rules = [f"{own['id']} ({own['plugin'] or 'calciplug itself'})" for own in used["rules"]]
    rows = [["rules", ", ".join(rules)], *([kind, ", ".join(used[kind])] for kind in _USERS)]
    found = [row for row in rows if row[1]]
    return [*heading("Leaning on it"), *(table(found) if found else [Line("  no rule, parameter, model or entry")])]


def sources(row: Mapping[str, Any]) -> list[Line]:
    """What a row rests on: its sources, the word policy, or both."""
    lines = heading("Sources", "in brackets: how far each may be trusted")
    if row.get("policy"):
        lines += paragraph("policy: a number or a decision in it is local, and no source sets it", "  - ")
    return lines + cited(row["sources"], "  - ") if row["sources"] or row.get("policy") else []


def cited(sources: Sequence[Mapping[str, Any]], first: str) -> list[Line]:
    """Sources by id, each with its trust."""
    return [line for item in sources for line in paragraph(f"{item['id']}: {item['citation']}", first)]


_KINDS: Final[Mapping[str, Callable[[Mapping[str, Any]], list[Line]]]] = {
    "source": _source,
    "dispute": _dispute,
    "erratum": _erratum,
    "statement": _statement,
    "figure": _figure,
}
