"""What the comparison with other engines rests on: they decide the same, and the floor writes the same bytes."""

from __future__ import annotations

import importlib.util
import math
import sys
from collections.abc import Iterator
from importlib import import_module
from itertools import islice
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from calciplug import adjust_document, read_case, shipped_protocol

FOLDER = Path(__file__).resolve().parents[2] / "benchmarks" / "eight_rules"
SEED = 7
CASES = 150


@pytest.fixture(scope="module")
def eight() -> Iterator[SimpleNamespace]:
    """The modules of the benchmark, which no package holds, and what they load."""
    pytest.importorskip("orjson")
    spec = importlib.util.spec_from_file_location(
        "eight_rules", FOLDER / "__init__.py", submodule_search_locations=[str(FOLDER)]
    )
    assert spec is not None
    assert spec.loader is not None
    package = importlib.util.module_from_spec(spec)
    sys.modules["eight_rules"] = package
    spec.loader.exec_module(package)
    cases, floor, logic, ours = (import_module(f"eight_rules.{name}") for name in ("cases", "floor", "logic", "ours"))
    yield SimpleNamespace(
        documents=list(islice(cases.stream(SEED), CASES)), others=list(islice(cases.stream(SEED + 1), 600)),
        floor=floor, logic=logic, ours=ours, host=ours.host(), protocol=shipped_protocol(),
    )  # fmt: skip
    for name in [name for name in sys.modules if name.partition(".")[0] == "eight_rules"]:
        del sys.modules[name]


def test_the_floor_writes_what_we_write(eight: SimpleNamespace) -> None:
    """Byte for byte, in both lanes; otherwise the ratio to it would say nothing."""

    def whole(data: bytes, lane: Any) -> bytes:
        return adjust_document(data, eight.host, eight.protocol, lane=lane)

    floor = eight.floor.Floor(eight.ours.constants(whole(data, "fast") for data in eight.others))

    for data in eight.documents:
        assert whole(data, "fast") == whole(data, "checked") == floor.adjust(data)


def test_the_formulas_decide_what_the_plugins_decide(eight: SimpleNamespace) -> None:
    """They were written apart; every rule speaks in some of the cases and is silent in others."""
    names: dict[str, Any] = {"ceil": math.ceil, "floor": math.floor}
    exec(eight.logic.as_python(), names)  # noqa: S102  # our own text
    moved = dict.fromkeys(eight.logic.OUTPUTS, 0)

    for data in eight.documents:
        case = read_case(data)
        flat = eight.ours.flat(case)
        wanted, found = eight.ours.decisions(case, eight.host, eight.protocol), names["rules"](**flat)
        assert eight.logic.differing(wanted, found) == []
        before = {"new_length": "length", "new_calcium": "bath_calcium"} | {
            f"new_{name}": f"bath_{name}" for name in ("sodium", "bicarbonate")
        }
        for name, value in wanted.items():
            moved[name] += value != flat[before[name]] if name in before else bool(value)

    assert all(0 < count < CASES for count in moved.values()), moved


def test_no_two_cases_are_alike(eight: SimpleNamespace) -> None:
    """Timing the same case again would time caches."""
    flats = {tuple(eight.ours.flat(read_case(data)).values()) for data in (*eight.documents, *eight.others)}

    assert len(flats) == len(eight.documents) + len(eight.others)
