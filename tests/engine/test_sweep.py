"""Sweeps: the same numbers as point by point, plugins that branch, what is limited, wanting or impossible."""

from __future__ import annotations

import importlib
import json
import re
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from calciplug import CalciplugError, InputError, PluginFault, adjust, read_axes, read_case, shipped_protocol
from calciplug.codec.columns import wire_numbers
from calciplug.codec.schema import check
from calciplug.codec.sweep_writer import sweep_document, write_sweep
from calciplug.codec.written import json_number
from calciplug.model.coupling import COUPLINGS, couplings
from calciplug.model.field import field
from calciplug.sweep import sweep
from calciplug.testing import host_of, patched
from calciplug.testing.cases import base
from calciplug.units import kinds, write

ROOT = Path(__file__).resolve().parents[2]
PROTOCOL = shipped_protocol()
OUTLOOK = host_of(["kinetic_outlook"], [ROOT / "plugins"])
SOLUTION = {"/site/solutions/0/osmolarity": {"value": 345, "unit": "mosm/L"}}
IN_NIGHT = {
    "/prescription/exchanges/night/thiosulfate": {
        "dose": {"value": 12.5, "unit": "g/{exchange}", "form": "pentahydrate"}, "product": "vial-25-percent",
        "count": {"value": 3, "unit": "{exchange}/wk"},
    }
}  # fmt: skip


def case_of(changes=None, name="hd"):
    return read_case(json.dumps(patched(base(name), changes or {})).encode())


def axes_of(case, *texts):
    return read_axes(texts, case)


def swept(*texts, changes=None, name="hd", host=OUTLOOK, **more):
    case = case_of(changes, name)
    return sweep(case, host, PROTOCOL, axes_of(case, *texts), **more)


def ordered(found, index, changes, name):
    """The same predictions where the values of one point are ordered, and a plugin is called with plain numbers."""
    document = patched(base(name), changes or {})
    for axis, value in zip(found.axes, found.point(index), strict=True):
        form = {} if axis.form is None else {"form": axis.form}
        pointer = f"/order/{axis.path.replace('.', '/')}"
        document = patched(document, {pointer: {"value": json_number(value), "unit": axis.unit, **form}})
    outcome = adjust(read_case(json.dumps(document).encode()), OUTLOOK, PROTOCOL, raise_faults=True)
    return {(item.rule, item.prediction, item.path): item for item in outcome.predictions if item.after is not None}


def test_the_order_is_the_one_of_an_outcome():
    found = swept("dialysate.sodium=134 136 mmol/L")

    assert [(item.about.rule, item.about.prediction, item.about.path) for item in found.predictions] == list(
        ordered(found, 0, {}, "hd")
    )


@pytest.mark.parametrize(
    ("name", "texts"),
    [
        ("hd", ["dialysate.sodium=134:140:3 mmol/L", "schedule.duration=150 240 300 min/{session}"]),
        ("hd", ["schedule.count=3 3.5 4 6 {session}/wk", "ultrafiltration.goal=1:3:1 L/{session}"]),
        (
            "hd",
            ["thiosulfate.dose=12.5 25 g/{session} pentahydrate", "thiosulfate.infusion_duration=30 60 min/{session}"],
        ),
        ("hd", ["thiosulfate.sessions=1:3:0.5 {session}/wk", "schedule.duration=4 5 h/{session}"]),
        ("hd", ["flows.blood=150 250 350 mL/min", "flows.dialysate=300 800 mL/min", "dialysate.calcium=2.5 3 meq/L"]),
        ("pd", ["exchanges.night.dwell=2 4 h/{exchange}", "exchanges.night.volume=1.5 2 L/{exchange}"]),
        ("pd", ["exchanges.night.thiosulfate.dose=5:25:5 g/{exchange} pentahydrate"]),
    ],
)
def test_all_points_at_once_are_the_same_as_one_by_one(name, texts):
    changes = {**SOLUTION, **IN_NIGHT} if name == "pd" else {}
    found = swept(*texts, changes=changes, name=name)

    assert found.pointwise == ()
    assert found.predictions
    for index in range(found.size):
        alone = ordered(found, index, changes, name)
        assert set(alone) == {(item.about.rule, item.about.prediction, item.about.path) for item in found.predictions}
        for item in found.predictions:
            one = alone[item.about.rule, item.about.prediction, item.about.path]
            stored = one.after.stored
            assert (item.low[index], item.high[index]) == pytest.approx(stored, rel=1e-9, abs=1e-12), one.prediction
            assert item.at(index).shown == one.after.shown
            assert [code for code, _ in one.flags] == [code for code, up in item.flags.items() if up[index]], (
                one.prediction
            )
            assert item.about.before == one.before


def test_the_last_axis_varies_fastest():
    found = swept("dialysate.sodium=134 136 mmol/L,schedule.duration=180 240 300 min/{session}")

    assert [tuple(map(int, found.point(index))) for index in range(6)] == [
        (134, 180), (134, 240), (134, 300), (136, 180), (136, 240), (136, 300),
    ]  # fmt: skip


def test_blocks_do_not_show():
    texts = ["dialysate.sodium=130:140:1 mmol/L", "schedule.duration=180:300:15 min/{session}"]
    whole, parts = swept(*texts), swept(*texts, block=7)

    for one, two in zip(whole.predictions, parts.predictions, strict=True):
        np.testing.assert_allclose(one.low, two.low, rtol=1e-12)
        np.testing.assert_allclose(one.high, two.high, rtol=1e-12)


def test_the_start_of_an_infusion_varies_on_its_own():
    """At the start that is computed nothing moves; infusion and session keep their length."""
    found = swept("thiosulfate.start=0 120 180 min/{session}")
    removed = next(item for item in found.predictions if item.about.prediction == "removed-short")
    start = next(item for item in found.predictions if item.about.prediction == "standard-kt-v")

    assert (removed.low[2], removed.high[2]) == pytest.approx(removed.about.before.stored)
    assert removed.low[0] > removed.low[1] > removed.low[2]
    assert start.low[0] == start.low[2]


def test_an_axis_that_nothing_depends_on_is_named():
    assert swept("dialysate.potassium=2 3 mmol/L,dialysate.sodium=136 138 mmol/L").unread == ("dialysate.potassium",)
    assert swept("ultrafiltration.goal=1 2 L/{session}").unread == ()


def test_what_a_rule_read_is_kept_but_for_what_moves():
    [item] = [
        one for one in swept("schedule.duration=180 240 min/{session}").predictions if one.about.prediction == "anions"
    ]
    paths = {one.path for one in item.about.read}

    assert {"patient.dry_weight", "in_force.schedule.duration"} <= paths
    assert not {"schedule.duration", "thiosulfate.start"} & paths


def test_a_value_that_is_missing_is_named_and_nothing_stands_in_for_it():
    document = patched(base("hd"), {}, ["/labs/phosphate"])
    case = read_case(json.dumps(document).encode())
    found = sweep(case, OUTLOOK, PROTOCOL, axes_of(case, "dialysate.sodium=134 136 mmol/L"))

    assert ("outlook-phosphate", "missing", "labs.phosphate") in [(i.rule, i.cause, i.path) for i in found.silent]
    assert "phosphate-week" not in [item.about.prediction for item in found.predictions]


@pytest.mark.parametrize(
    ("axes", "said"),
    [
        ((), "found none"),
        ([], "found none"),
        (["dialysate.sodium=134 136 mmol/L"], "found ['dialysate.sodium"),
        ("dialysate.sodium=134 136 mmol/L", "found 'dialysate.sodium"),
        ([object()], "found [<object"),
        (5, "found 5"),
        (None, "found None"),
    ],
)
def test_axes_that_are_none_are_refused_with_how_they_are_made(axes, said):
    with pytest.raises(CalciplugError, match=re.escape(said)) as caught:
        sweep(case_of(), OUTLOOK, PROTOCOL, axes)
    assert "calciplug.read_axes(['dialysate.sodium=134:140:2 mmol/L'], case)" in str(caught.value)


def test_two_axes_of_one_path_are_refused():
    one, two = (axes_of(case_of(), f"dialysate.sodium={value} mmol/L") for value in (134, 136))
    with pytest.raises(CalciplugError, match=r"dialysate\.sodium is the path of two axes"):
        sweep(case_of(), OUTLOOK, PROTOCOL, [*one, *two])


def test_axes_are_refused_in_a_program_as_on_the_command_line():
    with pytest.raises(InputError) as caught:
        read_axes(["dialysate.sodium=134 mEq", "flows.blod=1 mL/min"], case_of())
    assert [problem.pointer for problem in caught.value.problems] == ["dialysate.sodium", "flows.blod"]
    assert caught.value.problems[1].fix == "did you mean 'flows.blood'?"


COUPLED = [
    ("schedule.count=3 4 {session}/wk", {}, ["schedule.count"]),
    ("schedule.count=3 4 {session}/wk,ultrafiltration.goal=1 2 L/{session}", {}, []),
    ("schedule.count=3 {session}/wk", {}, []),  # the count in force: nothing moves
    ("schedule.duration=3 4 h/{session}", {}, []),
    ("thiosulfate.dose=12.5 25 g/{session} pentahydrate", {}, ["thiosulfate.dose"]),
    (
        "thiosulfate.dose=12.5 25 g/{session} pentahydrate,schedule.count=4 {session}/wk",
        {},
        ["schedule.count", "thiosulfate.dose"],
    ),
    (
        "schedule.count=4 {session}/wk",
        {"/order/ultrafiltration/goal": {"value": 2, "unit": "L/{session}"}},
        ["schedule.count"],
    ),
]


@pytest.mark.parametrize(("axes", "changes", "noted"), COUPLED)
def test_what_hangs_together_with_an_axis_and_does_not_vary_is_noted(axes, changes, noted):
    found = swept(axes, changes=changes)
    document = sweep_document(found)

    assert [note.varied for note in found.notes] == noted
    assert [note["varied"] for note in document["notes"]] == noted
    assert all("vary ultrafiltration.goal as well" in note["text"] for note in document["notes"])
    assert check("sweep", document) == []


def test_without_the_other_value_nothing_is_noted():
    case = read_case(json.dumps(patched(base("hd"), {}, ["/prescription/ultrafiltration"])).encode())

    assert couplings(case, read_axes(["schedule.count=3 4 {session}/wk"], case)) == ()


def test_every_coupling_names_paths_that_may_vary():
    for own in COUPLINGS:
        for path in (own.varied, own.kept):
            assert field(path).section is not None


CONTRADICTIONS = [
    (
        ["thiosulfate.infusion_duration=60 300 min/{session}"],
        "infusion_duration up to 240 min (4 h) only, or order or vary schedule.duration from 300 min (5 h) as well",
    ),
    (
        ["schedule.duration=120 240 min/{session}", "thiosulfate.infusion_duration=60 180 min/{session}"],
        "infusion_duration up to 120 min (2 h) only, or schedule.duration from 180 min (3 h) only",
    ),
    (
        ["schedule.count=2 3 {session}/wk"],
        "count from 3 sessions/week only, or order or vary thiosulfate.sessions up to 2 sessions/week as well",
    ),
]


@pytest.mark.parametrize(("texts", "fix"), CONTRADICTIONS)
def test_a_grid_that_contradicts_itself_is_told_the_way_out(texts, fix):
    with pytest.raises(InputError) as caught:
        read_axes(texts, case_of())
    [problem] = caught.value.problems

    assert problem.code == "grid.contradiction"
    assert problem.fix.startswith("vary ")
    assert problem.fix.endswith(fix)


def test_a_grid_that_is_too_large_is_refused():
    with pytest.raises(CalciplugError, match="13,010,000 points"):
        swept("dialysate.sodium=130:139.999:0.001 mmol/L", "schedule.duration=101:400:0.23 min/{session}")


def test_without_numpy_it_says_what_to_install(monkeypatch):
    def gone(name):
        raise ImportError(name)

    monkeypatch.setattr(importlib.import_module("calciplug.sweep"), "import_module", gone)
    with pytest.raises(CalciplugError, match=r"pip install 'calciplug\[kinetics\]'"):
        swept("dialysate.sodium=134 136 mmol/L")


# --- throw-away plugins ---------------------------------------------------------------------------------------------


@pytest.fixture
def plugin(tmp_path):
    """A host of one plugin that predicts a sodium from the dialysate's, by the code that it is given."""

    def made(body, name="throwaway"):
        folder = tmp_path / name
        folder.mkdir()
        manifest = {
            "schema": "urn:calciplug:schema:plugin:1", "name": name, "version": "1.0.0", "api": "1",
            "summary": "Predicts something.", "modalities": ["HD"], "reads": ["dialysate.sodium"], "writes": [],
            "parameters": {},
            "rules": {
                "X-1": {
                    "sentence": "Predicts it.", "severities": [], "needs": [], "override": "nobody", "policy": True,
                    "reasons": {}, "flags": {"low": "It is low."},
                    "predictions": {
                        key: {"title": key, "kind": "sodium", "model": "own.double", "note": "A model."}
                        for key in ("it", "also", "zest")
                    },
                }
            },
            "models": {"own.double": {"version": "1", "title": "own", "sentence": "Own.", "sources": ["farese-2011"]}},
        }  # fmt: skip
        (folder / "plugin.json").write_text(json.dumps(manifest), encoding="utf-8")
        lines = "".join(f"        {line}\n" for line in body.splitlines())
        (folder / "__init__.py").write_text(
            '"""Throw-away."""\n'
            "from calciplug import hookimpl\n"
            "from calciplug.units import make\n"
            "@hookimpl\n"
            "def calciplug_predict(case):\n"
            '    with case.rule("X-1") as rule:\n'
            '        it = rule.need("dialysate.sodium")\n' + lines,
            encoding="utf-8",
        )
        return host_of([name], [tmp_path])

    return made


SODIUM = "dialysate.sodium=134:140:2 mmol/L"
BRANCHING = "low = it < make(137.0, 'sodium')\nrule.predict('it', after=it * 2 if low else it, flags={'low': low})"


def test_a_plugin_that_branches_on_a_quantity_is_asked_about_each_point(plugin):
    found = swept(SODIUM, host=plugin(BRANCHING))
    [item] = found.predictions

    assert found.pointwise == ("throwaway",)
    assert item.low.tolist() == [268, 272, 138, 140]
    assert item.flags["low"].tolist() == [True, True, False, False]
    assert item.about.flags == (("low", "It is low."),)


def test_a_block_of_one_point_is_no_array(plugin):
    """An array of one could be branched on, and the plugin would seem to need no points."""
    found = swept(
        "dialysate.sodium=134 136 138 mmol/L", host=plugin("assert type(it.m) is float\n" + BRANCHING), block=1
    )

    assert found.predictions[0].low.tolist() == [268, 272, 138]


def test_a_plugin_that_predicts_at_some_points_only_leaves_holes_where_it_was_silent(plugin):
    found = swept(SODIUM, host=plugin("if it > make(137.0, 'sodium'):\n    rule.predict('it', after=it)"))
    document = sweep_document(found)

    assert document["predictions"][0]["low"] == [None, None, 138, 140]
    assert [item["cause"] for item in document["silent"]] == ["not-triggered"]
    assert check("sweep", document) == []


def predicted(found):
    return [item.about.prediction for item in found.predictions]


def test_the_order_is_the_plugins_own(plugin):
    body = "for key in ('zest', 'it', 'also'):\n    rule.predict(key, after=it)"

    assert predicted(swept(SODIUM, host=plugin(body))) == ["zest", "it", "also"]


def test_what_is_said_at_later_points_only_stands_where_the_plugin_says_it(plugin):
    body = (
        "rule.predict('zest', after=it) if it > make(135.0, 'sodium') else None\n"
        "rule.predict('it', after=it)\n"
        "rule.predict('also', after=it) if it > make(137.0, 'sodium') else None"
    )

    assert predicted(swept(SODIUM, host=plugin(body))) == ["zest", "it", "also"]


def test_one_point_is_told_in_the_unit_of_documents(plugin):
    """As an outcome does; the arrays are memory's."""
    found = swept(SODIUM, host=plugin("rule.predict('it', after=(it * 2, it)) if it > make(135.0, 'sodium') else None"))
    [item] = found.predictions
    [column] = sweep_document(found)["predictions"]

    assert item.at(0) is None
    assert (item.at(1).low, item.at(1).high, item.at(1).unit) == (136, 272, "mmol/L")
    assert item.at(1).shown == "136 to 272 mmol/L (136 to 272 mEq/L)"
    assert item.unit == column["unit"]
    assert [None if at is None else at.low for at in map(item.at, range(4))] == column["low"]


def test_flags_of_many_points_are_bools(plugin):
    with pytest.raises(PluginFault, match=r"plugin.wrong_type"):
        swept(SODIUM, host=plugin("rule.predict('it', after=it, flags={'low': it})"))


def test_a_prediction_that_is_made_twice_is_a_fault(plugin):
    with pytest.raises(PluginFault, match=r"predicted X-1/it twice in one call.*plugin.duplicate_prediction"):
        swept(SODIUM, host=plugin("rule.predict('it', after=it)\nrule.predict('it', after=it)"))


def test_a_prediction_that_no_axis_moves_is_the_same_everywhere(plugin):
    found = swept("schedule.duration=180 240 min/{session}", host=plugin("rule.predict('it', after=it)"))

    assert found.predictions[0].low.tolist() == [136, 136]


def test_a_plugin_that_fails_at_a_point_is_named_with_the_point(plugin):
    body = "if it > make(137.0, 'sodium'):\n    raise ValueError('secret')\nrule.predict('it', after=it)"

    with pytest.raises(PluginFault, match=r"^throwaway raised .*, at dialysate.sodium = 138 mmol/L") as caught:
        swept(SODIUM, host=plugin(body))
    assert "secret" not in str(caught.value)


def test_a_value_that_is_not_finite_is_a_fault(plugin):
    with pytest.raises(PluginFault, match=r"not finite.*at dialysate.sodium = 134 mmol/L"):
        swept(SODIUM, host=plugin("rule.predict('it', after=it * float('inf'))"))


def test_an_axis_cannot_be_written_into(plugin):
    found = swept(SODIUM, host=plugin("getattr(it.m, 'fill', bool)(0.0)\nrule.predict('it', after=it)"))

    assert found.predictions[0].low.tolist() == [134, 136, 138, 140]


def test_values_that_are_not_one_for_each_point_are_a_fault(plugin):
    with pytest.raises(PluginFault, match="not one for each point"):
        swept(SODIUM, host=plugin("rule.predict('it', after=it[1:] if hasattr(it.m, 'ndim') else it)"))


def test_an_interrupt_is_given_back(plugin):
    with pytest.raises(KeyboardInterrupt):
        swept(SODIUM, host=plugin("raise KeyboardInterrupt"))


# --- the document ---------------------------------------------------------------------------------------------------


def test_the_pieces_are_the_document_and_obey_its_schema(monkeypatch):
    """Also where it is longer than what the schema looks at, and than one piece."""
    found = swept("dialysate.sodium=130:140:1 mmol/L,schedule.duration=180 240 min/{session}")
    monkeypatch.setattr("calciplug.codec.sweep_writer._SEEN", 5)
    monkeypatch.setattr("calciplug.codec.columns.CHUNK", 4)
    document = json.loads(b"".join(write_sweep(found)))

    assert document == sweep_document(found)
    assert check("sweep", document) == []
    assert document["points"] == 22
    assert all(len(item["low"]) == len(item["high"]) == 22 for item in document["predictions"])


def test_axes_stand_as_they_were_typed_with_what_is_in_force():
    document = sweep_document(swept("dialysate.calcium=2.5 3.25 meq/L,thiosulfate.start=90 min/{session}"))

    assert document["axes"] == [
        {"path": "dialysate.calcium", "unit": "meq/L", "in_force": 2.5, "read": True, "values": [2.5, 3.25]},
        {"path": "thiosulfate.start", "unit": "min/{session}", "in_force": 180, "read": True, "values": [90]},
    ]


def test_where_the_order_differs_from_what_is_in_force_is_named():
    """The points have what was ordered, and the numbers beside them in force have not."""
    order = {
        "/order/schedule/duration": {"value": 300, "unit": "min/{session}"},
        "/order/flows/blood": {"value": 350, "unit": "mL/min"},
        "/order/dialysate/sodium": {"value": 138, "unit": "mmol/L"},
    }
    document = sweep_document(swept("dialysate.sodium=134 136 mmol/L", changes=order))

    assert document["ordered"] == ["schedule.duration"]
    assert document["prescription"]["schedule"]["duration"]["value"] == 300


def test_a_document_that_breaks_its_schema_does_not_leave(monkeypatch):
    monkeypatch.setattr("calciplug.codec.sweep_writer._head", lambda _: {"schema": "x"})

    with pytest.raises(CalciplugError, match="the sweep breaks its schema"):
        next(iter(write_sweep(swept("dialysate.sodium=134 136 mmol/L"))))


@given(
    st.sampled_from(sorted(kinds())),
    st.lists(st.decimals(-1000, 1000, places=4) | st.floats(-1e12, 1e12, width=64), min_size=1, max_size=20),
)
def test_a_column_has_the_digits_that_each_value_alone_would_have(name, given_values):
    values = np.array([float(value) for value in given_values])
    alone = [json_number(write(float(value), name)) for value in values]

    assert wire_numbers(values, name) == alone


def test_half_a_digit_is_rounded_as_one_value_alone_is():
    values = np.array([float(Decimal(index) / 1000) for index in range(-2_000, 2_000)])

    for name in ("kt_v", "weekly_kt_v", "ratio", "sodium", "ultrafiltration_rate", "calcium_load"):
        assert wire_numbers(values, name) == [json_number(write(float(value), name)) for value in values]
