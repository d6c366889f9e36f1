"""Edits typed into a what-if: as strict as a document, every problem at once, laid where a person would lay them."""

from __future__ import annotations

import json
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from calciplug import Host, InputError, adjust_document, read_case, shipped_protocol, what_if, write_outcome
from calciplug.codec.differences import differences
from calciplug.codec.edits import read_edits
from calciplug.codec.laying import read_edited, written
from calciplug.testing import host_of, patched
from calciplug.testing.cases import base

ROOT = Path(__file__).resolve().parents[2]
HD, PD = base("hd"), base("pd")
AS_OF = HD["as_of"]
NO_ALBUMIN = patched(HD, {}, ["/labs/albumin"])


def data(document: dict[str, Any]) -> bytes:
    return json.dumps(document).encode("utf-8")


@cache
def host() -> Host:
    """Two plugins: one that moves a bath on a laboratory value, and one that predicts."""
    return host_of(["dialysate_sodium", "kinetic_outlook"], [ROOT / "plugins"])


def edited(*texts: str, without: tuple[str, ...] = (), document: dict[str, Any] = HD) -> Any:
    """The case that *texts* make of *document*."""
    return read_edited(data(document), read_edits(texts, without, read_case(data(document))))


def problems(*texts: str, without: tuple[str, ...] = (), document: dict[str, Any] = HD) -> list[Any]:
    with pytest.raises(InputError) as refused:
        edited(*texts, without=without, document=document)
    return list(refused.value.problems)


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("labs.phosphate=1,6 mmol/L", "number.form", "'1.6' or '16'? a comma is never guessed"),
        ("labs.phosphate=1.6", "unit.missing", "one of mmol/L, mg/dL"),
        ("labs.phosphate=1.6mmol/L", "number.form", "write '1.6' and 'mmol/L' apart"),
        ("labs.phosphate=1.6 meq/L", "unit.not_for_kind", "mmol/L, mg/dL"),
        ("labs.sodium=138 mEq/L", "unit.unknown", "did you mean 'meq/L'?"),
        ("labs.phosphate=1.6 1.7 mmol/L", "typed.too_many", "at most 1"),
        ("labs.phosphate=1:2:1 mmol/L", "typed.range", "one number"),
        ("labs.phosphate=16 mmol/L", "limit.hard", "0.1 mmol/L"),
        ("labs.phosphate=", "edit.empty", "no value stands here"),
        ("labs.phosphat=1.6 mmol/L", "edit.path", "did you mean 'labs.phosphate'?"),
        ("labs.crp=12 mg/L", "edit.path", "not a path of a single value"),
        ("patient.weight=70 kg", "edit.path", "did you mean 'patient.dry_weight'?"),
        ("patient.lesions=heal", "edit.code_unknown", "active, healing, healed, none, unknown"),
        ("patient.lesions=acti", "edit.code_unknown", "did you mean 'active'?"),
        ("labs.phosphate", "edit.no_assignment", "path=value"),
        ("labs.phosphate=1.6 mmol/L pre-dialyis", "edit.word_unknown", "did you mean 'pre-dialysis'?"),
        ("labs.phosphate=1.6 mmol/L bromocresol-green", "edit.word_unknown", "no timing"),
        ("labs.phosphate=1.6 mmol/L pre-dialysis pre-dialysis", "edit.word_twice", "the timing stands twice"),
        ("patient.lesions=healin", "edit.code_unknown", "did you mean 'healing'?"),
        ("patient.lesions=Healing", "edit.code_unknown", "did you mean 'healing'?"),
        ("patient.lesions=", "edit.empty", "--without"),
        ("modality=HFD", "edit.code_unknown", "HD"),
        ("patient.allergies=none", "edit.path", "a list or a record"),
        ("history.thiosulfate=none", "edit.path", "a list or a record"),
        ("as_of=2026-01-13T07:00:00+01:00", "edit.path", "a list or a record"),
        ("thiosulfate.rate=0.4 g/min", "edit.path", "thiosulfate.dose and thiosulfate.infusion_duration; edit those"),
        ("exchanges.day.dwell=4 h/{exchange}", "edit.path", "the case has no such exchange; it has none"),
        ("thiosulfate.product=vial", "edit.code_unknown", "site.products has no such record"),
        ("thiosulfate.dose=12.5 g/{session}", "sts.form_missing", "100.7 mmol as pentahydrate"),
        ("thiosulfate.dose=12.5 mg/{session} pentahydrate", "unit.not_for_kind", "1/1000"),
        ("thiosulfate.dose=12500 mg/{session} pentahydrate", "unit.not_for_kind", "12500 mg is 12.5 g; a thiosulfate"),
        ("schedule.weekdays=mon,wed,fri", "edit.code_unknown", "sat, sun, with a blank between several"),
        ("=3 mmol/L", "edit.no_assignment", "=3 mmol/L path=value"),
        ("thiosulfate.dose=12.5 g/{session} pentahydrat", "typed.form_unknown", "pentahydrate or anhydrous"),
        ("schedule.count=3.3 {session}/wk", "typed.not_deliverable", "sessions come whole"),
        ("in-force.dialysate.sodium=140 mmol/L", "edit.path", "did you mean 'dialysate.sodium'?"),
    ],
)
def test_refused_for_its_own_reason(text: str, code: str, said: str) -> None:
    """One edit, one problem, at the edit's path."""
    [problem] = problems(text)

    assert problem.code == code
    assert problem.pointer == text.partition("=")[0]
    assert said in " ".join(filter(None, (problem.message, problem.found, problem.expected, problem.fix)))


@pytest.mark.parametrize(
    ("text", "pointer", "code"),
    [
        ("thiosulfate.dose=12.5 g/{session} anhydrous", "thiosulfate.dose", "sts.form_contradicts_product"),
        ("schedule.count=4 {session}/wk", "schedule.count", "cross.weekdays_contradict_count"),
        ("thiosulfate.infusion_duration=300 min/{session}", "thiosulfate.infusion_duration",
         "cross.infusion_longer_than_session"),
        ("schedule.duration=60 min/{session}", "schedule.duration", "cross.infusion_longer_than_session"),
    ],
)  # fmt: skip
def test_what_no_case_may_hold_is_refused_at_the_edit(text: str, pointer: str, code: str) -> None:
    """The edited document is read as any other, and what it then breaks is the edit's doing."""
    ran = {"/prescription/schedule/weekdays": ["mon", "wed", "fri"]}
    ran["/prescription/thiosulfate/infusion_duration"] = {"value": 61, "unit": "min/{session}"}  # type: ignore[assignment]
    [problem] = problems(text, document=patched(HD, ran))

    assert (problem.pointer, problem.code, problem.line) == (pointer, code, None)


def test_every_problem_is_told_at_once() -> None:
    """Also of edits and of what is taken away, in one refusal."""
    found = problems(
        "labs.sodium=1,4 mmol/L", "patient.lesions=x", "patient.sex=X", without=("labs.nothing", "labs.ph")
    )

    assert [item.pointer for item in found] == [
        "labs.sodium", "patient.lesions", "patient.sex", "labs.nothing", "labs.ph",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("texts", "without"),
    [
        (("labs.sodium=140 mmol/L", "labs.sodium=141 mmol/L"), ()),
        (("labs.sodium=140 mmol/L",), ("labs.sodium",)),
        ((), ("thiosulfate", "thiosulfate.dose")),
    ],
)
def test_one_path_is_edited_once(texts: tuple[str, ...], without: tuple[str, ...]) -> None:
    """Of two values for one path neither is chosen."""
    assert {item.code for item in problems(*texts, without=without)} == {"edit.duplicate"}


def test_no_edit_is_no_what_if() -> None:
    """It would compare a case with itself."""
    assert [item.code for item in problems()] == ["edit.none"]


def test_what_is_required_cannot_be_taken_away() -> None:
    """The edited document is no case."""
    [problem] = problems(without=("modality",))

    assert (problem.pointer, problem.code) == ("modality", "schema.required")


def test_a_laboratory_value_is_the_newest_and_like_the_last_one() -> None:
    """Taken at `as_of`, with the timing and the assay of the newest sample that rules read."""
    after = "2026-01-12T06:40:00+01:00"
    rows = [
        {"value": 30, "unit": "g/L", "taken": after, "timing": "post-dialysis", "assay": "not-stated"},
        {"value": 31, "unit": "g/L", "taken": "2026-01-12T06:30:00+01:00", "timing": "pre-dialysis",
         "assay": "bromocresol-purple"},
    ]  # fmt: skip
    series = edited("labs.albumin=3.3 g/dL", document=patched(HD, {"/labs/albumin": rows})).labs.series["albumin"]

    assert [item.value for item in series] == [33.0, 30.0, 31.0]
    assert (series[0].taken.isoformat(), series[0].timing, series[0].assay) == (
        AS_OF, "pre-dialysis", "bromocresol-purple",
    )  # fmt: skip


def test_it_is_the_newest_also_where_a_clock_ran_ahead() -> None:
    """A sample may lie some minutes after `as_of`; the typed value then has that moment, and stands before it."""
    ahead = patched(HD, {"/labs/phosphate/0/taken": AS_OF.replace("07:00:00", "07:04:00")})
    first = edited("labs.phosphate=0.9 mmol/L", document=ahead).labs.series["phosphate"][0]

    assert (first.value, first.taken.minute) == (0.9, 4)


def test_timing_and_assay_can_be_typed() -> None:
    """In any order after the unit; an assay has to be where no earlier value says it."""
    text = "labs.albumin=33 g/L"
    [missing] = problems(text, document=NO_ALBUMIN)
    first = edited(f"{text} bromocresol-green pre-dialysis", document=NO_ALBUMIN).labs.series["albumin"][0]

    assert (missing.code, missing.pointer) == ("edit.assay_missing", "labs.albumin")
    assert "bromocresol-green" in missing.expected
    assert (first.value, first.timing, first.assay) == (33.0, "pre-dialysis", "bromocresol-green")


def test_a_value_of_the_prescription_is_an_order() -> None:
    """What is in force stays in force; codes, several codes and ids of records too."""
    case = edited(
        "dialysate.sodium=137 meq/L", "schedule.weekdays=mon tue thu", "modality=HDF", "dialyser.name=A name, any",
        "thiosulfate.product=vial-25-percent",
    )  # fmt: skip

    assert case.prescription.values == read_case(data(HD)).prescription.values
    assert dict(case.order.values) == {
        "dialysate.sodium": 137.0, "schedule.weekdays": ("mon", "tue", "thu"), "modality": "HDF",
        "dialyser.name": "A name, any", "thiosulfate.product": "vial-25-percent",
    }  # fmt: skip


@pytest.mark.parametrize("path", ["*", "", "labs", "labs.*", "site.products", "exchanges.*.dwell", "dialysate.lactate"])
def test_only_what_stands_can_be_taken_away(path: str) -> None:
    """No pattern, no whole group, and no value that is not there."""
    assert [item.code for item in problems(without=(path,))] == ["edit.absent"]


def test_what_is_taken_away_is_away() -> None:
    """A series, a value, and in a prescription everything below a path, ordered or in force."""
    ordered = patched(HD, {"/order/thiosulfate/sessions": {"value": 2, "unit": "{session}/wk"}})
    case = edited(without=("labs.sodium", "patient.sex", "site.machine", "thiosulfate"), document=ordered)

    assert "sodium" not in case.labs.series
    assert "sex" not in case.patient.values
    assert case.site.machine is None
    assert not [path for path in case.draft() if path.startswith("thiosulfate")]


def test_an_exchange_is_edited_by_its_key() -> None:
    """Of the exchanges that the case has."""
    case = edited("exchanges.day.dwell=5 h/{exchange}", document=PD)

    assert dict(case.order.values) == {"exchanges.day.dwell": 300.0}
    assert "did you mean 'exchanges.day.dwell'?" in problems("exchanges.day.dwel=5 h/{exchange}", document=PD)[0].fix


def test_exact_numbers_are_written_in_plain_digits() -> None:
    """An exponent would be refused when the edited document is read."""
    document = {"a": [Decimal("0.000001"), Decimal("1E+2"), Decimal("12.50")], "b": 'ß"', "c": True}

    assert written(document) == '{"a":[0.000001,100,12.50],"b":"ß\\"","c":true}'


# --- what holds for any edit -----------------------------------------------------------------------------------------


def as_typed(node: Any) -> str:
    """What a person would type for *node* of a document."""
    if isinstance(node, dict):
        return " ".join(str(node[key]) for key in ("value", "unit", "form", "timing", "assay") if key in node)
    return " ".join(node) if isinstance(node, list) else str(node)


def held() -> list[tuple[str, str, str]]:
    """(base, path, text) of every single value that the bases hold outside their prescription."""
    found = []
    for name, document in (("hd", HD), ("pd", PD)):
        found += [(name, f"labs.{key}", as_typed(rows[0])) for key, rows in document["labs"].items()]
        for group in ("patient", "site"):
            found += [
                (name, f"{group}.{key}", as_typed(node))
                for key, node in document[group].items()
                if isinstance(node, str) or (isinstance(node, dict) and "unit" in node)
            ]
    return found


@pytest.mark.parametrize(("name", "path", "text"), held())
def test_the_value_that_is_there_changes_nothing(name: str, path: str, text: str) -> None:
    """Time aside: a laboratory value is one more sample; any other edit of this kind is the very same document."""
    found = what_if(data(base(name)), [f"{path}={text}"], host(), shipped_protocol())

    assert not any(differences(found.before, found.after).values())
    assert path.startswith("labs.") or found.case.input_hash == found.edited.input_hash


def test_an_order_that_is_there_changes_nothing() -> None:
    """To order again what is ordered is the same document."""
    ordered = patched(HD, {"/order/dialysate/sodium": {"value": 138, "unit": "mmol/L"}})
    found = what_if(data(ordered), ["dialysate.sodium=138 mmol/L"], host(), shipped_protocol())

    assert write_outcome(found.before) == write_outcome(found.after)


BY_HAND = {
    "labs.phosphate=1.6 mmol/L pre-dialysis": (
        "/labs/phosphate", [{"value": 1.6, "unit": "mmol/L", "taken": AS_OF, "timing": "pre-dialysis"}],
    ),
    "labs.sodium=131 meq/L pre-dialysis": (
        "/labs/sodium", [{"value": 131, "unit": "meq/L", "taken": AS_OF, "timing": "pre-dialysis"}],
    ),
    "patient.lesions=healing": ("/patient/lesions", "healing"),
    "patient.dry_weight=71.5 kg": ("/patient/dry_weight", {"value": 71.5, "unit": "kg"}),
    "schedule.duration=300 min/{session}": ("/order/schedule/duration", {"value": 300, "unit": "min/{session}"}),
    "dialysate.sodium=139 mmol/L": ("/order/dialysate/sodium", {"value": 139, "unit": "mmol/L"}),
    "thiosulfate.dose=12.5 g/{session} pentahydrate": (
        "/order/thiosulfate/dose", {"value": 12.5, "unit": "g/{session}", "form": "pentahydrate"},
    ),
    "site.machine=fixed-dialysate": ("/site/machine", "fixed-dialysate"),
}  # fmt: skip


@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.lists(st.sampled_from(sorted(BY_HAND)), min_size=1, unique=True))
def test_a_what_if_is_the_adjustment_of_a_document_edited_by_hand(texts: list[str]) -> None:
    """The very bytes, for any edits in any order."""
    changes = dict(BY_HAND[text] for text in texts)
    for pointer, node in changes.items():
        if pointer.startswith("/labs/"):
            changes[pointer] = [*node, *HD["labs"].get(pointer.rpartition("/")[2], [])]
    by_hand = data(patched(HD, changes))
    found = what_if(data(HD), texts, host(), shipped_protocol())

    assert write_outcome(found.after) == adjust_document(by_hand, host(), shipped_protocol())
    assert write_outcome(found.before) == adjust_document(data(HD), host(), shipped_protocol())


def test_what_vanishes_comes_back_with_the_sides_changed() -> None:
    """The differences of two outcomes, and those the other way round, name the same things."""
    found = what_if(data(HD), ["labs.sodium=131 mmol/L", "patient.lesions=healing"], host(), shipped_protocol())
    one, two = differences(found.before, found.after), differences(found.after, found.before)

    def swapped(item: dict[str, Any]) -> dict[str, Any]:
        other = {"before": "after", "after": "before"}
        return {other.get(key, key): value for key, value in item.items() if key != "how"}

    def plain(items: list[dict[str, Any]]) -> list[str]:
        return sorted(json.dumps({k: v for k, v in item.items() if k != "how"}, sort_keys=True) for item in items)

    assert any(one.values())
    for key, items in one.items():
        assert plain([swapped(item) for item in items]) == plain(two[key]), key


def test_a_case_that_is_refused_as_it_is_keeps_its_own_problems() -> None:
    """No edit is blamed for what was wrong before."""
    with pytest.raises(InputError) as refused:
        what_if(b'{"schema": 1}', ["patient.lesions=healing"], host(), shipped_protocol())

    assert "/schema" in [item.pointer for item in refused.value.problems]


def test_no_hint_where_only_the_group_is_alike() -> None:
    """`labs.ph` is no reading of `labs.crp`."""
    assert [problem.fix for problem in problems("labs.crp=12 mg/L")] == [None]
