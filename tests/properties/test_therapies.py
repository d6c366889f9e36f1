"""Therapies beside dialysis: windows, contents and pressures are judged as plain arithmetic judges them."""

from __future__ import annotations

import json
import os
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from calciplug import Host, adjust, read_case, shipped_protocol
from calciplug.codec import outcome_document
from calciplug.testing import host_of
from calciplug.testing.cases import base, patched

SETTINGS = settings(max_examples=100 * int(os.environ.get("CALCIPLUG_EXAMPLES", "1")), deadline=None, derandomize=True)
MINUTE = "min/{session}"


@cache
def host(plugin: str) -> Host:
    """A host of *plugin* alone."""
    return host_of((plugin,))


def outcome(plugin: str, changes: dict[str, Any]) -> dict[str, Any]:
    """What *plugin* makes of the plain patient with *changes*."""
    case = read_case(json.dumps(patched(base("hd"), changes)).encode("utf-8"))
    return outcome_document(adjust(case, host(plugin), shipped_protocol("cautious"), raise_faults=True))


def warned(document: dict[str, Any], rule: str) -> list[str]:
    """Summaries of the warnings of *rule*."""
    return [item["summary"] for item in document["findings"] if (item["code"], item["severity"]) == (rule, "warning")]


@SETTINGS
@given(
    session=st.integers(60, 600),
    infusion=st.integers(10, 60),
    begins=st.integers(0, 720),
    duration=st.integers(1, 400),
)
def test_windows_meet_as_minutes_do(session: int, infusion: int, begins: int, duration: int) -> None:
    """Open intervals: touching is no overlap; four hours after the end a start no longer counts."""
    document = outcome(
        "rheopheresis",
        {
            "/prescription/schedule/duration": {"value": session, "unit": MINUTE},
            "/prescription/thiosulfate/infusion_duration": {"value": infusion, "unit": MINUTE},
            "/therapies": [
                {
                    "therapy": "plasma-exchange",
                    "status": "planned",
                    "begins": {"value": begins, "unit": MINUTE},
                    "duration": {"value": duration, "unit": "min"},
                }
            ],
        },
    )

    running = bool(set(range(begins, begins + duration)) & set(range(session - infusion, session)))
    later = begins in range(session, session + 240)
    found = warned(document, "plasma-removal")
    assert ["overlaps" in text for text in found] == ([True] if running else [False] if later else [])
    assert document["status"] == "unchanged"


@SETTINGS
@given(milligrams=st.integers(10, 3000), microlitres=st.integers(100, 12000), strength=st.sampled_from([80, 250, 500]))
def test_contents_agree_as_products_do(milligrams: int, microlitres: int, strength: int) -> None:
    """Blocked exactly where volume times strength is more than 5 percent of the stated grams away from them."""
    vial = {
        "id": "vial",
        "drug": "sodium thiosulfate",
        "code": "synthetic-3",
        "form": "pentahydrate",
        "strength": {"value": strength, "unit": "mg/mL"},
        "amount": {"value": strength * 50 / 1000, "unit": "g"},
        "volume": {"value": 50, "unit": "mL"},
    }
    document = outcome(
        "local_thiosulfate",
        {
            "/site/products/-": vial,
            "/order/intralesional": {
                "product": "vial",
                "thiosulfate": {"value": milligrams / 1000, "unit": "g/wk", "form": "pentahydrate"},
                "volume": {"value": microlitres / 1000, "unit": "mL/wk"},
            },
        },
    )

    away = abs(Fraction(microlitres * strength, 1000) - milligrams)
    wrong = away > Fraction(milligrams, 20)
    assert [item["section"] for item in document["withheld"]] == (["intralesional"] if wrong else [])
    assert document["status"] == ("held" if wrong else "adjusted")


@SETTINGS
@given(kilopascals=st.integers(102, 600))
def test_a_pressure_is_judged_alike_in_every_unit(kilopascals: int) -> None:
    """Kilopascals and bars are one pressure; 2.4 to 2.6 standard atmospheres pass."""
    ends = [Decimal("101.325") * Decimal(atmospheres) for atmospheres in ("2.4", "2.6")]
    passes = ends[0] <= kilopascals <= ends[1]
    for value, unit in ((kilopascals, "kPa"), (kilopascals / 100, "bar")):
        course = {
            "therapy": "hyperbaric-oxygen",
            "status": "planned",
            "pressure": {"value": value, "unit": unit},
            "duration": {"value": 90, "unit": "min"},
        }
        document = outcome("hyperbaric_oxygen", {"/therapies": [course], "/patient/conditions": []})

        assert bool(warned(document, "hyperbaric-oxygen")) is not passes
