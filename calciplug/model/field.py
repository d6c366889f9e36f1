"""Every field, declared once: kind, ranges, step, age and section, read from `fields.json`."""

from __future__ import annotations

import json
from decimal import Decimal
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import attrs

from calciplug import units

if TYPE_CHECKING:
    from collections.abc import Mapping


@attrs.frozen
class Field:
    """One field that holds a number.

    Attributes:
        path: where it stands, `*` for any key: `labs.sodium`, `exchanges.*.dwell`.
        title: what a sheet calls it.
        kind: name of its kind of quantity.
        plausible: (lowest, highest) that the codec lets in, in the kind's own unit.
        usual: (lowest, highest) outside which the outcome asks whether the unit is right, or None.
        step: smallest deliverable difference, in the kind's own unit, or None.
        max_age: minutes after which a value is stale, or None.
        section: leaves that are held together, `*` for any key; None outside a prescription.
        rule: unit rule that a refusal is reported under, or None.
        assays: code list of assays that the value must name, or None.
        loinc: LOINC code of the laboratory test, or None.
    """

    path: str
    title: str
    kind: str
    plausible: tuple[float, float]
    usual: tuple[float, float] | None = None
    step: float | None = None
    max_age: float | None = None
    section: str | None = None
    rule: str | None = None
    assays: str | None = None
    loinc: str | None = None


@attrs.frozen
class CodeField:
    """One field that holds a code, a text or the id of a record.

    Attributes:
        path: where it stands.
        title: what a sheet calls it.
        list: name of its closed code list, or None.
        many: whether it holds several codes.
        id_of: which of the site's records it names (`products`, `solutions`), or None.
        section: leaves that are held together; None outside a prescription.
    """

    path: str
    title: str
    list: str | None
    many: bool
    id_of: str | None
    section: str | None


@cache
def _rows() -> dict[str, Any]:
    text = (files("calciplug.model") / "fields.json").read_text("utf-8")
    rows: dict[str, Any] = json.loads(text, parse_float=Decimal, parse_int=Decimal)
    return rows


@cache
def code_lists() -> Mapping[str, tuple[str, ...]]:
    """Every closed code list, by name."""
    rows = json.loads((files("calciplug.model") / "codes.json").read_text("utf-8"))
    return {name: tuple(codes) for name, codes in rows.items()}


@cache
def fields() -> Mapping[str, Field]:
    """Every number field, by path."""
    found: dict[str, Field] = {}
    for group in ("patient", "labs", "prescription"):
        for name, row in _rows()[group].items():
            path = name if group == "prescription" else f"{group}.{name}"
            found[path] = _field(path, row)
    return found


@cache
def record_fields() -> Mapping[str, Field]:
    """Every number in a list of records, by path without the index: `site.products.strength`."""
    return {path: _field(path, row) for path, row in _rows()["records"].items()}


@cache
def code_fields() -> Mapping[str, CodeField]:
    """Every code field, by path."""
    return {
        path: CodeField(
            path, row["title"], row.get("list"), bool(row.get("many")), row.get("id_of"), row.get("section")
        )
        for path, row in _rows()["codes"].items()
    }


# Looked up at every read of every rule. The keys of exchanges come from documents, so the caches are bounded.
@lru_cache(maxsize=8192)
def general(path: str) -> str:
    """*path* as the declarations spell it: the key of an exchange becomes `*`."""
    parts = path.split(".")
    if parts[0] == "exchanges" and len(parts) > 1:
        parts[1] = "*"
    return ".".join(parts)


@lru_cache(maxsize=8192)
def field(path: str) -> Field | None:
    """The number field at *path*, or None."""
    return fields().get(general(path))


@lru_cache(maxsize=8192)
def code_field(path: str) -> CodeField | None:
    """The code field at *path*, or None."""
    return code_fields().get(general(path))


def is_prescribed(path: str) -> bool:
    """Whether *path* is a stored leaf of a prescription."""
    declared = field(path) or code_field(path)
    return declared is not None and declared.section is not None


@lru_cache(maxsize=8192)
def section(path: str) -> str:
    """The section that the stored leaf *path* belongs to, with its own exchange key."""
    declared = field(path) or code_field(path)
    if declared is None or declared.section is None:
        raise KeyError(path)
    return declared.section.replace("*", path.split(".")[1]) if "*" in declared.section else declared.section


def _field(path: str, row: Mapping[str, Any]) -> Field:
    def pair(key: str) -> tuple[float, float] | None:
        if key not in row:
            return None
        low, high, code = row[key]
        return units.read(low, code, row["kind"]), units.read(high, code, row["kind"])

    def one(key: str, kind: str) -> float | None:
        return units.read(row[key][0], row[key][1], kind) if key in row else None

    plausible = pair("plausible")
    assert plausible is not None, f"{path} has no plausible range"
    return Field(
        path=path,
        title=row["title"],
        kind=row["kind"],
        plausible=plausible,
        usual=pair("usual"),
        step=one("step", row["kind"]),
        max_age=one("max_age", "time"),
        section=row.get("section"),
        rule=row.get("rule"),
        assays=row.get("assays"),
        loinc=row.get("loinc"),
    )
