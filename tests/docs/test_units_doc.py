"""docs/units.md is true: its samples run, its tables are the code's."""

from __future__ import annotations

import doctest
import json
import re
from pathlib import Path
from typing import Any

import pint
import pytest

from calciplug import read_case, units
from calciplug.errors import InputError, UnitError
from calciplug.testing.cases import base, patched

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "units.md").read_text("utf-8")
NAMES: dict[str, Any] = {"one": lambda kind: units.make(1.0, kind), "measure": units.measure}


def table(heading: str) -> list[list[str]]:
    """Rows of the first table under *heading*, without its head."""
    section = PAGE.split(f"# {heading}\n", 1)[1]
    rows = re.search(r"(?:^\|.*\n)+", section, re.MULTILINE)
    assert rows is not None
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in rows.group().splitlines()[2:]]


def test_samples() -> None:
    parser, runner = doctest.DocTestParser(), doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    blocks = re.findall(r"```pycon\n(.*?)```", PAGE, re.DOTALL)
    own = parser.get_doctest("\n".join(blocks), {}, "docs/units.md", "docs/units.md", 0)

    assert len(own.examples) > 15
    assert runner.run(own).failed == 0


@pytest.mark.parametrize("row", table("What pint catches"), ids=lambda row: row[0])
def test_what_pint_catches(row: list[str]) -> None:
    with pytest.raises((pint.DimensionalityError, UnitError, ValueError)):
        eval(row[1].strip("`"), NAMES)  # noqa: S307  # our own page


@pytest.mark.parametrize("row", table("What pint does not catch"), ids=lambda row: row[0])
def test_what_pint_does_not_catch(row: list[str]) -> None:
    eval(row[1].strip("`"), NAMES)  # noqa: S307  # our own page
    assert row[2]


@pytest.mark.parametrize("row", table("Substances"), ids=lambda row: row[0])
def test_substances(row: list[str]) -> None:
    item = units.substance(row[0])

    assert row[1] == ("-" if item.molar_mass is None else f"{float(item.molar_mass):.5g}".ljust(len(row[1]), "0"))
    assert row[2] == ("-" if item.valence is None else str(item.valence))


@pytest.mark.parametrize("quantity", re.findall(r'^(\{"value".*\})$', PAGE, re.MULTILINE))
def test_quantities_are_read(quantity: str) -> None:
    place = "/order/thiosulfate" if "form" in quantity else "/order/dialysate"
    name = "dose" if "form" in quantity else "calcium"

    assert read_case(json.dumps(patched(base("hd"), {place: {name: json.loads(quantity)}})).encode())


EXAMPLES = {
    "U-1": {"/order/thiosulfate": {"dose": {"value": 12.5, "unit": "mg/{session}", "form": "pentahydrate"}}},
    "U-2": {"/order/thiosulfate": {"dose": "12,5 g"}},
    "U-3": {"/order/dialysate": {"calcium": {"value": 2.5, "unit": "mmol/L"}}},
    "U-4": {"/order/dialysate": {"sodium": {"value": 138, "unit": "mg/dL"}}},
    "U-5": {"/order/thiosulfate": {"dose": {"value": 12.5, "unit": "g/{session}"}}},
    "U-6": {"/site/products/0/strength": {"value": 50, "unit": "%{w/v}"}},
    "U-7": {"/labs/calcium": []},
    "U-8": {"/order/thiosulfate": {"dose": {"value": 25, "unit": "g/1.73 m2", "form": "pentahydrate"}}},
    "U-9": {"/site/products/0/drug": "STS"},
}


@pytest.mark.parametrize("row", table("When a unit is refused"), ids=lambda row: row[0])
def test_what_is_said(row: list[str]) -> None:
    """The words of the page are those of the program, as far as they go."""
    with pytest.raises(InputError) as caught:
        read_case(json.dumps(patched(base("hd"), EXAMPLES[row[0]])).encode())
    [problem] = caught.value.problems
    told = " ".join(str(text) for text in (problem.message, problem.found, problem.expected, problem.fix))

    assert problem.rule == row[0]
    assert [part for part in row[2].split("; ") if part not in told] == []


def test_every_rule_is_there() -> None:
    assert [row[0] for row in table("When a unit is refused")] == list(EXAMPLES)


def test_files_that_the_page_names_exist() -> None:
    for name in re.findall(r"`((?:calciplug|docs|fixtures|schemas|tools)/[\w./]*)`", PAGE):
        assert (ROOT / name).exists(), name
