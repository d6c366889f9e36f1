"""Outcome documents for the report: one made by the engine, and one by hand with something in every section."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from calciplug import adjust_document, read_case, shipped_protocol
from calciplug.codec.schema import check
from calciplug.testing import host_of, patched
from calciplug.testing.cases import base

if TYPE_CHECKING:
    from collections.abc import Callable

    from calciplug import Case, Host

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def host() -> Host:
    """One first-party plugin, so that what another one says cannot move these tests."""
    return host_of(["dialysate_sodium"], [ROOT / "plugins"])


@pytest.fixture
def adjusted(host: Host) -> Callable[..., tuple[dict[str, Any], Case]]:
    """The outcome document of the base patient with values set by JSON Pointer, and the case."""

    def run(changes: dict[str, Any] | None = None, name: str = "hd") -> tuple[dict[str, Any], Case]:
        data = json.dumps(patched(base(name), changes or {})).encode()
        return json.loads(adjust_document(data, host, shipped_protocol())), read_case(data)

    return run


def value(path: str, number: float, unit: str, shown: str) -> dict[str, Any]:
    return {"path": path, "value": number, "unit": unit, "shown": shown}


SODIUM = "dialysate.sodium"
BY_HAND: dict[str, Any] = {
    "schema": "urn:calciplug:schema:outcome:1",
    "status": "held",
    "case_id": "by-hand",
    "as_of": "2026-01-12T07:00:00+01:00",
    "modality": "HD",
    "statement": "calciplug proposes; a licensed prescriber decides.",
    "prescription": {
        "modality": "HD",
        "dialysate": {"sodium": {"value": 137, "unit": "mmol/L"}, "calcium": {"value": 1.25, "unit": "mmol/L"}},
    },
    "computed": [
        value("ultrafiltration.rate", 6.1, "mL/h/kg", "6.1 mL/kg/h"),
        value("thiosulfate.start", 180, "min/{session}", "180 min (3 h)"),
    ],
    "changes": [
        {
            "path": SODIUM,
            "in_force": value(SODIUM, 140, "mmol/L", "140 mmol/L (140 mEq/L)"),
            "ordered": value(SODIUM, 139, "mmol/L", "139 mmol/L (139 mEq/L)"),
            "after": value(SODIUM, 137, "mmol/L", "137 mmol/L (137 mEq/L)"),
            "origin": "dialysate_sodium", "rule": "N-1", "reason": "Because of the load.",
            "citations": ["arramreddy-2012"], "policy": True,
        },
        {
            "path": "thiosulfate.dose",
            "ordered": value("thiosulfate.dose", 25, "g/{session}", "25 g pentahydrate") | {"form": "pentahydrate"},
            "origin": "thiosulfate_safety", "reason": "low calcium", "citations": [], "policy": False,
        },
    ],
    "withheld": [{"section": "thiosulfate", "by": ["thiosulfate_safety"], "why": "ionised calcium is low"}],
    "findings": [
        {
            "code": "D-2", "severity": "block", "plugin": "dialysate_calcium", "path": "dialysate.calcium",
            "refuses": value("dialysate.calcium", 0.75, "mmol/L", "0.75 mmol/L (1.5 mEq/L)"),
            "alternative": [value("dialysate.calcium", 1.25, "mmol/L", "1.25 mmol/L (2.5 mEq/L)")],
            "summary": "dialysate calcium is too low", "detail": "It is lower than any source supports.",
            "read": [
                {"path": "labs.qtc", "shown": "430 ms", "age_minutes": 2880, "stale": True},
                {"path": "in_force.dialysate.calcium", "shown": "1.5 mmol/L (3 mEq/L)", "stale": False},
            ],
            "citations": ["pun-2013", "kdigo-2017"], "policy": True, "disputes": ["C-2"], "state": "open",
            "may_override": "specialist",
        },
        {
            "code": "S-1", "severity": "warning", "plugin": "thiosulfate_dose", "summary": "start low",
            "detail": "Start low.", "read": [], "citations": [], "policy": True, "disputes": [], "state": "overridden",
            "may_override": "named-role", "overridden_by": "nephrologist: tolerated before",
        },
        {
            "code": "N-1", "severity": "info", "plugin": "dialysate_sodium", "path": SODIUM,
            "summary": "sodium lowered", "detail": "Because of the load.",
            "read": [
                {"path": "labs.sodium", "shown": "138 mmol/L (138 mEq/L)", "age_minutes": 30, "stale": False},
                {"path": "site.machine", "shown": "adjustable", "stale": False},
            ],
            "citations": ["arramreddy-2012"], "policy": True, "disputes": ["C-25"], "state": "open",
        },
    ],
    "silent": [
        {"plugin": "dialysate_calcium", "rule": "D-10", "cause": "missing", "path": "labs.albumin",
         "loinc": "1751-7", "units": ["g/L", "g/dL"]},
        {"plugin": "dialysate_calcium", "rule": "D-3", "cause": "missing", "path": "labs.albumin",
         "loinc": "1751-7", "units": ["g/L", "g/dL"]},
        {"plugin": "dialysate_calcium", "rule": "D-4", "cause": "stale", "path": "labs.qtc", "units": ["ms"]},
        {"plugin": "dialysate_sodium", "rule": "N-3", "cause": "needs-model", "part": "predicted rise in sodium"},
        {"plugin": "dialysate_sodium", "rule": "N-10", "cause": "not-triggered"},
        {"plugin": "dialysate_sodium", "rule": "N-2", "cause": "not-triggered"},
        {"plugin": "peritoneal_dwell", "rule": "P-1", "cause": "modality"},
    ],
    "predictions": [],
    "parameters": [
        {"plugin": "dialysate_sodium", "name": "largest_step", "value": 2, "unit": "mmol/L",
         "shown": "2 mmol/L (2 mEq/L)", "origin": "ours", "citations": ["arramreddy-2012"], "policy": True},
        {"plugin": "dialysate_sodium", "name": "gradient", "value": 2, "unit": "mmol/L",
         "shown": "2 mmol/L (2 mEq/L)", "origin": "default", "citations": [], "policy": True},
    ],
    "plugins": [
        {"name": "dialysate_sodium", "version": "0.1.0", "digest": "sha256:0123456789abcdef",
         "distribution": "calciplug 0.1.0"},
    ],
    "protocol": {"name": "ours", "version": "1.2.3"},
    "evidence": [
        {"about": "thiosulfate", "statement": "A-10", "text": "No trial supports it.", "grade": "observational",
         "citations": ["wen-2023"]},
    ],
    "disputes": [
        {
            "id": "C-2", "title": "Dialysate calcium in calciphylaxis",
            "sides": [
                {"claim": "Lower.", "design": "narrative-review", "citations": ["urena-2025"]},
                {"claim": "Not lower than 1.25 mmol/L.", "design": "case-control", "citations": ["pun-2013"]},
            ],
            "shown": "The higher one is proposed.",
        },
        {
            "id": "C-25", "title": "Low dialysate sodium",
            "sides": [
                {"claim": "It offsets the load.", "design": "cohort", "citations": ["arramreddy-2012"]},
                {"claim": "It was left out of trials.", "design": "protocol", "citations": ["solid-2013"]},
            ],
            "shown": "Bounds.",
        },
    ],
    "problems": [],
    "input_hash": "sha256:feed",
}  # fmt: skip


@pytest.fixture
def by_hand() -> dict[str, Any]:
    """A document with something in every section; it obeys the schema, as every one that reaches the report does."""
    found = deepcopy(BY_HAND)
    assert check("outcome", json.loads(json.dumps(found))) == []
    return found
