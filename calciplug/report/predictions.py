"""What models say the prescription will do: each quantity before and after, its model, and what limits it."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from calciplug.report.findings import values_used
from calciplug.report.layout import WIDTH, Line, heading, paragraph, wrap
from calciplug.report.words import title

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from calciplug.report.sources import Sources

_TITLES = 44
_GAP = "  "
_TEXT = " " * 6
NOTE = "a model, not a measurement; in force \u2192 proposed"


def predicted(document: Mapping[str, Any], sources: Sources, *, whole: bool = False) -> list[Line]:
    """The section; empty where nothing is predicted.

    Args:
        document: the outcome.
        sources: numbers of the sources.
        whole: also how each prediction is meant, and the values that it rests on.
    """
    if not document["predictions"]:
        return []
    lines = heading("Predicted effect", NOTE)
    told: dict[tuple[str, ...], list[str]] = {}
    for item in document["predictions"]:
        about = f"{item['title']}, {title(item['path'])}" if "path" in item else item["title"]
        lines += _row(about, _moved(item))
        texts = tuple(_told(item, sources, whole=whole))
        if whole:
            lines += [line for text in texts for line in paragraph(text, _TEXT)]
        else:
            told.setdefault(texts, []).append(about)
    # What several predictions share is said once.
    for texts, titles in told.items():
        lines += [
            *paragraph(f"{'; '.join(titles)}:", "  "),
            *(line for text in texts for line in paragraph(text, _TEXT)),
        ]
    return lines


def _row(about: str, moved: str) -> Iterator[Line]:
    """Title and numbers side by side; a title's second line is set in, so that it is not taken for another's."""
    titles, numbers = wrap(about, rest="  ", width=_TITLES), wrap(moved, width=WIDTH - _TITLES - len(_GAP) * 2)
    for one, two in zip_longest(titles, numbers, fillvalue=""):
        yield Line(f"{_GAP}{one:<{_TITLES}}{_GAP}{two}".rstrip())


def _moved(item: Mapping[str, Any]) -> str:
    before, after = (item[key]["shown"] if key in item else None for key in ("before", "after"))
    if before is None:
        return f"\u2192 {after}"
    return f"{before}, as in force" if before == after else f"{before} \u2192 {after or 'none'}"


def _told(item: Mapping[str, Any], sources: Sources, *, whole: bool) -> Iterator[str]:
    if whole:
        yield item["note"]
        yield from values_used(item)
    yield from (flagged(flag) for flag in item["flags"])
    yield model_and_basis(item, sources)


def flagged(flag: Mapping[str, Any], where: str = "") -> str:
    """What limits a prediction; *where* says at which points of a sweep."""
    return f"Limited{f' {where}' if where else ''}: {flag['text']}"


def model_and_basis(item: Mapping[str, Any], sources: Sources) -> str:
    """Which model says the prediction *item*, and what its rule and the model rest on."""
    disputed = f"disputed: {', '.join(item['disputes'])}" if item["disputes"] else ""
    model = f"{item['model']['id']} {item['model']['version']}"
    return "; ".join(filter(None, (model, sources.basis(item["citations"], item["policy"]), disputed)))
