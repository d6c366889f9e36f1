"""Flat rows: one unit for each value, in the header; grams of thiosulfate are grams of one salt."""

from __future__ import annotations

import io
import json
from decimal import Decimal

import attrs
import pytest

from calciplug import units
from calciplug.codec import outcome_document
from calciplug.cohort import Fields, Reader
from calciplug.cohort.answering import answered
from calciplug.errors import CalciplugError
from calciplug.model.outcome import Outcome
from calciplug.model.prescription import Prescription
from calciplug.testing import patched
from calciplug.testing.cases import base


def row_of(document, loaded, *paths):
    """The row of the outcome of *document*, and the outcome itself."""
    (line,) = Reader(io.BytesIO(document))
    own = attrs.evolve(loaded, spec=attrs.evolve(loaded.spec, fields=Fields.of(paths)))
    return json.loads(answered(line, own).out), json.loads(answered(line, loaded).out)


def test_the_header_holds_the_unit_of_each_value():
    """As the document of an outcome writes them; lists and codes have none."""
    paths = ["dialysate.sodium", "thiosulfate.rate", "thiosulfate.product", "findings"]
    header = json.loads(Fields.of(paths).header())

    assert list(header["fields"].items()) == list(zip(paths, ["mmol/L", "g/min", None, None], strict=True))
    assert header["forms"] == {"thiosulfate.rate": "pentahydrate"}


def test_a_row_holds_the_values_of_the_document(case, loaded):
    """Stored and computed leaves, changes and findings: the same numbers that the whole outcome has."""
    row, document = row_of(
        case("c-1"), loaded, "dialysate.sodium", "thiosulfate.product", "thiosulfate.weekly", "changes", "findings"
    )
    weekly = next(item["value"] for item in document["computed"] if item["path"] == "thiosulfate.weekly")

    assert row == {
        "line": 1, "case_id": "c-1", "status": document["status"],
        "dialysate.sodium": document["prescription"]["dialysate"]["sodium"]["value"],
        "thiosulfate.product": document["prescription"]["thiosulfate"]["product"],
        "thiosulfate.weekly": weekly,
        "changes": [item["path"] for item in document["changes"]],
        "findings": [item["code"] for item in document["findings"]],
    }  # fmt: skip


def test_grams_of_the_other_salt_are_told_in_the_one_of_the_header():
    """By hand: 25 g anhydrous x 248.18 / 158.11 = 39.242 g of pentahydrate; a bare 25 would be another dose."""
    stored = units.read(Decimal(25), "g/{session}", "thiosulfate_dose", "anhydrous")
    own = Prescription({"thiosulfate.dose": stored}, {"thiosulfate.dose": "anhydrous"})
    outcome = Outcome(status="adjusted", case="c", as_of="", modality="HD", prescription=own)

    assert json.loads(Fields.of(["thiosulfate.dose"]).row(1, outcome))["thiosulfate.dose"] == 39.242
    assert outcome_document(outcome)["prescription"]["thiosulfate"]["dose"]["value"] == 25


def test_what_has_no_value_is_null(loaded):
    """A refused case has no prescription; its row is there all the same."""
    row, _ = row_of(b"{}", loaded, "dialysate.sodium", "thiosulfate.weekly", "changes")

    assert row == {
        "line": 1, "case_id": None, "status": "rejected",
        "dialysate.sodium": None, "thiosulfate.weekly": None, "changes": [],
    }  # fmt: skip


def test_an_exchange_is_named_by_its_key(loaded):
    """The key comes from the document, and stands in the path."""
    key = next(iter(base("pd")["prescription"]["exchanges"]))
    row, document = row_of(json.dumps(patched(base("pd"), {})).encode(), loaded, f"exchanges.{key}.volume")

    assert row[f"exchanges.{key}.volume"] == document["prescription"]["exchanges"][key]["volume"]["value"]


@pytest.mark.parametrize(
    ("paths", "message"),
    [
        (["dialysate.sodum"], "no field is called 'dialysate.sodum'; did you mean 'dialysate.sodium'"),
        (["labs.sodium"], "no field is called 'labs.sodium'"),
        (["dialysate"], "no field is called 'dialysate'"),
        ([""], "no field is called ''"),
        ([], "no field is named"),
        (["exchanges.*.volume"], "names no exchange; write its key"),
        (["changes", "changes"], "changes is named twice"),
        (["xx", "yy"], "no field is called 'xx'.*; no field is called 'yy'"),
    ],
)
def test_what_is_no_field_is_refused_with_the_nearest(paths, message):
    """Everything that is wrong at once."""
    with pytest.raises(CalciplugError, match=message):
        Fields.of(paths)
