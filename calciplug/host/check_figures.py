"""Checks the figures that a manifest's texts print: known, cited, and where there is room for all of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from calciplug import evidence
from calciplug.errors import EvidenceError
from calciplug.model.manifest import FIGURE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from calciplug.model.manifest import RuleSpec


def figure_faults(where: str, rule: RuleSpec) -> Iterator[str]:
    """What is wrong with the figures that texts of *rule* name; *where* names it in each fault."""
    follow_ups = rule.follow_ups.values()
    for title in (*(item.summary for item in rule.reasons.values()), *(item.words.summary for item in follow_ups)):
        if "{figure" in title:
            yield f"{where}: a figure stands in {title!r}, which has no room for all that belongs to it"
    notes = (*(item.note for item in rule.predictions.values()), *rule.flags.values())
    texts = [(rule.citations, text) for text in (*(item.detail for item in rule.reasons.values()), *notes)]
    for cited, text in (*texts, *((item.citations, item.words.detail) for item in follow_ups)):
        if text.count("{figure") != len(FIGURE.findall(text)):
            yield f"{where}: a figure is named as {{figure.id}}, found otherwise in {text[:80]!r}"
        for name in FIGURE.findall(text):
            yield from _printed(where, name, cited)


def _printed(where: str, name: str, cited: tuple[str, ...]) -> Iterator[str]:
    try:
        source = evidence.figure(name).source
    except EvidenceError as error:
        yield f"{where}: {error}"
        return
    if source not in cited:
        yield f"{where} prints figure {name} and does not cite its source {source}"
