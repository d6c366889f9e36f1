"""The lists of a case document: allergies, drugs, history, stock, overrides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import attrs

from calciplug.codec.amounts import Reading, amount
from calciplug.codec.text import nearest
from calciplug.model.case import History, Site
from calciplug.model.computed import COMPUTED, is_computed
from calciplug.model.field import code_field, field, fields, general
from calciplug.model.records import (
    Allergy,
    Coded,
    Effluent,
    Event,
    GivenDose,
    Medication,
    OptIn,
    Override,
    PastChange,
    Product,
    Solution,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

R = TypeVar("R")

_MOMENTS = {"since", "last_given", "next_due", "given", "changed", "happened", "seen", "signed"}
_MAY_LIE_AHEAD = {"next_due"}


def patient_lists(reading: Reading, node: Any) -> dict[str, Any]:
    """The coded lists of a patient, and the opt-in."""
    found: dict[str, Any] = {
        name: tuple(_records(reading, node.get(name), f"/patient/{name}", shape))
        for name, shape in (("conditions", Coded), ("allergies", Allergy), ("reactions", Coded), ("symptoms", Coded))
    }
    opt_in = node.get("intraperitoneal_opt_in")
    found["intraperitoneal_opt_in"] = _record(reading, opt_in, "/patient/intraperitoneal_opt_in", OptIn)
    return found


def medications(reading: Reading, node: Any) -> tuple[Medication, ...]:
    """The medicines."""
    return tuple(_records(reading, node, "/medications", Medication))


def history(reading: Reading, node: Any) -> History:
    """What happened before."""
    rows = node if isinstance(node, dict) else {}
    return History(
        thiosulfate=tuple(_records(reading, rows.get("thiosulfate"), "/history/thiosulfate", GivenDose)),
        changes=tuple(_records(reading, rows.get("changes"), "/history/changes", PastChange)),
        events=tuple(_records(reading, rows.get("events"), "/history/events", Event)),
        effluent=tuple(_records(reading, rows.get("effluent"), "/history/effluent", Effluent)),
    )


def site(reading: Reading, node: Any) -> Site:
    """What can be delivered."""
    rows = node if isinstance(node, dict) else {}
    baths = [
        amount(reading, item, f"/site/calcium_baths/{index}", "dialysate_calcium")
        for index, item in enumerate(rows.get("calcium_baths", ()))
    ]
    return Site(
        machine=rows.get("machine"),
        chloride_analyser=rows.get("chloride_analyser"),
        calcium_baths=tuple(sorted({bath for bath in baths if bath is not None})),
        products=tuple(_records(reading, rows.get("products"), "/site/products", Product)),
        solutions=tuple(_records(reading, rows.get("solutions"), "/site/solutions", Solution)),
    )


def overrides(reading: Reading, node: Any) -> tuple[Override, ...]:
    """Decisions to let a refused value stand; the value is read in the unit of its path."""
    found: list[Override] = []
    for index, row in enumerate(node if isinstance(node, list) else ()):
        pointer = f"/overrides/{index}"
        if not isinstance(row, dict) or not all(isinstance(row.get(key), str) for key in ("finding", "path", "role", "reason")):
            continue
        value = row.get("value")
        if isinstance(value, dict):
            value = _override_value(reading, row["path"], value, pointer)
        found.append(
            Override(
                finding=row["finding"], path=row["path"], value=value, role=row["role"], reason=row["reason"],
                plan=tuple(row.get("plan", ())),
            )  # fmt: skip
        )
    return tuple(found)


def _override_value(reading: Reading, path: str, node: dict[str, Any], pointer: str) -> float | None:
    declared = field(path)
    kind = declared.kind if declared else COMPUTED[general(path)].kind if is_computed(path) else None
    if kind is None:
        reading.add(
            "path.unknown", f"{pointer}/path", "holds no number", found=path[:60],
            fix=_did_you_mean(path), expected="a path of the prescription, as the finding names it",
        )  # fmt: skip
        return None
    value = amount(reading, node, f"{pointer}/value", kind)
    if value is None:
        reading.add("unit.not_for_kind", f"{pointer}/value", f"not a quantity of {kind}", expected="the refused value as shown")
    return value


def _did_you_mean(path: str) -> str | None:
    near = nearest(path, [*fields(), *COMPUTED])
    return None if near is None or code_field(near) else f"did you mean {near!r}?"


def _records(reading: Reading, node: Any, pointer: str, shape: type[R]) -> Iterator[R]:
    for index, row in enumerate(node if isinstance(node, list) else ()):
        found = _record(reading, row, f"{pointer}/{index}", shape)
        if found is not None:
            yield found


def _record(reading: Reading, row: Any, pointer: str, shape: type[R]) -> R | None:
    """One record of *shape*; None where the schema, or a number or moment in it, was refused."""
    from calciplug.codec.case_reader import when

    if not isinstance(row, dict):
        return None
    values: dict[str, Any] = {}
    for item in attrs.fields(shape):  # type: ignore[arg-type]  # every record is an attrs class
        node = row.get(item.name)
        at = f"{pointer}/{item.name}"
        if node is None:
            continue
        if "kind" in item.metadata:
            values[item.name] = amount(reading, node, at, item.metadata["kind"], row.get("form"))
        elif item.name in _MOMENTS:
            values[item.name] = when(reading, node, at, past=item.name not in _MAY_LIE_AHEAD)
        else:
            values[item.name] = tuple(node) if isinstance(node, list) else node
    if shape is GivenDose and isinstance(row.get("dose"), dict):
        values["form"] = row["dose"].get("form")
    if "other" in (row.get("code"), row.get("drug"), row.get("agent"), row.get("reason")) and not row.get("text"):
        reading.add("schema.required", pointer, "'other' needs a text", expected="text", fix="say in text what it is")
    try:
        return shape(**values)
    except TypeError:
        # A required part is missing or was refused; its own problem stands already.
        return None
