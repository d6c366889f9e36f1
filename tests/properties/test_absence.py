"""A value that is missing or old tightens, and never relaxes (rule U-10).

Each laboratory series is made old, and then taken away, one at a time. Made old, it may leave nothing looser than the
fresh value did. Taken away, it may only let go of what it held itself, and the outcome then says that it is missing.
"""

from __future__ import annotations

import json
import math
import os
from copy import deepcopy
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import cases

from calciplug import Host, InputError, adjust, read_case, shipped_protocol
from calciplug.codec import outcome_document, read_manifest
from calciplug.model.prescription import Prescription
from calciplug.testing import load_cases
from calciplug.testing.cases import base

ROOT = Path(__file__).resolve().parents[2]
MORE = int(os.environ.get("CALCIPLUG_EXAMPLES", "1"))
SETTINGS = settings(max_examples=25 * MORE, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
# One in so many case files in the gate; every one of them where more examples are asked for.
SHARE = 40 if MORE == 1 else 1
# The cells of an effluent are counted where there is a doubt about it: that nobody counted them is told in P-4's plan.
COUNTED_ON_A_DOUBT = {"labs.effluent_leukocytes", "labs.effluent_neutrophils"}
LONGER_THAN_ANY_LIMIT = timedelta(days=200)
BATHS = ("dialysate.calcium", "dialysate.sodium")
AMOUNTS = ("dose", "sessions", "count", "weekly", "weekly_total", "rate", "concentration")

# An outcome document, the numbers in it, and those as ordered, else in force.
Judged = tuple[dict[str, Any], dict[str, float], dict[str, float]]


@cache
def host() -> Host:
    """Every plugin that ships."""
    return Host.discover()


@cache
def documents() -> dict[str, dict[str, Any]]:
    """Case documents by name: the patients that can be read, the bases, and a share of the case files."""
    found = {
        path.stem: json.loads(path.read_text("utf-8")) for path in (ROOT / "fixtures" / "patients").glob("P*.json")
    }
    found |= {name: base(name) for name in ("hd", "pd")}
    found |= {case.name: dict(case.document) for case in load_cases(ROOT / "fixtures" / "cases")[::SHARE]}
    return {name: item for name, item in sorted(found.items()) if readable(item)}


def readable(document: dict[str, Any]) -> bool:
    try:
        read_case(json.dumps(document).encode())
    except InputError:
        return False
    return True


def judged(document: dict[str, Any]) -> Judged:
    """The outcome document, every number of it, and every number as ordered, else in force."""
    case = read_case(json.dumps(document).encode())
    outcome = adjust(case, host(), shipped_protocol(), raise_faults=True)
    assert outcome.prescription is not None
    amounts = numbers(outcome.prescription)
    amounts |= {item.path: item.stored for item in outcome.computed if isinstance(item.stored, float)}
    return outcome_document(outcome), amounts, numbers(case.draft())


def numbers(own: Prescription) -> dict[str, float]:
    return {path: value for path, value in own.values.items() if isinstance(value, float)}


def old(document: dict[str, Any], name: str) -> dict[str, Any]:
    """*document* with every sample of one series taken longer ago than any rule accepts."""
    found = deepcopy(document)
    for row in found["labs"][name]:
        row["taken"] = (datetime.fromisoformat(row["taken"]) - LONGER_THAN_ANY_LIMIT).isoformat()
    return found


def gone(document: dict[str, Any], name: str) -> dict[str, Any]:
    found = deepcopy(document)
    del found["labs"][name]
    return found


def looser(fresh: Judged, changed: Judged) -> list[str]:
    """What *changed* lets through that *fresh* did not, a line each."""
    (before, had, _), (after, has, draft) = fresh, changed
    found = [
        f"more {path}: {had.get(path)} -> {value}"
        for path, value in has.items()
        if "thiosulfate" in path
        and path.rpartition(".")[2] in AMOUNTS
        and above(value, had.get(path, 0.0))
        and not spread_thinner(path, had, has)
    ]
    # Lower than with the value, and lower than what stands without any rule.
    found += [
        f"lower {path}: {had.get(path)} -> {has[path]}"
        for path in BATHS
        if path in has and above(had.get(path, math.inf), has[path]) and above(draft.get(path, math.inf), has[path])
    ]
    sections = [{item["section"] for item in own["withheld"]} for own in (before, after)]
    return found + [f"no longer withheld: {name}" for name in sorted(sections[0] - sections[1])]


def above(one: float, two: float) -> bool:
    return one > two * (1 + 1e-9) + 1e-9


def spread_thinner(path: str, had: dict[str, float], has: dict[str, float]) -> bool:
    """Whether it is the number of sessions, and the dose in each is smaller: the grams of a week are judged as well."""
    return path == "thiosulfate.sessions" and has["thiosulfate.dose"] < had.get("thiosulfate.dose", 0.0)


def rested_on(outcome: dict[str, Any], path: str) -> bool:
    """Whether any finding of *outcome* read *path*."""
    return any(read["path"] == path for item in outcome["findings"] for read in item["read"])


def told_as_missing(outcome: dict[str, Any], path: str) -> bool:
    """Whether *outcome* names *path* as missing, or as what a finding is about."""
    silent = any(item.get("path") == path and item["cause"] == "missing" for item in outcome["silent"])
    counted = path in COUNTED_ON_A_DOUBT and any(item["code"] == "P-4" for item in outcome["findings"])
    return silent or counted or any(item.get("path") == path for item in outcome["findings"])


def check(document: dict[str, Any], fresh: Judged, name: str) -> None:
    """Make the series *name* old, then take it away."""
    assert looser(fresh, judged(old(document, name))) == [], f"{name} made old relaxed something"
    without = judged(gone(document, name))
    let_go = looser(fresh, without)
    if let_go:
        assert rested_on(fresh[0], f"labs.{name}"), f"{let_go} did not rest on {name}"
        assert told_as_missing(without[0], f"labs.{name}"), f"{let_go}, and {name} is not told as missing"


@pytest.mark.slow
@pytest.mark.parametrize("name", documents())
def test_an_absent_value_relaxes_nothing(name: str) -> None:
    """Of every patient, base and case file, each series in turn."""
    document = documents()[name]
    fresh = judged(document)

    for own in document["labs"]:
        check(document, fresh, own)


@pytest.mark.slow
@SETTINGS
@given(cases(), st.data())
def test_an_absent_value_relaxes_nothing_in_generated_cases(document: dict[str, Any], data: st.DataObject) -> None:
    """The same for cases drawn around the numbers that rules turn on."""
    if document["labs"]:
        check(document, judged(document), data.draw(st.sampled_from(sorted(document["labs"]))))


def manifests() -> dict[str, Path]:
    return {path.parent.name: path for path in sorted((ROOT / "plugins").glob("*/plugin.json"))}


@pytest.mark.parametrize("name", manifests())
def test_every_need_says_what_its_absence_means(name: str) -> None:
    """The manifest says it for each value that a rule needs, and is refused without it."""
    document = json.loads(manifests()[name].read_text("utf-8"))
    needs = [(rule, index) for rule, own in document["rules"].items() for index in range(len(own["needs"]))]

    for rule, index in needs:
        assert document["rules"][rule]["needs"][index]["absence"].strip()
    if needs:
        rule, index = needs[0]
        del document["rules"][rule]["needs"][index]["absence"]
        with pytest.raises(InputError) as refused:
            read_manifest(json.dumps(document).encode())
        [problem] = refused.value.problems
        assert (problem.pointer, problem.code) == (f"/rules/{rule}/needs/{index}", "schema.required")
        assert "absence" in problem.message
