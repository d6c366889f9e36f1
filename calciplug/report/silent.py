"""What was not evaluated, by the value that would change it, and which rules had nothing to say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from calciplug.report.layout import Line, heading, paragraph
from calciplug.report.words import natural, title

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

# Cause → what a sheet calls it; in this order.
WANTING: Final = {
    "missing": "missing",
    "stale": "too old",
    "withheld": "withheld",
    "resting": "resting",
    "needs-model": "no model",
}


def unevaluated(document: Mapping[str, Any]) -> int:
    """How many rules could not be evaluated for want of a value, or because it was too old."""
    return len({(item["plugin"], item["rule"]) for item in document["silent"] if item["cause"] in ("missing", "stale")})


def silent(document: Mapping[str, Any]) -> list[Line]:
    """The section, compact: one entry for each value and cause."""
    if not document["silent"]:
        return []
    note = "a rule without its values said nothing; that is not the same as nothing to say"
    return [*heading("Not evaluated", note), *wanting(document)]


def wanting(document: Mapping[str, Any]) -> list[Line]:
    """What was wanting for the rules of *document* that were silent, and the rest of them by name."""
    lines: list[Line] = []
    grouped: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for item in document["silent"]:
        if item["cause"] in WANTING:
            grouped.setdefault((item["cause"], item.get("path", "")), []).append(item)
    for cause, word in WANTING.items():
        for key, items in sorted(grouped.items()):
            if key[0] == cause:
                lines += paragraph(_entry(items), f"  {word:<10}")
    lines += _rest(document, "not-triggered", "Nothing to say")
    return lines + _rest(document, "modality", "Not for this modality")


def _entry(items: list[Mapping[str, Any]]) -> str:
    rules = _rules(items)
    first = items[0]
    if "path" not in first:
        return rules
    # The codes as a document has to write them, not as the page prints them.
    sent = first["cause"] in ("missing", "stale")
    send = [f"LOINC {first['loinc']}"] if sent and "loinc" in first else []
    send += [f"in {' or '.join(first['units'])}"] if sent and first.get("units") else []
    how = f" ({', '.join(send)})" if send else ""
    return f"{title(first['path'])}{how}: {rules}"


def _rest(document: Mapping[str, Any], cause: str, label: str) -> list[Line]:
    items = [item for item in document["silent"] if item["cause"] == cause]
    return paragraph(f"{_rules(items)}.", f"  {label}: ", "    ") if items else []


def _rules(items: Iterable[Mapping[str, Any]]) -> str:
    """The rules of *items*, each once, N-2 before N-10."""
    names = {f"{item['rule']} ({item['part']})" if "part" in item else str(item["rule"]) for item in items}
    return ", ".join(sorted(names, key=natural))
