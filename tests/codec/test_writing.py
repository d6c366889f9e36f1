"""What leaves is plain JSON that its own schema has seen, and that can be sent back in as an order."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import attrs
import pytest

from calciplug import Host, Outcome, adjust, read_case, shipped_protocol, write_outcome
from calciplug.codec import outcome_document
from calciplug.codec.written import json_number, prescription
from calciplug.errors import CalciplugError
from calciplug.model.prescription import Prescription
from calciplug.sealing import refused
from calciplug.testing.cases import base, patched


def outcome(document: dict[str, Any]) -> Outcome:
    return adjust(read_case(json.dumps(document).encode()), Host([]), shipped_protocol())


@pytest.mark.parametrize("name", ["hd", "pd"])
def test_what_is_written_can_be_ordered(name: str) -> None:
    """The prescription of an outcome is the nested object that a case takes, in the same words."""
    document = base(name)
    found = outcome_document(outcome(document))

    assert found["prescription"] == with_the_wires_units(document["prescription"])
    again = outcome_document(outcome(patched(document, {"/order": found["prescription"]})))
    assert again["prescription"] == found["prescription"]
    assert again["changes"] == []
    assert again["status"] == "unchanged"


def with_the_wires_units(node: Any) -> Any:
    """A case's prescription as it is written: an exchange a day is seven a week."""
    if isinstance(node, dict) and node.get("unit") == "{exchange}/d":
        return {"value": node["value"] * 7, "unit": "{exchange}/wk"}
    return {key: with_the_wires_units(item) for key, item in node.items()} if isinstance(node, dict) else node


def test_grams_are_written_in_the_form_they_were_ordered_in() -> None:
    dose = {"value": 8, "unit": "g/{session}", "form": "anhydrous"}
    document = patched(base("hd"), {"/prescription/thiosulfate": {}, "/order": {"thiosulfate": {"dose": dose}}})
    found = outcome_document(outcome(document))

    assert found["prescription"]["thiosulfate"]["dose"] == dose
    assert [item["shown"] for change in found["changes"] for item in [change["after"]]] == [
        "8 g anhydrous (12.557 g pentahydrate)"
    ]


def test_several_codes_are_a_list() -> None:
    own = Prescription({"schedule.weekdays": ("mon", "fri"), "modality": "HD", "schedule.count": 2.0}, {})

    assert prescription(own) == {
        "modality": "HD",
        "schedule": {"count": {"value": 2, "unit": "{session}/wk"}, "weekdays": ["mon", "fri"]},
    }


@pytest.mark.parametrize(
    ("value", "text"),
    [("138", "138"), ("1.25", "1.25"), ("0.001", "0.001"), ("-0.5", "-0.5"), ("0", "0"), ("100000", "100000")],
)
def test_numbers_are_written_in_their_digits(value: str, text: str) -> None:
    assert json.dumps(json_number(Decimal(value))) == text


def test_one_line_of_strict_json() -> None:
    data = write_outcome(outcome(base("hd")))

    assert data.endswith(b"\n")
    assert data.count(b"\n") == 1
    assert json.loads(data, parse_constant=pytest.fail)["schema"] == "urn:calciplug:schema:outcome:1"


def test_the_same_outcome_the_same_bytes() -> None:
    assert write_outcome(outcome(base("hd"))) == write_outcome(outcome(base("hd")))


def test_a_refused_document_is_answered_in_the_same_form() -> None:
    found = json.loads(write_outcome(refused((), "sha256:0")))

    assert found["status"] == "rejected"
    assert found["prescription"] is None
    assert set(found) == set(json.loads(write_outcome(outcome(base("hd")))))


def test_what_breaks_the_schema_does_not_leave() -> None:
    """That would be our bug; nothing is written, and the message names the place and not the patient."""
    broken = attrs.evolve(outcome(base("hd")), status="perhaps", case="Marie")

    with pytest.raises(CalciplugError, match="/status") as caught:
        write_outcome(broken)
    assert "Marie" not in str(caught.value)


def test_a_number_that_is_none_does_not_leave() -> None:
    broken = attrs.evolve(outcome(base("hd")), prescription=Prescription({"dialysate.sodium": float("nan")}, {}))

    with pytest.raises(CalciplugError, match="finite"):
        write_outcome(broken)
