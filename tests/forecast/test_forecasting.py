"""Many cases at once say what each says alone: the shipped ones, and generated ones with others like them."""

from __future__ import annotations

import copy
import json

import pytest
from forecasts import PROTOCOL, ROOT, case_of, held_to_each_alone
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import cases

from calciplug import InputError, read_case
from calciplug.forecast import asking, forecast
from calciplug.forecast.scope import Scope
from calciplug.forecast.stack import stacked
from calciplug.model.computed import COMPUTED, compute
from calciplug.testing import host_of, load_cases
from calciplug.units import measure_each

NAME = "kinetic_outlook"
OUTLOOK = host_of([NAME], [ROOT / "plugins"])
SOLUTION = {"/site/solutions/0/osmolarity": {"value": 345, "unit": "mosm/L"}}
IN_NIGHT = {
    "/prescription/exchanges/night/thiosulfate": {
        "dose": {"value": 12.5, "unit": "g/{exchange}", "form": "pentahydrate"}, "product": "vial-25-percent",
        "count": {"value": 3, "unit": "{exchange}/wk"},
    }
}  # fmt: skip
PHOSPHATE = "/labs/phosphate/0/taken"


@pytest.fixture
def _all_together(monkeypatch):
    """Two cases are enough for an array."""
    monkeypatch.setattr(asking, "FEW", 2)


def shipped(folder="*"):
    """Every shipped patient and every case of the plugins in *folder* that is not refused as it stands."""
    documents = [json.loads(path.read_bytes()) for path in sorted((ROOT / "fixtures/patients").glob("P*.json"))]
    for own in sorted((ROOT / "fixtures/cases").glob(folder)):
        documents += [case.document for case in load_cases(own)]
    return [case for case in map(case_in, documents) if case is not None]


def case_in(document):
    """The case in *document*, or None."""
    try:
        return read_case(json.dumps(document).encode())
    except InputError:
        return None


@pytest.mark.usefixtures("_all_together")
@pytest.mark.parametrize("folder", [NAME, pytest.param("*", marks=pytest.mark.slow)])
def test_shipped_cases_together_are_the_same_as_each_alone(folder):
    """Each twice, so that none is without its like, and in between the others."""
    every = shipped(folder)
    found = held_to_each_alone([*every, *every[::-1]], OUTLOOK, NAME)

    assert {case.modality for case in every} >= {"HD", "CAPD"}
    assert not found.faults
    assert found.asked[NAME].together
    assert not found.asked[NAME].unable


def scaled(document, factors):
    """*document* with its numbers moved: in each group the n-th by the n-th of *factors*, again and again."""
    numbers = []

    def collect(node):
        if isinstance(node, dict):
            if isinstance(node.get("value"), int | float) and "unit" in node:
                numbers.append(node)
            for key, own in node.items():
                if key not in ("count", "sessions", "age"):
                    collect(own)
        elif isinstance(node, list):
            for own in node:
                collect(own)

    moved = copy.deepcopy(document)
    for group in ("labs", "patient", "prescription", "order"):
        collect(moved.get(group, {}))
    for index, node in enumerate(numbers):
        node["value"] = round(node["value"] * factors[index % len(factors)], 4)
    return moved


FACTORS = st.lists(st.sampled_from((0.9, 0.97, 1.0, 1.0, 1.04)), min_size=3, max_size=7)


@pytest.mark.slow
@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(cases(), st.lists(FACTORS, min_size=1, max_size=5)), min_size=1, max_size=3))
def test_generated_cases_together_are_the_same_as_each_alone(drawn):
    """What is drawn, and others that differ from it in numbers."""
    every = [scaled(document, factors) for document, several in drawn for factors in ([1.0], *several)]
    read = [case for case in map(case_in, every) if case is not None]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(asking, "FEW", 2)
        found = held_to_each_alone(read, OUTLOOK, NAME)
    assert not found.asked or not found.asked[NAME].unable


@pytest.mark.usefixtures("_all_together")
@pytest.mark.parametrize(
    ("change", "values"),
    [
        ("/patient/age/value", (12, 17, 18, 40, 70)),
        ("/patient/dry_weight/value", (44, 60.5, 90)),
        ("/prescription/schedule/count/value", (3, 3.5, 4, 6)),
        ("/prescription/flows/blood/value", (150, 299, 300, 301, 350)),
        ("/labs/spktv/0/taken", ("2025-12-22T06:30:00+01:00", "2026-01-10T06:30:00Z", "2024-01-10T06:30:00+01:00")),
        (PHOSPHATE, ("2026-01-12T06:30:00+01:00", "2025-06-10T06:30:00+01:00", "2026-01-11T23:59:59Z")),
        ("/as_of", ("2026-01-12T08:00:00+01:00", "2026-01-12T07:30:00+01:00", "2026-05-01T07:00:00Z")),
    ],
)
def test_what_decides_the_way_parts_the_cases_and_keeps_none_from_the_others(change, values):
    """Ages, counts, flows at a limit, and how old a value is: arrays, and never one case at a time."""
    found = held_to_each_alone([case_of({change: value}) for value in values for _ in range(3)], OUTLOOK, NAME)

    assert (found.asked[NAME].alone, found.asked[NAME].unable) == (0, 0)


@pytest.mark.usefixtures("_all_together")
def test_changes_since_a_value_was_measured_are_told_case_by_case():
    """A change before it, at the same moment and after it raises a flag in the last alone."""
    taken = case_of().labs.series["spktv"][0].taken.isoformat()
    moments = ("2025-11-01T06:30:00+01:00", taken, "2026-01-11T06:30:00+01:00")
    every = [
        case_of({"/history/changes": [{"path": "schedule.duration", "changed": moment}]})
        for moment in moments
        for _ in range(2)
    ]
    found = held_to_each_alone(every, OUTLOOK, NAME)
    flags = found.columns[NAME, "outlook-urea", "standard-kt-v", ""].flags["measured-elsewhere"]

    assert flags.tolist() == [False] * 4 + [True] * 2
    assert found.asked[NAME].alone == 0


@pytest.mark.usefixtures("_all_together")
def test_exchanges_are_predicted_by_their_names():
    every = [
        case_of({**SOLUTION, **IN_NIGHT, "/prescription/exchanges/night/volume/value": volume}, name="pd")
        for volume in (1.5, 1.8, 2.0)
    ]
    found = held_to_each_alone(every, OUTLOOK, NAME)

    assert (NAME, "outlook-peritoneal", "bag-sodium", "exchanges.night") in found.columns
    assert found.asked[NAME].alone == 0


@pytest.mark.usefixtures("_all_together")
def test_series_of_other_lengths_are_told_apart_only_as_far_as_they_are_read():
    sample = {"unit": "mmol/L", "timing": "pre-dialysis"}
    newest = {**sample, "value": 1.8, "taken": "2026-01-12T06:30:00+01:00"}
    fresh = {**sample, "value": 1.9, "taken": "2026-01-11T06:30:00+01:00"}
    old = {**sample, "value": 2.3, "taken": "2024-01-10T06:30:00+01:00"}
    older = {**old, "taken": "2024-01-09T06:30:00+01:00"}
    post = {**fresh, "timing": "post-dialysis"}
    series = [[newest], [newest, old], [newest, old, older], [newest, fresh], [newest, post], [newest, post, fresh]]
    every = [case_of({"/labs/phosphate": own}) for own in series for _ in range(2)]

    assert held_to_each_alone(every, OUTLOOK, NAME).asked[NAME].alone == 0


def test_an_order_and_what_is_stopped_are_the_prescription_afterwards():
    ordered = case_of({"/order/schedule/duration": {"value": 300, "unit": "min/{session}"}})
    found = held_to_each_alone([case_of(), ordered, case_of({"/stop": ["thiosulfate"]})], OUTLOOK, NAME)
    rate = found.columns[NAME, "outlook-ultrafiltration", "ultrafiltration-rate", ""]

    assert rate.before[0].tolist() == [rate.before[0][0]] * 3
    assert rate.after[0][1] == pytest.approx(rate.before[0][1] * 240 / 300)
    assert rate.after[0][0] == rate.before[0][0]


def test_no_case_has_no_prediction():
    found = forecast([], OUTLOOK, PROTOCOL)

    assert (dict(found.columns), list(found.silent)) == ({}, [])


@pytest.mark.parametrize("path", sorted(COMPUTED))
def test_what_is_computed_has_all_that_it_is_computed_from(path):
    """A plugin that declares nothing but the computed leaf gets the same value of two cases as of each."""
    own = path.replace("*", "night")
    changes = {} if "exchanges" not in path else {**SOLUTION, **IN_NIGHT}
    if path.startswith("intralesional"):
        changes = {
            "/prescription/intralesional": {
                "volume": {"value": 3, "unit": "mL/wk"}, "product": "vial-25-percent",
            }
        }  # fmt: skip
    every = [case_of({"/case_id": name, **changes}, name="pd" if "exchanges" in path else "hd") for name in "ab"]
    scope = Scope(paths=Scope.of(_Declares((path,))).paths, rules=frozenset())
    case = stacked(every, scope)
    kind = COMPUTED[path].kind
    alone = compute(every[0], every[0].prescription, own)

    assert alone is not None
    found = measure_each(compute(case, case.prescription, own), kind)
    assert found.tolist() == [measure_each(alone, kind)] * 2


class _Declares:
    """A manifest, as far as a scope asks it."""

    writes = ()
    rules = ()

    def __init__(self, reads):
        self.reads = reads
