"""Our limits at, just inside and just outside, from numbers that were written a second time by hand."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from calciplug import Host, adjust, read_case, shipped_protocol
from calciplug.errors import InputError
from calciplug.model.field import fields, record_fields
from calciplug.testing.cases import base, patched

ROOT = Path(__file__).resolve().parents[2]
TABLE: dict[str, Any] = json.loads((ROOT / "fixtures" / "hostile" / "our_boundaries.json").read_text("utf-8"))
TAKEN = "2026-01-12T06:30:00+01:00"


def rows() -> Iterator[Any]:
    for row in TABLE["rows"]:
        for verdict in ("reject", "warn", "accept"):
            for value in row[verdict]:
                yield pytest.param(row, value, verdict, id=f"{row['path']} {value} {row['unit']}".replace("/", "_per_"))


@cache
def host() -> Host:
    """No plugin: only the codec and the host's own questions speak."""
    return Host([])


def place(path: str) -> str:
    """Where a value for *path* stands in a case document."""
    group = path.partition(".")[0]
    if group == "labs":
        return f"/{path.replace('.', '/')}/0"
    if path == "site.pth_upper_limit":
        return "/site/pth_upper_limit"
    if group in ("history", "site", "therapies"):
        *parents, leaf = path.split(".")
        return f"/{'/'.join(parents)}/0/{leaf}" if leaf != "calcium_baths" else "/site/calcium_baths/0"
    if group == "patient":
        return f"/{path.replace('.', '/')}"
    return f"/order/{path.replace('.', '/').replace('*', 'day')}"


def document(path: str, quantity: dict[str, Any]) -> dict[str, Any]:
    own = base("pd" if path.startswith(("exchanges", "site.solutions")) else "hd")
    changes: dict[str, Any] = {}
    if path.startswith("labs."):
        quantity = {**quantity, "taken": TAKEN}
        assays = {"labs.albumin": "bromocresol-green", "labs.pth": "intact"}
        quantity |= {"assay": assays[path]} if path in assays else {}
        changes[f"/labs/{path.removeprefix('labs.')}"] = [quantity]
        return patched(own, changes)
    if path == "history.events.fall":
        changes["/history/events"] = [{"code": "hypotension", "happened": TAKEN}]
    if path.startswith("therapies."):
        changes["/therapies"] = [{"therapy": "hyperbaric-oxygen", "status": "planned"}]
    if path.startswith(("thiosulfate.", "schedule.duration")):
        # The dose of another salt has no product here, and no session is too short for an infusion.
        changes["/prescription/thiosulfate"] = {}
        changes["/prescription/schedule/duration"] = {"value": 720, "unit": "min/{session}"}
    return patched(own, {**changes, place(path): quantity})


def problems(own: dict[str, Any]) -> list[tuple[str, str]]:
    try:
        read_case(json.dumps(own).encode())
    except InputError as error:
        return [(problem.code, problem.pointer) for problem in error.problems]
    return []


@pytest.mark.parametrize(("row", "value", "verdict"), list(rows()))
def test_boundary(row: dict[str, Any], value: float, verdict: str) -> None:
    path = row["path"]
    quantity = {key: row[key] for key in ("unit", "form") if key in row} | {"value": value}
    own = document(
        path, {key: item for key, item in quantity.items() if key != "form" or path != "site.products.amount"}
    )

    if verdict == "reject":
        assert ("limit.hard", f"{place(path)}/value") in problems(own)
        return
    assert problems(own) == []
    outcome = adjust(read_case(json.dumps(own).encode()), host(), shipped_protocol())
    asked = {finding.path for finding in outcome.findings if finding.code == "host.unusual"}
    assert (path.replace("*", "day") in asked) == (verdict == "warn")


@pytest.mark.parametrize(
    "row", TABLE["products"], ids=lambda row: f"{row['strength'][0]} {row['amount'][0]} {row['volume'][0]}"
)
def test_product(row: dict[str, Any]) -> None:
    """Rule U-6 at five percent, and the ranges of a product's three numbers together."""
    changes = {
        f"/site/products/0/{name}": {"value": row[name][0], "unit": row[name][1]}
        for name in ("strength", "amount", "volume")
    }

    found = problems(patched(base("hd"), changes))

    assert found == ([] if row["expect"] == "accept" else [("product.inconsistent", "/site/products/0/strength")])


def test_no_limit_is_forgotten() -> None:
    """Every field that holds a number, and both of its ranges, stand in the table in the unit they are declared in."""
    declared = json.loads(
        (ROOT / "calciplug" / "model" / "fields.json").read_text("utf-8"), parse_float=Decimal, parse_int=Decimal
    )
    groups = {
        name: row
        for group in ("patient", "labs")
        for key, row in declared[group].items()
        for name in [f"{group}.{key}"]
    }
    groups |= declared["prescription"] | declared["records"]
    assert set(groups) == {*fields(), *record_fields()}

    for path, row in groups.items():
        own = [item for item in TABLE["rows"] if item["path"] == path and item["unit"] == row["plausible"][2]]
        assert own, path
        low, high, _ = row["plausible"]
        rejected = [Decimal(str(value)) for value in own[0]["reject"]]
        assert any(value > high for value in rejected), path
        assert low == 0 or any(value < low for value in rejected), path
        if "usual" in row:
            warned = [Decimal(str(value)) for value in own[0]["warn"]]
            assert set(row["usual"][:2]) <= {Decimal(str(value)) for value in own[0]["accept"]}, path
            assert {low, high} - {Decimal(0)} <= {*warned, *row["usual"][:2]}, path
