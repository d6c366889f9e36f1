"""A document that is right becomes the model it describes: every value once, in memory's unit, at its path."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from calciplug import read_case, read_protocol
from calciplug.codec import content_hash, read_manifest
from calciplug.codec.position import locate
from calciplug.codec.text import clean, escape, nearest, shown
from calciplug.codec.times import MomentError, agree, local, moment, zones
from calciplug.errors import InputError
from calciplug.model.case import Case
from calciplug.model.problem import Problem
from calciplug.testing.cases import base, patched

T = "2026-01-10T09:00:00+01:00"


def read(changes: dict[str, Any] | None = None, *, name: str = "hd") -> Case:
    return read_case(json.dumps(patched(base(name), changes or {}), ensure_ascii=False).encode())


def refused(changes: dict[str, Any], *, name: str = "hd") -> list[tuple[str | None, str, str]]:
    with pytest.raises(InputError) as caught:
        read(changes, name=name)
    return [(problem.rule, problem.code, problem.pointer) for problem in caught.value.problems]


# --- the case -------------------------------------------------------------------------------------------------------


def test_values_stand_at_their_paths_in_the_unit_of_memory() -> None:
    case = read(
        {
            "/prescription/dialysate/calcium": {"value": 2.5, "unit": "meq/L"},
            "/patient/height": {"value": 1.65, "unit": "m"},
        }
    )

    assert case.prescription.get("dialysate.calcium") == 1.25
    assert case.prescription.get("schedule.duration") == 240.0
    assert case.prescription.get("thiosulfate.product") == "vial-25-percent"
    assert case.prescription.forms == {"thiosulfate.dose": "pentahydrate"}
    assert case.patient.values["height"] == 165.0
    assert case.patient.values["age"] == 60 * 365.25 * 1440
    assert case.modality == "HD"


def test_grams_keep_their_form() -> None:
    dose = {"value": 8, "unit": "g/{session}", "form": "anhydrous"}
    case = read({"/prescription/thiosulfate": {}, "/order": {"thiosulfate": {"dose": dose}}})

    assert case.order.get("thiosulfate.dose") == pytest.approx(12.5576, abs=1e-3)
    assert case.draft().forms == {"thiosulfate.dose": "anhydrous"}


def test_exchanges_have_keys() -> None:
    case = read(name="pd")

    assert case.prescription.exchanges() == ("day", "night")
    assert case.prescription.get("exchanges.day.dwell") == 840.0
    assert case.prescription.get("exchanges.night.count") == 35.0
    assert case.solution("icodextrin") is not None


def test_series_are_newest_first() -> None:
    rows = [
        {"value": value, "unit": "mmol/L", "taken": f"2026-01-{day:02}T06:30:00+01:00"}
        for value, day in ((136, 5), (138, 12), (137, 9))
    ]
    series = read({"/labs/sodium": rows}).labs.series["sodium"]

    assert [item.value for item in series] == [138.0, 137.0, 136.0]


def test_of_two_samples_at_one_moment_the_first_stands_first() -> None:
    rows = [
        {"value": value, "unit": "mmol/L", "taken": T, "timing": timing}
        for value, timing in ((136, "pre-dialysis"), (140, "post-dialysis"))
    ]

    assert [item.value for item in read({"/labs/sodium": rows}).labs.series["sodium"]] == [136.0, 140.0]


def test_records_hold_floats_of_memory() -> None:
    case = read()
    product = case.product("vial-25-percent")

    assert product is not None
    assert (product.strength, product.amount, product.volume) == (250.0, 12.5, 0.05)
    assert product.sulfite is False
    assert product.sodium is None
    assert [dose.dose for dose in case.history.thiosulfate] == [12.5, 25.0]
    assert case.site.calcium_baths == (1.25, 1.5, 1.75)


def test_a_products_form_counts_for_its_grams_and_not_for_its_sodium() -> None:
    changes = {
        "/prescription/thiosulfate": {},
        "/site/products/0/form": "anhydrous",
        "/site/products/0/strength": {"value": 80, "unit": "mg/mL"},
        "/site/products/0/amount": {"value": 8, "unit": "g"},
        "/site/products/0/volume": {"value": 100, "unit": "mL"},
        "/site/products/0/sodium": {"value": 23, "unit": "mg/mL"},
    }
    product: Any = read(changes).product("vial-25-percent")

    assert product.amount == pytest.approx(12.5576, abs=1e-3)
    assert product.strength == pytest.approx(125.576, abs=1e-2)
    assert product.volume == 0.1
    assert product.sodium == pytest.approx(1000.4, abs=0.1)


def test_lists_of_records() -> None:
    case = read(
        {
            "/patient/conditions": [{"code": "other", "text": "gout", "since": T}],
            "/patient/allergies": [{"agent": "sulfite", "reaction": "anaphylaxis"}],
            "/medications": [{"drug": "warfarin", "status": "active", "next_due": "2026-02-01T09:00:00+01:00"}],
            "/history/events": [{"code": "hypotension", "happened": T, "fall": {"value": 35, "unit": "mm[Hg]"}}],
            "/history/changes": [{"path": "dialysate.sodium", "changed": T, "rule": "N-1"}],
            "/patient/lesions_since": T,
        }
    )

    assert case.patient.conditions[0].text == "gout"
    assert case.patient.conditions[0].since == datetime(2026, 1, 10, 8, tzinfo=UTC)
    assert case.patient.allergies[0].agent == "sulfite"
    assert case.medications[0].next_due == datetime(2026, 2, 1, 8, tzinfo=UTC)  # what is due may lie ahead
    assert case.history.events[0].fall == 35.0
    assert case.history.changes[0].rule == "N-1"
    assert case.patient.lesions_since == case.history.changes[0].changed


@pytest.mark.parametrize(
    ("path", "value", "read_as"),
    [
        ("thiosulfate.dose", {"value": 25, "unit": "g/{session}", "form": "anhydrous"}, 39.2417),
        ("thiosulfate.rate", {"value": 25, "unit": "g/h", "form": "pentahydrate"}, 25 / 60),
        ("dialysate.calcium", {"value": 2, "unit": "meq/L"}, 1.0),
        ("exchanges.day.thiosulfate.dose", {"value": 12.5, "unit": "g/{exchange}", "form": "pentahydrate"}, 12.5),
    ],
)
def test_an_overridden_value_is_read_in_the_unit_of_its_path(path: str, value: dict[str, Any], read_as: float) -> None:
    row = {"finding": "S-7", "path": path, "role": "nephrologist", "reason": "x", "plan": ["ecg"], "value": value}
    [override] = read({"/overrides": [row]}).overrides

    assert override.value == pytest.approx(read_as, abs=1e-4)
    assert override.plan == ("ecg",)


@pytest.mark.parametrize("value", ["CAPD", ["mon", "wed"]])
def test_an_override_may_be_of_a_code_or_of_a_whole_section(value: Any) -> None:
    row = {"finding": "S-8", "path": "thiosulfate", "role": "allergist", "reason": "x"}
    one, two = read({"/overrides": [row, {**row, "value": value}]}).overrides

    assert one.value is None
    assert two.value == (tuple(value) if isinstance(value, list) else value)


def test_a_case_may_be_as_large_as_its_lists_allow() -> None:
    """The bounds on bytes and values let through what the schema lets through, as far as bytes go."""
    row = '{"value":138,"unit":"mmol/L","taken":"2026-01-12T06:30:00+01:00"}'
    document = base("hd")
    for name in ("sodium", "potassium", "bicarbonate", "calcium_total", "phosphate", "magnesium", "chloride"):
        value = {"sodium": 138, "chloride": 100, "bicarbonate": 23}.get(name, 2)
        document["labs"][name] = [json.loads(row) | {"value": value} for _ in range(100)]

    assert len(read_case(json.dumps(document, separators=(",", ":")).encode()).labs.series["sodium"]) == 100


# --- identity -------------------------------------------------------------------------------------------------------


def test_the_hash_does_not_see_spelling() -> None:
    """Order of keys, blanks and trailing zeros are spelling; a unit and a digit are not."""
    document = base("hd")
    plain = json.dumps(document, ensure_ascii=False)
    backwards = json.dumps(dict(reversed(document.items())), indent=3)
    padded = plain.replace('"value": 138,', '"value": 138.00,')

    assert padded != plain
    assert len({read_case(text.encode()).input_hash for text in (plain, backwards, padded)}) == 1
    assert read({"/labs/sodium/0/value": 138.1}).input_hash != read().input_hash
    assert read({"/labs/sodium/0/unit": "meq/L"}).input_hash != read().input_hash
    assert content_hash({}).startswith("sha256:")


def test_one_document_one_case() -> None:
    assert read() == read()


# --- moments --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2026-01-12T07:00:00+01:00", (2026, 1, 12, 6, 0, 0)),
        ("2026-01-12T07:00+01:00", (2026, 1, 12, 6, 0, 0)),
        ("2026-01-12T07:00:30Z", (2026, 1, 12, 7, 0, 30)),
        ("2024-02-29T00:00:00-11:30", (2024, 2, 29, 11, 30, 0)),
        ("2000-01-01T00:00:00+14:00", (1999, 12, 31, 10, 0, 0)),
        ("2100-12-31T23:59:59+00:00", (2100, 12, 31, 23, 59, 59)),
    ],
)
def test_moment(text: str, utc: tuple[int, ...]) -> None:
    assert moment(text) == datetime(*utc, tzinfo=UTC)  # type: ignore[arg-type,misc]  # six numbers


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2026-01-12", "time.form"),
        ("2026-01-12 07:00:00+01:00", "time.form"),
        ("2026-1-12T07:00:00+01:00", "time.form"),
        ("20260112T070000+0100", "time.form"),
        ("2026-01-12T07:00:00.5+01:00", "time.form"),
        ("2026-01-12T07:00:00+01:00\n", "time.form"),
        ("2026-W03-1T07:00:00Z", "time.form"),
        ("\u0662026-01-12T07:00:00Z", "time.form"),
        ("2026-01-12T24:00:00Z", "time.form"),
        ("2026-01-12T07:60:00Z", "time.form"),
        ("2026-01-12T07:00:00+14:01", "time.form"),
        ("2026-01-12T07:00:00+01:60", "time.form"),
        ("2025-02-29T07:00:00Z", "time.form"),
        ("2026-01-12T07:00:00", "time.no_offset"),
        ("1999-12-31T23:59:59Z", "time.range"),
        ("2101-01-01T00:00:00Z", "time.range"),
        ("0000-01-01T00:00:00Z", "time.range"),
        ("9999-12-31T23:59:59-12:00", "time.range"),
    ],
)
def test_no_moment(text: str, code: str) -> None:
    with pytest.raises(MomentError) as caught:
        moment(text)

    assert caught.value.code == code


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("2026-01-12T08:00:00+01:00", "Europe/Paris"),
        ("2026-07-12T08:00:00+02:00", "Europe/Paris"),
        ("2026-07-12T06:00:00Z", "Europe/Paris"),  # UTC needs no zone to be clear
        ("2025-11-02T01:30:00-04:00", "America/New_York"),  # the first of two
        ("2025-11-02T01:30:00-05:00", "America/New_York"),  # the second
        ("2026-01-12T08:00:00+05:45", "Asia/Kathmandu"),
        ("2026-01-12T08:00:00Z", "UTC"),
    ],
)
def test_offset_and_zone_agree(text: str, zone: str) -> None:
    agree(moment(text), zone)


@pytest.mark.parametrize(
    ("text", "zone", "code"),
    [
        ("2026-01-12T08:00:00+02:00", "Europe/Paris", "time.offset_contradicts_zone"),
        ("2026-03-29T02:30:00+01:00", "Europe/Paris", "time.nonexistent_local"),
        ("2026-03-29T02:30:00+02:00", "Europe/Paris", "time.nonexistent_local"),
        ("2026-01-12T08:00:00+01:00", "Europe/paris", "time.zone_unknown"),
        ("2026-01-12T08:00:00-05:00", "EST", "time.zone_unknown"),  # an offset under the name of a zone
        ("2026-01-12T08:00:00Z", "localtime", "time.zone_unknown"),
        ("2026-01-12T08:00:00Z", "../../etc/passwd", "time.zone_unknown"),
    ],
)
def test_offset_and_zone_differ(text: str, zone: str, code: str) -> None:
    with pytest.raises(MomentError) as caught:
        agree(moment(text), zone)

    assert caught.value.code == code


def test_every_zone_can_be_used() -> None:
    """None that `zones()` names lacks its file, on any machine."""
    for zone in zones():
        assert local(moment("2026-01-12T08:00:00Z"), zone).utcoffset() is not None


def test_a_clock_may_run_ahead_a_little() -> None:
    at = datetime.fromisoformat("2026-01-12T07:00:00+01:00")
    ahead = {seconds: (at + timedelta(seconds=seconds)).isoformat() for seconds in (300, 301)}

    assert read({"/labs/sodium/0/taken": ahead[300]})
    assert refused({"/labs/sodium/0/taken": ahead[301]}) == [(None, "time.future", "/labs/sodium/0/taken")]


# --- consistency ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "count", "fits"),
    [
        (["mon", "wed", "fri"], 3, True),
        (["fri", "mon", "wed"], 3, True),
        (["mon", "wed"], 3, False),
        (["mon", "wed", "wed"], 3, False),
        (["mon", "wed", "fri", "sun"], 3.5, False),
    ],
)
def test_weekdays(days: list[str], count: float, fits: bool) -> None:
    changes = {"/prescription/schedule/weekdays": days, "/prescription/schedule/count/value": count}
    pointer = "/prescription/schedule/weekdays"

    assert fits or refused(changes) == [(None, "cross.weekdays_contradict_count", pointer)]
    assert not fits or read(changes)


def test_an_order_of_more_sessions_names_their_days() -> None:
    """Four sessions over three days in force would be a prescription that nobody can carry out, or order again."""
    days = {"/prescription/schedule/weekdays": ["mon", "wed", "fri"]}
    more: dict[str, Any] = {"count": {"value": 4, "unit": "{session}/wk"}}
    pointer = "/order/schedule/weekdays"

    assert refused({**days, "/order": {"schedule": more}}) == [(None, "cross.weekdays_contradict_count", pointer)]
    assert read({**days, "/order": {"schedule": {**more, "weekdays": ["mon", "tue", "thu", "sat"]}}})
    assert read({"/order": {"schedule": more}})


def test_an_order_is_judged_on_top_of_what_is_in_force() -> None:
    """A shorter session alone can make the infusion too long; told once, at the order."""
    own = "/prescription/thiosulfate/infusion_duration"
    shorter = {f"{own}/value": 120, "/order": {"schedule": {"duration": {"value": 90, "unit": "min/{session}"}}}}
    code = "cross.infusion_longer_than_session"

    assert refused(shorter) == [(None, code, "/order/thiosulfate/infusion_duration")]
    assert refused({f"{own}/value": 241}) == [(None, code, own)]
    assert read({f"{own}/value": 240})


def test_the_form_of_a_dose_in_a_dwell_is_its_products() -> None:
    order = {
        "exchanges": {
            "day": {
                "thiosulfate": {
                    "dose": {"value": 8, "unit": "g/{exchange}", "form": "anhydrous"},
                    "product": "vial-25-percent",
                }
            }
        }
    }

    assert refused({"/order": order}, name="pd") == [
        ("U-5", "sts.form_contradicts_product", "/order/exchanges/day/thiosulfate/product")
    ]


def test_an_order_may_name_a_product_of_its_own_form() -> None:
    """The same salt, said twice, and another product than the one in force."""
    other = {
        "id": "anhydrous-8-percent",
        "drug": "sodium thiosulfate",
        "code": "synthetic-2",
        "form": "anhydrous",
        "strength": {"value": 80, "unit": "mg/mL"},
        "amount": {"value": 8, "unit": "g"},
        "volume": {"value": 100, "unit": "mL"},
    }
    order = {
        "thiosulfate": {
            "product": "anhydrous-8-percent",
            "dose": {"value": 8, "unit": "g/{session}", "form": "anhydrous"},
        }
    }

    assert read({"/site/products/-": other, "/order": order}).draft().forms["thiosulfate.dose"] == "anhydrous"


# --- documents of a site's own making ---------------------------------------------------------------------------------


def test_a_protocol() -> None:
    step = {"value": 2, "unit": "mmol/L", "reason": "slower"}
    own = {
        "schema": "urn:calciplug:schema:protocol:1",
        "name": "ours",
        "version": "1.2.3",
        "summary": "x",
        "parameters": {"dialysate_sodium": {"step": step, "list": {"value": [1, 2], "unit": "mmol/L"}}},
        "disabled": ["many_changes"],
        "prefer": {"dialysate.sodium": "dialysate_sodium"},
        "shows": ["A-10"],
    }
    protocol = read_protocol(json.dumps(own).encode())

    assert protocol.name == "ours"
    assert str(protocol.parameters["dialysate_sodium"]["step"].value) == "2"
    assert protocol.parameters["dialysate_sodium"]["step"].reason == "slower"
    assert isinstance(protocol.parameters["dialysate_sodium"]["list"].value, tuple)
    assert (protocol.disabled, protocol.shows) == (("many_changes",), ("A-10",))


def test_numbers_of_a_manifest_are_exact() -> None:
    low = {
        "title": "x",
        "kind": "sodium",
        "value": 0.1,
        "unit": "mmol/L",
        "minimum": 0.1,
        "maximum": 0.3,
        "policy": True,
    }
    rule = {
        "sentence": "x",
        "severities": ["info"],
        "override": "nobody",
        "policy": True,
        "needs": [{"path": "labs.sodium", "absence": "silent", "fresh": {"value": 7, "unit": "d"}}],
        "reasons": {"a": {"summary": "x", "detail": "x"}},
    }
    own = {
        "schema": "urn:calciplug:schema:plugin:1",
        "name": "example",
        "version": "1.0.0",
        "api": "1",
        "summary": "x",
        "modalities": ["HD"],
        "reads": [],
        "writes": [],
        "parameters": {"low": low},
        "rules": {"X-1": rule},
    }
    manifest = read_manifest(json.dumps(own).encode())

    assert str(manifest.parameters["low"].value) == "0.1"
    assert str(manifest.parameters["low"].maximum) == "0.3"
    assert manifest.rules["X-1"].needs[0].max_age == 7 * 1440.0


# --- small parts ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("plain", "plain"),
        ("a\u001b[2Kb", "a\ufffd[2Kb"),
        ("12\u00a0g", "12 g"),
        ("line\u2028break", "line\ufffdbreak"),
        ("\ud800", "\ufffd"),
        ("x" * 61, "x" * 59 + "…"),
        ("x" * 60, "x" * 60),
        (12.5, "12.5"),
    ],
)
def test_clean(text: object, safe: str) -> None:
    assert clean(text) == safe


def test_escape() -> None:
    assert escape("a/b~c") == "a~1b~0c"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ({}, "an object with 0 keys"),
        ([1, 2], "a list of 2"),
        (None, "null"),
        (True, "true"),
        (False, "false"),
        ("a'b", '"a\'b"'),
        (5, "5"),
    ],
)
def test_shown(value: Any, words: str) -> None:
    assert shown(value) == words


@pytest.mark.parametrize(
    ("found", "near"), [("mEq/L", "meq/L"), ("mmol/l", "mmol/L"), ("mol/L", "mmol/L"), ("kg", None), ("", None)]
)
def test_nearest(found: str, near: str | None) -> None:
    assert nearest(found, ["mmol/L", "meq/L"]) == near


def test_locate() -> None:
    """By line and column of the key, in the order of the text, whatever strings in it hold."""
    text = '{\n  "a \\" [{": [1, {"b": "}]"}],\n  "c": {"d": 2, "d": 3}\n}'
    pointers = ["/c/d", '/a " [{/1/b', "/nowhere", ""]
    found = locate(text, [Problem(code="x", pointer=pointer, message="x") for pointer in pointers])

    assert [(problem.pointer, problem.line, problem.column) for problem in found] == [
        ("/nowhere", 1, 1),
        ("", 1, 1),
        ('/a " [{/1/b', 2, 19),
        ("/c/d", 3, 9),
    ]


def test_a_reader_that_is_not_used_costs_nothing() -> None:
    """jsonschema and the schemas are loaded with the first document, not with the import."""
    script = "import sys, calciplug.codec; print('jsonschema' in sys.modules, 'referencing' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert done.stdout.split() == ["False", "False"]
