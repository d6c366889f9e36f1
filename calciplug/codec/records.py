"""The lists of a case document: allergies, drugs, history, stock."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Final, TypeVar

import attrs

from calciplug.codec.amounts import field_amount
from calciplug.codec.products import check_content, check_name
from calciplug.model.case import History, Site
from calciplug.model.field import record_fields
from calciplug.model.records import (
    Allergy,
    Coded,
    Effluent,
    Event,
    GivenDose,
    Medication,
    OptIn,
    PastChange,
    Product,
    Solution,
    Therapy,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from calciplug.codec.reading import Reading

R = TypeVar("R", bound=attrs.AttrsInstance)

_MOMENTS: Final = {"since", "last_given", "next_due", "given", "changed", "happened", "seen", "signed"}
_MAY_LIE_AHEAD: Final = {"next_due"}
# Codes whose list ends with `other`, which says nothing without a text.
_CODED: Final = ("code", "drug", "agent", "reaction", "reason", "therapy")


def patient_lists(reading: Reading, node: dict[str, Any]) -> dict[str, Any]:
    """The coded lists of a patient, and the opt-in."""
    found: dict[str, Any] = {
        name: _records(reading, node.get(name), f"/patient/{name}", shape)
        for name, shape in (("conditions", Coded), ("allergies", Allergy), ("reactions", Coded), ("symptoms", Coded))
    }
    opt_in = node.get("intraperitoneal_opt_in")
    found["intraperitoneal_opt_in"] = _record(reading, opt_in, "/patient/intraperitoneal_opt_in", OptIn)
    return found


def medications(reading: Reading, node: Any) -> tuple[Medication, ...]:
    """The medicines."""
    return _records(reading, node, "/medications", Medication)


def therapies(reading: Reading, node: Any) -> tuple[Therapy, ...]:
    """Treatments and measures beside dialysis and medicines."""
    return _records(reading, node, "/therapies", Therapy)


def history(reading: Reading, node: dict[str, Any]) -> History:
    """What happened before."""
    return History(
        thiosulfate=_records(reading, node.get("thiosulfate"), "/history/thiosulfate", GivenDose),
        changes=_records(reading, node.get("changes"), "/history/changes", PastChange),
        events=_records(reading, node.get("events"), "/history/events", Event),
        effluent=_records(reading, node.get("effluent"), "/history/effluent", Effluent),
    )


def site(reading: Reading, node: dict[str, Any]) -> Site:
    """What can be delivered."""
    bath = record_fields()["site.calcium_baths"]
    baths = {
        field_amount(reading, item, f"/site/calcium_baths/{index}", bath)
        for index, item in enumerate(node.get("calcium_baths", ()))
    }
    return Site(
        machine=node.get("machine"),
        chloride_analyser=node.get("chloride_analyser"),
        calcium_baths=tuple(sorted(value for value in baths if value is not None)),
        products=_products(reading, node.get("products", ()), "/site/products"),
        solutions=_records(reading, node.get("solutions"), "/site/solutions", Solution),
        pth_upper_limit=field_amount(reading, limit, "/site/pth_upper_limit", record_fields()["site.pth_upper_limit"])
        if (limit := node.get("pth_upper_limit")) is not None
        else None,
    )


def _products(reading: Reading, rows: Iterable[Any], pointer: str) -> tuple[Product, ...]:
    found: list[Product] = []
    for index, row in enumerate(rows):
        at = f"{pointer}/{index}"
        if row is not None and "drug" in row:
            check_name(reading, row["drug"], f"{at}/drug")
        product = _record(reading, row, at, Product)
        if product is not None:
            check_content(reading, product, at)
            found.append(product)
    return tuple(found)


def _records(reading: Reading, node: Any, pointer: str, shape: type[R]) -> tuple[R, ...]:
    found = (_record(reading, row, f"{pointer}/{index}", shape) for index, row in enumerate(node or ()))
    return tuple(record for record in found if record is not None)


def _record(reading: Reading, row: Any, pointer: str, shape: type[R]) -> R | None:
    """One record of *shape*; None where the schema, or a number or moment in it, was refused."""
    if not isinstance(row, dict):
        return None
    if "other" in [row.get(key) for key in _CODED] and "text" not in row:
        reading.add("schema.required", pointer, "'other' needs a text", expected="text", fix="say in text what it is")
    values: dict[str, Any] = {"form": row["dose"].get("form")} if shape is GivenDose and "dose" in row else {}
    parts, needed = _parts(shape)
    for item in parts:
        if item.name in row:
            values[item.name] = _part(reading, row, pointer, item)
    return shape(**values) if all(values.get(name) is not None for name in needed) else None


@cache
def _parts(shape: type[attrs.AttrsInstance]) -> tuple[tuple[attrs.Attribute[Any], ...], tuple[str, ...]]:
    """The parts of a record of *shape*, and the names of those that it cannot do without."""
    parts = tuple(attrs.fields(shape))
    return parts, tuple(item.name for item in parts if item.default is attrs.NOTHING)


def _part(reading: Reading, row: dict[str, Any], pointer: str, item: attrs.Attribute[Any]) -> Any:
    node, at = row[item.name], f"{pointer}/{item.name}"
    if "kind" in item.metadata:
        return field_amount(reading, node, at, record_fields()[_path(at)], row.get("form"))
    if item.name in _MOMENTS:
        return reading.when(node, at, past=item.name not in _MAY_LIE_AHEAD)
    return tuple(one for one in node if one is not None) if isinstance(node, list) else node


@lru_cache(maxsize=1024)
def _path(pointer: str) -> str:
    """The path of a number in a list of records: the pointer without indices."""
    return ".".join(step for step in pointer.split("/")[1:] if not step.isdigit())
