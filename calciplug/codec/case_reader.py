"""A case document to the model: every problem at once, or a case."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from calciplug.codec.compact import canonical
from calciplug.codec.cross import check_case
from calciplug.codec.leaves import labs, patient_values, prescription
from calciplug.codec.overrides import overrides
from calciplug.codec.position import locate
from calciplug.codec.reading import Reading
from calciplug.codec.records import history, medications, patient_lists, site, therapies
from calciplug.codec.schema import judge
from calciplug.codec.strict import MAX_PROBLEMS, parse_all
from calciplug.errors import InputError
from calciplug.model.case import Case, Labs, Patient

if TYPE_CHECKING:
    from collections.abc import Mapping

    from calciplug.model.problem import Problem


def read_case(data: bytes) -> Case:
    """The case in *data*.

    Raises:
        InputError: every problem of form, unit, range and consistency, each with pointer and line.
    """
    document, problems = parse_all(data)
    more, readable, refused = judge("case", document, {problem.pointer for problem in problems})
    problems += more
    reading = Reading(refused=refused)
    case = _case(reading, readable) if isinstance(readable, dict) else None
    problems += reading.problems
    if not problems:
        assert case is not None, "a document without problems makes a case"
        return case
    raise InputError(locate(data.decode("utf-8"), _once(problems)))


def content_hash(document: Any) -> str:
    """SHA-256 of *document* with sorted keys and plain numbers: the same for any order of keys."""
    return _hashed(canonical(document, _plain))


def _hashed(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def _plain(value: Any) -> str:
    """A number in plain digits, without an exponent, trailing zeros or a negative zero."""
    if not isinstance(value, Decimal):
        return str(value)
    text = str(value) if value else "0"
    text = f"{value:f}" if "E" in text else text
    return text.rstrip("0").rstrip(".") if "." in text else text


def _once(problems: list[Problem]) -> list[Problem]:
    return list({(problem.pointer, problem.code, problem.message): problem for problem in problems}.values())[
        :MAX_PROBLEMS
    ]


def _case(reading: Reading, document: Mapping[str, Any]) -> Case | None:
    reading.as_of = reading.when(document.get("as_of"), "/as_of", past=False)
    start, zone = reading.zoned(document.get("session_start"), "/session_start")
    patient = document.get("patient", {})
    parts: dict[str, Any] = {
        "patient": Patient(
            values=patient_values(reading, patient),
            lesions_since=reading.when(patient.get("lesions_since"), "/patient/lesions_since"),
            **patient_lists(reading, patient),
        ),
        "labs": Labs(series=labs(reading, document.get("labs", {}))),
        "medications": medications(reading, document.get("medications")),
        "therapies": therapies(reading, document.get("therapies")),
        "history": history(reading, document.get("history", {})),
        "site": site(reading, document.get("site", {})),
        "prescription": prescription(reading, document.get("prescription", {}), "/prescription"),
        "order": prescription(reading, document.get("order", {}), "/order"),
        "stop": tuple(name for name in document.get("stop") or () if isinstance(name, str)),
        "overrides": overrides(reading, document.get("overrides", [])),
    }
    if reading.as_of is None:
        return None
    case = Case(
        id=str(document.get("case_id")), about=document.get("about"), as_of=reading.as_of, session_start=start,
        zone=zone, stated=_stated(document), input_hash=_hashed(canonical(document, _plain, floats=False)), **parts,
    )  # fmt: skip
    check_case(reading, case, document)
    return case


def _stated(document: Mapping[str, Any]) -> frozenset[str]:
    """Lists that *document* names, even if empty: what it does not name is not known, which is not the same as none."""
    groups = {name: document.get(name) for name in ("patient", "history", "site")}
    inside = {
        f"{group}.{name}"
        for group, node in groups.items()
        if isinstance(node, dict)
        for name, item in node.items()
        if isinstance(item, list)
    }
    return frozenset(inside | {name for name in ("medications", "therapies") if isinstance(document.get(name), list)})
