"""Evidence as plain data: sources, disputes, errata, statements and figures, each with who leans on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from calciplug import evidence
from calciplug.cli.leaning import Leaning
from calciplug.cli.rows import citation
from calciplug.report.words import natural

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from calciplug.cli.rows import Row
    from calciplug.host import Candidate


def entries(found: Sequence[Candidate]) -> Iterator[Row]:
    """Every piece of evidence: kind by kind, and within one C-2 before C-10."""
    leaning = Leaning(found)
    for kind, (ids, row) in _KINDS.items():
        for name in sorted(ids(), key=natural):
            yield {"kind": kind, "id": name, **row(name), "used_by": leaning.on(name)}


def kinds() -> dict[str, str]:
    """Every id of the evidence, with what it is the id of: `C-1` → `dispute`."""
    return {name: kind for kind, (ids, _) in _KINDS.items() for name in ids()}


def chosen(rows: Iterable[Row], kind: str | None, design: str | None, trust: str | None, rule: str | None) -> list[Row]:
    """Those of *rows* that are of a kind, rest on a source of a design and of a trust, and are named by a rule."""
    return [
        row
        for row in rows
        if kind in (None, row["kind"])
        and (rule is None or any(own["id"] == rule for own in row["used_by"]["rules"]))
        and (design is None or any(evidence.source(name).design == design for name in _basis(row)))
        and (trust is None or any(evidence.source(name).trust == trust for name in _basis(row)))
    ]


def _basis(row: Row) -> list[str]:
    """The sources that an entry rests on; of a source, itself; of an erratum, the one that is wrong."""
    if row["kind"] == "source":
        return [row["id"]]
    if row["kind"] == "erratum":
        return [row["in"]["id"]]
    if row["kind"] == "dispute":
        return [item["id"] for side in row["sides"] for item in side["sources"]]
    return [item["id"] for item in row["sources"]]


def _source(name: str) -> Row:
    own = evidence.source(name)
    wrong = [item for item in evidence.errata().values() if item.source == name]
    argued = [item for item in evidence.disputes().values() if any(name in side.sources for side in item.sides)]
    printed = [item.id for item in evidence.figures().values() if item.source == name]
    return {
        "citation": evidence.cite(name), "title": own.title, "authors": own.authors, "year": own.year,
        "journal": own.journal, "issuer": own.issuer, "doi": own.doi, "url": own.url, "design": own.design,
        "grade": evidence.grade([name]), "population": own.population, "trust": own.trust, "read": own.read,
        "errata": [{"id": item.id, "printed": item.printed, "correct": item.correct} for item in wrong],
        "disputes": [{"id": item.id, "title": item.title} for item in argued],
        "figures": [_figured(item) for item in printed],
    }  # fmt: skip


def _dispute(name: str) -> Row:
    own = evidence.dispute(name)
    sides = [
        {
            "claim": side.claim, "design": side.design, "grade": evidence.grade(side.sources),
            "sources": [citation(item) for item in side.sources], "figures": [_figured(item) for item in side.figures],
        }
        for side in own.sides
    ]  # fmt: skip
    return {"title": own.title, "sides": sides, "shown": own.shown, "rules": list(own.rules)}


def _erratum(name: str) -> Row:
    own = evidence.erratum(name)
    return {
        "in": citation(own.source), "printed": own.printed, "correct": own.correct, "why": own.why,
        "sources": [citation(item) for item in own.sources],
    }  # fmt: skip


def _statement(name: str) -> Row:
    own = evidence.statement(name)
    return {
        "text": own.text, "grade": own.grade, "designs": evidence.grade(own.sources),
        "sources": [citation(item) for item in own.sources], "figures": [_figured(item) for item in own.figures],
    }  # fmt: skip


def _figure(name: str) -> Row:
    own = evidence.figure(name)
    return {
        "told": evidence.told(name), "measure": own.measure, "value": own.value,
        "interval": None if own.interval is None else list(own.interval), "per": own.per, "outcome": own.outcome,
        "exposure": own.exposure, "comparator": own.comparator, "population": own.population,
        "adjusted": own.adjusted, "design": evidence.source(own.source).design, "sources": [citation(own.source)],
    }  # fmt: skip


def _figured(name: str) -> Row:
    return {"id": name, "told": evidence.told(name)}


_KINDS: Final[Mapping[str, tuple[Callable[[], Mapping[str, object]], Callable[[str], Row]]]] = {
    "source": (evidence.sources, _source),
    "dispute": (evidence.disputes, _dispute),
    "erratum": (evidence.errata, _erratum),
    "statement": (evidence.statements, _statement),
    "figure": (evidence.figures, _figure),
}
