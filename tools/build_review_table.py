"""Write docs/review.md: where calciplug holds each number of the review `urena-2025`.

Run `python tools/build_review_table.py` after a change of `calciplug/evidence/review.json`, of an erratum, or of a
manifest. A test compares what it would write with what is committed. Values are shown from the manifests; none is typed
here.
"""

from __future__ import annotations

import json
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from calciplug import units

ROOT: Final = Path(__file__).resolve().parent.parent
PAGE: Final = ROOT / "docs" / "review.md"
REVIEW: Final = "urena-2025"

HEAD: Final = """\
# The review, number by number

calciplug began with one review: Ureña Torres PA, Viglietti D, Massy ZA, *Calciphylaxis in 2024*, Bull Dial Domic
8(2):83-100, [doi:10.25796/bdd.v8i2.87068](https://doi.org/10.25796/bdd.v8i2.87068). For every sentence of it that gives
a number, from its abstract to its table, this page says where calciplug holds that number, or why nothing rests on it.
The sentences are retold, not quoted. That the review says something does not make it true: it is a narrative review.

**The review prints milligrams of thiosulfate where grams are meant (erratum E-1).** No dose is taken from it in
milligrams: calciplug refuses such an order and asks whether grams were meant. Its other misprints are listed below;
where one of them touches a number, the row says what is right.

The page is written by `python tools/build_review_table.py`, from `calciplug/evidence/review.json` and the plugins'
manifests. `python tools/check_review.py TEXTFILE` compares that table with the text of the article, which is not
shipped.
"""
SENTENCES: Final = """\
A parameter is shown with the value of its manifest, a rule with its plugin. *nothing* means that no rule, limit or text
of calciplug uses the number. A row without a number is there because a rule leans on what it says.
"""


def read(path: Path) -> dict[str, Any]:
    """The JSON object in the file."""
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def evidence(name: str) -> dict[str, Any]:
    """One of the evidence files."""
    return read(ROOT / "calciplug" / "evidence" / f"{name}.json")


def manifests() -> dict[str, dict[str, Any]]:
    """Plugin → its manifest."""
    return {path.parent.name: read(path) for path in sorted((ROOT / "plugins").glob("*/plugin.json"))}


def shown(parameter: dict[str, Any]) -> str:
    """A parameter's value as a sheet prints it, in both customary systems; a list with commas."""
    value, kind, form = parameter["value"], parameter.get("kind"), parameter.get("form")
    if isinstance(value, list):
        return ", ".join(shown({**parameter, "value": one}) for one in value)
    if kind is None:
        return str(value)
    return units.text(units.read(Decimal(str(value)), parameter["unit"], kind, form), kind, form)


class Page:
    """The page, and what its rows lead to."""

    def __init__(self) -> None:
        self.rows, self.errata, self.plugins = evidence("review"), evidence("errata"), manifests()

    def rule(self, identifier: str) -> str:
        """A rule with the plugins that carry it."""
        owners = [f"`{name}`" for name, manifest in self.plugins.items() if identifier in manifest["rules"]]
        if not owners:
            raise SystemExit(f"no plugin has the rule {identifier}: docs/review.md was not written")
        return f"rule {identifier} ({', '.join(owners)})"

    def held(self, target: str, row: dict[str, Any]) -> str:
        """Where one target of a row leads, in words."""
        sort, _, identifier = target.partition(":")
        match sort:
            case "parameter":
                plugin, name = identifier.split(".")
                parameter = self.plugins[plugin]["parameters"][name]
                # Which drugs belong to a class that the review names is policy: the list stands below, with its note.
                value = "" if parameter.get("kind") is None else f": **{shown(parameter)}**"
                return f"`{identifier}`, {parameter['title']}{value}"
            case "rule":
                return self.rule(identifier)
            case "erratum":
                return f"erratum {identifier}: {self.errata[identifier]['correct']}"
            case "dispute":
                return f"dispute {identifier}"
            case "background":
                return (
                    f"not used: {', '.join(row['unused'])} ({row['why']})"
                    if "unused" in row
                    else f"nothing: {row['why']}"
                )
            case _:
                return f"{sort} `{identifier}`"

    def sections(self) -> str:
        """A table for each section of the review."""
        found: dict[str, list[str]] = {}
        for row in self.rows.values():
            where = "; ".join(self.held(target, row) for target in row["to"])
            found.setdefault(row["section"], []).append(f"| {row['says']} | {where} |")
        tables = (
            f"### {name}\n\n| the review says | held by |\n|---|---|\n" + "\n".join(rows)
            for name, rows in found.items()
        )
        return "\n\n".join(tables)

    def misprints(self) -> str:
        """The errata of the review."""
        rows = [
            f"| {key} | {entry['printed']} | {entry['correct']} | {entry['why']} |"
            for key, entry in self.errata.items()
            if entry["source"] == REVIEW
        ]
        return "| | printed | right | how it is known |\n|---|---|---|---|\n" + "\n".join(rows)

    def parameters(self) -> str:
        """Every parameter that names the review among its sources."""
        rows = [
            f"| `{plugin}.{name}` | {own['title']} | {shown(own)} | "
            f"{', '.join(own['sources'])} | {own.get('note', '')} |"
            for plugin, manifest in self.plugins.items()
            for name, own in manifest["parameters"].items()
            if REVIEW in own.get("sources", ())
        ]
        return "| parameter | what it is | value | sources | note |\n|---|---|---|---|---|\n" + "\n".join(rows)

    def written(self) -> str:
        """The whole page, as it should be committed."""
        return "\n".join(
            (
                HEAD,
                "## Sentence by sentence\n",
                SENTENCES,
                f"{self.sections()}\n",
                "## Errata of the review\n",
                f"{self.misprints()}\n",
                "## Parameters that cite the review\n",
                f"{self.parameters()}\n",
            )
        )


def written() -> str:
    """The whole page, as it should be committed."""
    return Page().written()


if __name__ == "__main__":
    PAGE.write_text(written(), encoding="utf-8")
    sys.stdout.write("docs/review.md written\n")
