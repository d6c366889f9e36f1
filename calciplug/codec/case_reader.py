"""A case document to the model: every problem at once, or a case."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from calciplug import units
from calciplug.codec.amounts import Reading, field_amount
from calciplug.codec.cross import check_case
from calciplug.codec.position import locate
from calciplug.codec.records import history, medications, overrides, patient_lists, site
from calciplug.codec.schema import check
from calciplug.codec.strict import parse
from calciplug.codec.text import escape
from calciplug.codec.times import MomentError, agree, moment
from calciplug.errors import InputError
from calciplug.model.case import Case, Labs, Measurement, Patient
from calciplug.model.field import code_field, field
from calciplug.model.prescription import Prescription, Stored

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

# A clock that runs ahead by this much is a clock; by more it is a wrong date.
FUTURE: Final = timedelta(minutes=5)


def read_case(data: bytes) -> Case:
    """The case in *data*.

    Raises:
        InputError: every problem of form, unit, range and consistency, each with pointer and line.
    """
    document = parse(data)
    reading = Reading(problems=check("case", document))
    if isinstance(document, dict):
        case = _case(reading, document)
        if not reading.problems:
            assert case is not None, "a document without problems makes a case"
            return case
    raise InputError(locate(data.decode("utf-8"), _once(reading)))


def content_hash(document: Any) -> str:
    """SHA-256 of *document* with sorted keys and plain numbers: the same for any order of keys."""
    text = json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_plain)
    return f"sha256:{hashlib.sha256(text.encode('utf-8')).hexdigest()}"


def _plain(value: Any) -> str:
    return units.number(units.plain(value)).replace(",", "") if isinstance(value, Decimal) else str(value)


def _once(reading: Reading) -> list[Any]:
    seen: dict[tuple[str, str], Any] = {}
    for problem in reading.problems:
        at = (problem.pointer, problem.code)
        # Our own reading of a unit (milligrams of thiosulfate) says more than the schema's list does.
        if at not in seen or problem.rule is not None:
            seen[at] = problem
    return list(seen.values())[:50]


def _case(reading: Reading, document: Mapping[str, Any]) -> Case | None:
    reading.as_of = when(reading, document.get("as_of"), "/as_of", past=False)
    start, zone = _start(reading, document.get("session_start"))
    patient = document.get("patient")
    prescription = _prescription(reading, document.get("prescription"), "/prescription")
    if "modality" not in prescription and isinstance(document.get("prescription"), dict):
        reading.add("schema.required", "/prescription", "'modality' is missing", expected="HD, HHD, HDF, CAPD or APD")
    order = _prescription(reading, document.get("order", {}), "/order")
    parts: dict[str, Any] = {
        "patient": _patient(reading, patient if isinstance(patient, dict) else {}),
        "labs": Labs(series=_labs(reading, document.get("labs"))),
        "medications": medications(reading, document.get("medications")),
        "history": history(reading, document.get("history")),
        "site": site(reading, document.get("site")),
        "overrides": overrides(reading, document.get("overrides")),
    }
    if reading.as_of is None:
        return None
    case = Case(
        id=str(document.get("case_id")), about=document.get("about"), as_of=reading.as_of, session_start=start,
        zone=zone, prescription=prescription, order=order, input_hash=content_hash(document), **parts,
    )  # fmt: skip
    check_case(reading, case)
    return case


def when(reading: Reading, node: Any, pointer: str, *, past: bool = True) -> datetime | None:
    """The moment in *node*; *past* ones may not lie after the case's own."""
    if not isinstance(node, str):
        return None
    try:
        found = moment(node)
    except MomentError as error:
        reading.add(error.code, pointer, str(error), found=node[:40], fix=error.fix)
        return None
    if past and reading.as_of is not None and found > reading.as_of + FUTURE:
        reading.add("time.future", pointer, "lies after as_of", found=node[:40], expected="a moment up to as_of")
        return None
    return found


def _start(reading: Reading, node: Any) -> tuple[datetime | None, str | None]:
    if not isinstance(node, dict):
        return None, None
    found = when(reading, node.get("time"), "/session_start/time", past=False)
    zone = node.get("zone")
    if found is None or not isinstance(zone, str):
        return None, None
    try:
        agree(found, zone)
    except MomentError as error:
        at = "/session_start/zone" if error.code == "time.zone_unknown" else "/session_start/time"
        reading.add(error.code, at, str(error), found=(zone if at.endswith("zone") else str(node["time"]))[:60], fix=error.fix)
        return None, None
    return found, zone


def _patient(reading: Reading, node: Mapping[str, Any]) -> Patient:
    values: dict[str, Stored] = {}
    for name, item in node.items():
        declared = field(f"patient.{name}")
        if declared is not None:
            value = field_amount(reading, item, f"/patient/{name}", declared)
            if value is not None:
                values[name] = value
        elif code_field(f"patient.{name}") is not None and isinstance(item, str):
            values[name] = item
    return Patient(
        values=values,
        lesions_since=when(reading, node.get("lesions_since"), "/patient/lesions_since"),
        **patient_lists(reading, node),
    )


def _labs(reading: Reading, node: Any) -> dict[str, tuple[Measurement, ...]]:
    found: dict[str, tuple[Measurement, ...]] = {}
    for name, rows in node.items() if isinstance(node, dict) else ():
        declared = field(f"labs.{name}")
        if declared is None or not isinstance(rows, list):
            continue
        series: list[Measurement] = []
        for index, row in enumerate(rows):
            pointer = f"/labs/{escape(name)}/{index}"
            value = field_amount(reading, row, pointer, declared)
            taken = when(reading, row.get("taken"), f"{pointer}/taken") if isinstance(row, dict) else None
            if value is not None and taken is not None:
                series.append(Measurement(value=value, taken=taken, timing=row.get("timing"), assay=row.get("assay")))
        # Newest first; of two at one moment the one that stands first in the document.
        found[name] = tuple(sorted(series, key=lambda item: item.taken, reverse=True))
    return found


def _prescription(reading: Reading, node: Any, pointer: str) -> Prescription:
    values: dict[str, Stored] = {}
    forms: dict[str, str] = {}
    _leaves(reading, node, pointer, "", values, forms)
    return Prescription(values, forms)


def _leaves(
    reading: Reading, node: Any, pointer: str, path: str, values: dict[str, Stored], forms: dict[str, str]
) -> None:
    if not isinstance(node, dict):
        return
    for key, item in node.items():
        own, at = f"{path}.{key}" if path else str(key), f"{pointer}/{escape(str(key))}"
        declared = field(own)
        if declared is not None:
            value = field_amount(reading, item, at, declared)
            if value is not None:
                values[own] = value
                if "form" in item:
                    forms[own] = item["form"]
        elif code_field(own) is not None:
            if isinstance(item, str):
                values[own] = item
            elif isinstance(item, list) and all(isinstance(one, str) for one in item):
                values[own] = tuple(item)
        else:
            _leaves(reading, item, at, own, values, forms)
