"""Every number of the review leads somewhere, and what it leads to holds that number."""

from __future__ import annotations

import importlib.util
import json
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from calciplug import units

ROOT = Path(__file__).resolve().parents[2]
EVIDENCE = ROOT / "calciplug" / "evidence"
REVIEW = "urena-2025"
# What stands behind a printed number → the codes that it may mean, and by what the number is multiplied for them.
UNITS = {
    # A weekly sum is one dose where the review gives one a week.
    r"mg\b": {"mg": "1", "mg/{session}": "1", "g/wk": "0.001"},
    r"g\b": {"g": "1", "g/{session}": "1", "g/{exchange}": "1"},
    r"grams per day": {"g/d": "1"},
    r"mL\b": {"mL": "1"},
    r"minutes( per session)?$": {"min/{session}": "1", "min": "1"},
    r"hours$": {"h/{session}": "1", "h": "1"},
    r"mmol/lit(er|re)": {"mmol/L": "1"},
    r"pg/mL": {"pg/mL": "1"},
    r"sessions": {"{session}/wk": "1", "{session}": "1", "{count}": "1"},
    r"times a week": {"{session}/wk": "1", "{exchange}/wk": "1"},
    r"times atmospheric pressure": {"atm": "1"},
    r"times the upper limit of normal|ULN": {"{ratio}": "1"},
}
PERCENT = re.compile(r"(?:\d[\d.]*(?: to |-| and ))?\d[\d.]* ?%")


def tool(name: str) -> ModuleType:
    """A program of tools/, as a module."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "tools" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


CHECK = tool("check_review")


def data(name: str) -> dict[str, dict[str, Any]]:
    """An evidence file as it stands; no key twice."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        assert len({key for key, _ in pairs}) == len(pairs), pairs
        return dict(pairs)

    found: dict[str, dict[str, Any]] = json.loads(
        (EVIDENCE / f"{name}.json").read_text(encoding="utf-8"), object_pairs_hook=once
    )
    return found


ROWS = data("review")
FILES = {
    "erratum": data("errata"),
    "dispute": data("disputes"),
    "figure": data("figures"),
    "statement": data("statements"),
    "source": data("bibliography"),
}
PLUGINS = {
    path.parent.name: json.loads(path.read_text(encoding="utf-8")) for path in (ROOT / "plugins").glob("*/plugin.json")
}
NUMBERED = [key for key, row in ROWS.items() if row["place"] is not None]


def leaves(node: Any) -> Iterator[str]:
    """Every text under *node*."""
    for item in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from leaves(item)
    if isinstance(node, str):
        yield node


def owners(rule: str) -> list[dict[str, Any]]:
    """Manifests that carry the rule: one id may stand in two plugins that share a ladder."""
    return [manifest for manifest in PLUGINS.values() if rule in manifest["rules"]]


def parameter(identifier: str) -> dict[str, Any]:
    """`plugin.name` → the parameter."""
    plugin, name = identifier.split(".")
    found: dict[str, Any] = PLUGINS[plugin]["parameters"][name]
    return found


def in_memory(value: Any, code: str, own: dict[str, Any]) -> float | None:
    """What a value of the parameter's kind is in memory; None where the kind does not take the unit."""
    kind = units.kind(own["kind"])
    return units.read(Decimal(str(value)), code, kind.name, own.get("form")) if code in kind.accepts else None


def is_value_of(value: str, unit: str, own: dict[str, Any], *, ends: bool = True) -> bool:
    """Whether a printed value is the parameter's, unit and all; or, with *ends*, an end of the range of a protocol."""
    if own.get("kind") is None:
        return False
    given = list(own["value"]) if isinstance(own["value"], list) else [own["value"]]
    given += [own[end] for end in ("minimum", "maximum") if ends and own.get(end) is not None]
    real = {in_memory(one, own["unit"], own) for one in given}
    found = {code: by for pattern, codes in UNITS.items() if re.match(pattern, unit) for code, by in codes.items()}
    return bool({in_memory(Decimal(value) * Decimal(by), code, own) for code, by in found.items()} & (real - {None}))


def text_of(sort: str, identifier: str) -> str:
    """The text in which the target could hold a number."""
    if sort == "erratum":
        return str(FILES[sort][identifier]["printed"])
    if sort != "rule":
        return " · ".join(leaves(FILES[sort][identifier]))
    found = [
        " · ".join(
            leaves(
                {
                    key: manifest["rules"][identifier].get(key, "")
                    for key in ("sentence", "reasons", "flags", "follow_ups")
                }
            )
        )
        for manifest in owners(identifier)
    ]
    figures = re.findall(r"\{figure\.([a-z0-9-]+)\}", " ".join(found))
    return " · ".join([*found, *(text for one in figures for text in leaves(FILES["figure"][one]))])


def held(number: str, target: str, *, ends: bool = True) -> set[str]:
    """The values of a printed number that the target holds; with *ends*, also as an end of a parameter's range."""
    sort, _, identifier = target.partition(":")
    values = CHECK.values(number)
    if sort == "background":
        return set()
    *_, unit = re.split(CHECK.NUMBER, number)
    unit = (unit or "").strip()
    if sort == "parameter":
        return {value for value in values if is_value_of(value, unit, parameter(identifier), ends=ends)}
    text = text_of(sort, identifier)
    # 19 cohorts are not 19 %.
    text = " · ".join(PERCENT.findall(text)) if unit == "%" else text
    said = {Decimal(one) for one in CHECK.values(text) if "/" not in one}
    by_text = {value for value in values if "/" not in value and Decimal(value) in said}
    if sort == "rule":
        own = [item for manifest in owners(identifier) for item in manifest["parameters"].values()]
        by_text |= {value for value in values if any(is_value_of(value, unit, item) for item in own)}
    return by_text


def meant(row: dict[str, Any]) -> list[str]:
    """The numbers of a row, and what errata among its targets say is right in their stead."""
    right = [FILES["erratum"][target[8:]]["correct"] for target in row["to"] if target.startswith("erratum:")]
    return [*row["numbers"], *(part for text in right for part in re.split(r", |; | \(", text) if CHECK.values(part))]


def unheld(row: dict[str, Any]) -> list[str]:
    """The numbers of which some value is held by no target of the row."""
    return [
        number
        for number in row["numbers"]
        if set(CHECK.values(number)) - set().union(*(held(number, target) for target in row["to"]))
    ]


def resolves(target: str) -> bool:
    """Whether the target leads to something that there is."""
    sort, _, identifier = target.partition(":")
    if sort == "parameter":
        plugin, _, name = identifier.partition(".")
        return name in PLUGINS.get(plugin, {"parameters": {}})["parameters"]
    if sort == "rule":
        return bool(owners(identifier))
    return target == "background" or identifier in FILES.get(sort, {})


@pytest.mark.parametrize("key", ROWS)
def test_every_target_resolves(key: str) -> None:
    """A row leads to parameters, rules, errata, disputes, figures, statements and sources that there are."""
    assert ROWS[key]["to"]
    assert [target for target in ROWS[key]["to"] if not resolves(target)] == []


@pytest.mark.parametrize("key", NUMBERED)
def test_every_number_is_held_or_said_to_be_unused(key: str) -> None:
    """A number stands in one of its targets, a parameter's with its unit; what stands nowhere is named, with why."""
    row = ROWS[key]
    unused = row.get("unused", row["numbers"] if row["to"] == ["background"] else [])

    assert unheld(row) == unused
    assert bool(unused) == ("background" in row["to"]) == ("why" in row)


@pytest.mark.parametrize("key", NUMBERED)
def test_no_target_is_padding(key: str) -> None:
    """What a row leads to holds a number of it, a parameter as its value; sources and errata may be only cited."""
    row = ROWS[key]
    owed = [target for target in row["to"] if not target.startswith(("background", "source:", "erratum:"))]

    assert [target for target in owed if not any(held(number, target, ends=False) for number in meant(row))] == []


@pytest.mark.parametrize("key", ROWS)
def test_the_paraphrase_gives_the_numbers(key: str) -> None:
    """What a reader sees of a row holds its numbers."""
    row = ROWS[key]
    numbers = {value for number in row["numbers"] for value in CHECK.values(number)}

    assert numbers <= set(CHECK.values(row["says"]))
    assert bool(numbers) == (row["place"] is not None)


def test_rows_are_whole_and_in_the_order_of_the_review() -> None:
    """Sections are the review's, in its order; places count from 1 without a gap; ids are kebab-case."""
    sections = [row["section"] for row in ROWS.values()]
    assert list(dict.fromkeys(sections)) == [name for name in CHECK.SECTIONS if name in sections]
    for section in set(sections):
        places = [row["place"] for row in ROWS.values() if row["section"] == section and row["place"] is not None]
        assert places == list(range(1, len(places) + 1)), section
    for key, row in ROWS.items():
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", key)
        assert {"section", "place", "says", "numbers", "to"} <= set(row)
        assert set(row) <= {"section", "place", "says", "numbers", "to", "why", "unused"}
        assert row["says"].endswith("."), key


def test_the_file_is_canonical_json() -> None:
    """Two-space indent, UTF-8: a change shows as the lines that changed."""
    text = (EVIDENCE / "review.json").read_text(encoding="utf-8")
    assert text == json.dumps(ROWS, ensure_ascii=False, indent=2) + "\n"


def test_whatever_cites_the_review_is_in_the_table() -> None:
    """Each parameter and each rule that names the review among its sources is the target of a row."""
    citing = {
        f"parameter:{plugin}.{name}"
        for plugin, manifest in PLUGINS.items()
        for name, own in manifest["parameters"].items()
        if REVIEW in own.get("sources", ())
    } | {
        f"rule:{rule}"
        for manifest in PLUGINS.values()
        for rule, own in manifest["rules"].items()
        if REVIEW in own.get("citations", ())
    }
    targets = {target for row in ROWS.values() for target in row["to"]}

    assert len(citing) > 10
    assert sorted(citing - targets) == []


def test_every_erratum_of_the_review_is_in_the_table() -> None:
    """A misprint is told where the sentence with it is told."""
    errata = {f"erratum:{key}" for key, entry in FILES["erratum"].items() if entry["source"] == REVIEW}
    assert sorted(errata - {target for row in ROWS.values() for target in row["to"]}) == []


@pytest.mark.parametrize(
    ("number", "target"),
    [
        ("12.5 mg", "parameter:thiosulfate_dose.first_dose"),  # milligrams are what E-1 is about
        ("12.6 g", "parameter:thiosulfate_dose.first_dose"),
        ("120 hours", "parameter:thiosulfate_timing.longest"),
        ("2.5 minutes", "parameter:session_schedule.home_minutes"),
        ("31 minutes", "rule:S-6"),
        ("54 patients", "erratum:E-2"),
        ("53%", "figure:zitt-2013-remission"),
        ("25 g", "background"),
    ],
)
def test_a_wrong_number_is_not_held(number: str, target: str) -> None:
    """A slip in a number or in its unit is seen."""
    assert held(number, target) == set()


@pytest.mark.parametrize(
    ("number", "target"),
    [
        ("12.5 g", "parameter:thiosulfate_dose.first_dose"),
        ("2 hours", "parameter:thiosulfate_timing.longest"),  # 120 min in the manifest
        ("150 minutes", "parameter:session_schedule.home_minutes"),
        ("30 minutes", "rule:S-6"),
        ("12.5 mg", "erratum:E-1"),
    ],
)
def test_a_number_is_held_in_another_unit_too(number: str, target: str) -> None:
    """The unit of the review need not be the manifest's."""
    assert held(number, target) == set(CHECK.values(number))
