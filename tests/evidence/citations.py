"""Every place that names a piece of the evidence, read from the files themselves and not through the program."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
EVIDENCE = ROOT / "calciplug" / "evidence"


class Cited(NamedTuple):
    """One name of a piece of evidence: where it stands, the kind of what is named, and its id."""

    place: str
    kind: str
    name: str


def raw(path: Path) -> dict[str, Any]:
    """The JSON object in the file at *path*."""
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def manifests() -> list[dict[str, Any]]:
    """Every first-party manifest."""
    return [raw(path) for path in sorted((ROOT / "plugins").glob("*/plugin.json"))]


def everywhere() -> Iterator[Cited]:
    """All citations of the project, tests left out."""
    for manifest in manifests():
        yield from _in_manifest(manifest)
    for path in sorted((ROOT / "calciplug" / "kinetics" / "models").glob("*.json")):
        for name, model in raw(path).items():
            for owner in (model, *model.get("constants", {}).values()):
                yield from (Cited(f"model {name}", "source", item) for item in owner["sources"])
    yield from _in_evidence()
    for path in sorted((ROOT / "fixtures" / "protocols").glob("*.json")):
        yield from (Cited(f"protocol {path.stem}", "statement", item) for item in raw(path).get("shows", ()))
    yield from _in_code()
    yield from _in_review()


def _in_manifest(manifest: dict[str, Any]) -> Iterator[Cited]:
    for name, item in manifest["parameters"].items():
        place = f"parameter {manifest['name']}.{name}"
        yield from (Cited(place, "source", source) for source in item.get("sources", ()))
    for name, item in manifest.get("models", {}).items():
        yield from (Cited(f"model {name}", "source", source) for source in item["sources"])
    for name, rule in manifest["rules"].items():
        place = f"rule {manifest['name']} {name}"
        yield from (Cited(place, "source", source) for source in rule.get("citations", ()))
        yield from (Cited(place, "dispute", dispute) for dispute in rule.get("disputes", ()))
        for item in rule.get("follow_ups", {}).values():
            yield from (Cited(place, "source", source) for source in item.get("citations", ()))
        # A figure is named inside a text: `{figure.pun-2013-gradient}`.
        for part in json.dumps(rule).split("{figure.")[1:]:
            yield Cited(place, "figure", part.partition("}")[0])


def _in_evidence() -> Iterator[Cited]:
    for name, entry in raw(EVIDENCE / "errata.json").items():
        yield from (Cited(f"erratum {name}", "source", item) for item in (entry["source"], *entry["sources"]))
    for name, entry in raw(EVIDENCE / "statements.json").items():
        yield from (Cited(f"statement {name}", "source", item) for item in entry["sources"])
        yield from (Cited(f"statement {name}", "figure", item) for item in entry.get("figures", ()))
    for name, entry in raw(EVIDENCE / "figures.json").items():
        yield Cited(f"figure {name}", "source", entry["source"])
    for name, entry in raw(EVIDENCE / "disputes.json").items():
        for side in entry["sides"]:
            yield from (Cited(f"dispute {name}", "source", item) for item in side["sources"])
            yield from (Cited(f"dispute {name}", "figure", item) for item in side.get("figures", ()))


def _in_code() -> Iterator[Cited]:
    """What calciplug's own checks rest on, disputes that touch them, and statements that the program names."""
    from calciplug.cli.own_rules import OWN_RULES, OWN_SOURCES

    for rule, sources in OWN_SOURCES.items():
        yield from (Cited(f"rule {rule}", "source", item) for item in sources)
    for name, entry in raw(EVIDENCE / "disputes.json").items():
        yield from (Cited(f"rule {rule}", "dispute", name) for rule in entry["rules"] if rule in OWN_RULES)
    statements = raw(EVIDENCE / "statements.json")
    for path in sorted((ROOT / "calciplug").glob("*.py")) + sorted((ROOT / "calciplug" / "codec").glob("*.py")):
        text = path.read_text(encoding="utf-8")
        yield from (Cited(path.name, "statement", name) for name in statements if f'"{name}"' in text)


def _in_review() -> Iterator[Cited]:
    """Targets of the table of the review's sentences, where that table is shipped."""
    path = EVIDENCE / "review.json"
    for name, row in raw(path).items() if path.exists() else ():
        for target in row.get("to", ()):
            kind, _, identifier = target.partition(":")
            if kind in ("source", "dispute", "erratum", "statement", "figure"):
                yield Cited(f"review {name}", kind, identifier)
