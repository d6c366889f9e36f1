"""Findings and silent rules of two outcomes, as lines: what is new, changed or gone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from calciplug.report.layout import Line, heading, paragraph
from calciplug.report.silent import WANTING
from calciplug.report.words import LADDER, SEVERITIES, natural, title

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_HOWS = {"woke": "now speaks", "fell-silent": "falls silent", "silent-otherwise": "silent in another way"}


def compared_findings(items: list[Mapping[str, Any]]) -> Iterator[Line]:
    """Findings that are new, changed or gone, each group by severity."""
    if items:
        yield from heading("Findings", "only what differs")
    for how in ("new", "changed", "gone"):
        for item in sorted((own for own in items if _how(own) == how), key=_grave):
            own = item.get("after") or item["before"]
            word = SEVERITIES[own["severity"]]
            rows = paragraph(f"{item['code']}  {_told(item)}", f"  {how:<9}{word:<9}", " " * 20)
            yield Line(rows[0].text, word, word)
            yield from rows[1:]


def _how(item: Mapping[str, Any]) -> str:
    return "changed" if "before" in item and "after" in item else "new" if "after" in item else "gone"


def _grave(item: Mapping[str, Any]) -> tuple[int, list[tuple[int, str]]]:
    return LADDER.index(SEVERITIES[(item.get("after") or item["before"])["severity"]]), natural(item["code"])


def _told(item: Mapping[str, Any]) -> str:
    own, was = item.get("after") or item["before"], item.get("before")
    state = f" ({own['state']})" if own["state"] != "open" else ""
    if was is None or "after" not in item:
        return f"{own['summary']}{state}"
    word = f"{SEVERITIES[was['severity']]} " if was["severity"] != own["severity"] else ""
    then = f" ({was['state']})" if was["state"] != own["state"] else ""
    return f"{own['summary']}{state}; was: {word}{was['summary']}{then}"


def compared_rules(items: list[Mapping[str, Any]]) -> Iterator[Line]:
    """Rules that wake, fall silent, or are silent in another way."""
    if items:
        yield from heading("Rules", "which ones wake or fall silent, or are silent for another reason")
    for how, said in _HOWS.items():
        for item in sorted((own for own in items if own["how"] == how), key=lambda own: natural(own["rule"])):
            then = f"{_quiet(item['before'])} → {_quiet(item['after'])}"
            yield from paragraph(f"{item['rule']} ({item['plugin']}): {said} ({then})", "  ", "      ")


def _quiet(items: list[Mapping[str, Any]]) -> str:
    return "; ".join(_silence(item) for item in items) or "speaks"


def _silence(item: Mapping[str, Any]) -> str:
    cause = {"not-triggered": "nothing to say", "modality": "not for this modality", **WANTING}[item["cause"]]
    part = f"{item['part']}: " if "part" in item else ""
    return f"{part}{title(item['path'])} {cause}" if "path" in item else f"{part}{cause}"
