"""Advisory plugins advise: in all their case files no prescription changes, and no drug outside of it gets a dose."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from calciplug import adjust, read_case
from calciplug.model.manifest import PLACEHOLDER
from calciplug.testing import PluginCase, host_of, load_cases

if TYPE_CHECKING:
    from calciplug.host import Host

ROOT = Path(__file__).resolve().parents[2]
# Named one by one: a plugin that is taken off the list, or forgotten on it, has to be looked at.
ADVISORY = (
    "anticoagulation", "antiresorptive", "calcimimetic", "calcium_sources", "dialysis_modality", "hyperbaric_oxygen",
    "investigational", "local_thiosulfate", "parathyroid_hormone", "rheopheresis", "supportive_care", "vitamin_k",
)  # fmt: skip
# What writes nothing and is no advice on other treatments.
OTHERS = {"kinetic_outlook", "many_changes", "thiosulfate_safety"}
# The one section that an advisory plugin withholds, and on what: grams that contradict what the order itself says.
WITHHOLDS = {"local_thiosulfate": {"intralesional"}}
# Stems and suffixes of drugs that no advice may give a dose to.
DRUGS = r"warfarin|coumarol|procoumon|fluindione|xaban|dabigatran|heparin|calc(et|itriol|idol|ifediol|iferol)|phytonadione|vitamin|menaquinone|dronate|dronic|denosumab|romosozumab|teriparatide|sevelamer|lanthanum|binder|opioid|morphin|analges|antibiotic|insulin|iron|steroid|predniso|cortisone|dexamethasone|alteplase|bosentan|pentoxifylline|fytate|snf472|inz-701"  # noqa: E501
DOSE = re.compile(
    r"\b[0-9]+([.,][0-9]+)?( ?(to|-) ?[0-9.]+)? ?(mg|mcg|µg|micrograms?|milligrams?|IU|units?|g)(/kg|/d|/day)?(?![/\w])"
)


def manifest(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((ROOT / "plugins" / name / "plugin.json").read_text("utf-8"))
    return found


@cache
def host(name: str) -> Host:
    return host_of([name])


@cache
def outcomes(name: str) -> list[tuple[PluginCase, dict[str, Any]]]:
    """The case files of the plugin and what it makes of each; refused documents are none of its doing."""
    cases = [case for case in load_cases(ROOT / "fixtures" / "cases" / name) if case.plugins == (name,)]
    return [(case, case.run(host(name))) for case in cases if "problems" not in case.expected]


def test_the_list_is_all_there_is() -> None:
    """Whatever writes nothing is on one of the two lists."""
    names = {path.parent.name for path in (ROOT / "plugins").glob("*/plugin.json")}
    assert {name for name in names if manifest(name)["writes"] == []} == {*ADVISORY, *OTHERS}


@pytest.mark.parametrize("name", ADVISORY)
def test_it_advises_in_the_review_alone(name: str) -> None:
    """An advisory plugin has no hook in which anything could be proposed or predicted."""
    plugin = host(name).plugins[name]
    allowed = {"calciplug_review"} | ({"calciplug_guard"} if name in WITHHOLDS else set())
    assert set(plugin.hooks) <= allowed


@pytest.mark.parametrize("name", ADVISORY)
def test_the_prescription_stands_as_ordered(name: str) -> None:
    """After is what was ordered, or else what is in force; only what contradicts itself may be withheld."""
    assert outcomes(name)
    for case, document in outcomes(name):
        withheld = {item["section"] for item in document["withheld"]}
        assert withheld <= WITHHOLDS.get(name, set()), case.name
        for change in document["changes"]:
            if change["path"].split(".")[0] in withheld:
                continue
            stands = change.get("ordered", change.get("in_force"))
            assert change.get("after") == stands, (case.name, change["path"])
            assert change["origin"] == "order", (case.name, change["path"])


@pytest.mark.parametrize("name", ADVISORY)
def test_every_leaf_is_that_of_prescription_and_order(name: str) -> None:
    """Leaf by leaf and unrounded, not by what the outcome calls a change."""
    for case, document in outcomes(name):
        read = read_case(json.dumps(case.document).encode("utf-8"))
        after = adjust(read, host(name), case.protocol_object()).prescription
        withheld = {item["section"] for item in document["withheld"]}
        assert after is not None
        ours, theirs = ({path: held.get(path) for path in held} for held in (read.draft(), after))
        missing = {path for path in ours if path.split(".")[0] in withheld}
        assert theirs == {path: ours[path] for path in ours if path not in missing}, case.name


@pytest.mark.parametrize("name", ADVISORY)
def test_no_other_value_is_offered(name: str) -> None:
    """No finding refuses a value and offers another in its place."""
    for case, document in outcomes(name):
        assert [item for item in document["findings"] if item.get("alternative")] == [], case.name


@pytest.mark.parametrize("name", ADVISORY)
def test_no_reason_can_print_a_dose(name: str) -> None:
    """No template has a placeholder for the dose of a drug, by value or by parameter."""
    own = manifest(name)
    doses = {key for key, item in own["parameters"].items() if item.get("kind") == "drug_dose"}
    for rule in own["rules"].values():
        for reason in rule["reasons"].values():
            for found in PLACEHOLDER.finditer(reason["summary"] + reason["detail"]):
                prefix, key, kind = found.groups()
                assert kind != "drug_dose", found[0]
                assert not (prefix and key in doses), found[0]


def dosed(text: str) -> list[str]:
    """Sentences that name a drug and an amount of a drug."""
    sentences = re.split(r"(?<=[.;:])\s", text)
    return [one for one in sentences if DOSE.search(one) and re.search(DRUGS, one, flags=re.IGNORECASE)]


@pytest.mark.parametrize("name", ADVISORY)
def test_no_reason_says_a_dose(name: str) -> None:
    """No sentence of a manifest has an amount beside the name of a drug of another prescription."""
    for rule in manifest(name)["rules"].values():
        for reason in rule["reasons"].values():
            for text in (reason["summary"], reason["detail"]):
                assert dosed(text) == []


@pytest.mark.parametrize("name", ADVISORY)
def test_no_outcome_says_a_dose(name: str) -> None:
    """Filled in with real values, it is still so."""
    for case, document in outcomes(name):
        for item in document["findings"]:
            if item.get("plugin") == name:
                assert dosed(f"{item['summary']}. {item['detail']}") == [], case.name


@pytest.mark.parametrize(
    "text",
    [
        "Give warfarin 5 mg.",
        "phytonadione 10 mg three times a week",
        "apixaban, 2.5 mg",
        "insulin 10 units",
        "7 mg/kg of fytate",
    ],
)
def test_the_search_for_doses_bites(text: str) -> None:
    """Sentences that must never stand in a reason are found."""
    assert dosed(text)


@pytest.mark.parametrize(
    "text",
    [
        "PTH 130 pg/mL under cinacalcet",
        "evocalcet ordered, calcium 8.4 mg/dL",
        "albumin 38 g/L: parenteral iron",
    ],
)
def test_the_search_for_doses_knows_concentrations(text: str) -> None:
    """A concentration beside a drug is none of its dose."""
    assert not dosed(text)


@pytest.mark.parametrize(
    ("dispute", "name"), [("C-21", "anticoagulation"), ("C-22", "parathyroid_hormone"), ("C-24", "dialysis_modality")]
)
def test_a_dispute_of_the_advice_is_named(dispute: str, name: str) -> None:
    """Where sources contradict each other on the advice, a finding says so."""
    assert any(dispute in item["disputes"] for _, document in outcomes(name) for item in document["findings"])
