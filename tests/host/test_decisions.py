"""Each hook, and what becomes of what plugins say: agreement, conflict, limits, preference, protocol."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import TYPE_CHECKING, Any

import pytest
from throwaway import HEAD, PROPOSES, PROTOCOL, Bench, after, case_of, following, manifest, predicting, run

from calciplug import Interval, Protocol, ProtocolError, adjust, hookspecs, read_case, read_protocol
from calciplug.engine import plan
from calciplug.host.facts import BATHS, RECORDS
from calciplug.model.amount import Amount
from calciplug.model.plan import Due, FollowUp
from calciplug.protocol import Setting
from calciplug.testing.cases import base

if TYPE_CHECKING:
    from calciplug import Case

PATH = "dialysate.sodium"


def hook(lines: str, name: str = "calciplug_guard") -> str:
    body = "".join(f"        {line}\n" for line in lines.split("\n"))
    arguments = "(case, after, p)" if name == "calciplug_review" else "(case, p)"
    return f"{HEAD}@hookimpl\ndef {name}{arguments}:\n    with case.rule('T-1') as rule:\n{body}"


def asks(bench: Bench, name: str, value: float) -> None:
    """A plugin that asks for *value* mmol/L."""
    own = manifest(name)["parameters"]
    own["aim"]["value"] = value
    bench.write(name, PROPOSES, parameters=own)


def codes(document: dict[str, Any]) -> list[str]:
    return [f"{item['code']} {item['severity']} {item.get('path', '-')}" for item in document["findings"]]


def withheld(document: dict[str, Any]) -> list[str]:
    return [item["section"] for item in document["withheld"]]


# --- hooks ----------------------------------------------------------------------------------------------------------


def test_every_hook_has_a_test_here() -> None:
    """A hook is added together with what proves it."""
    assert {f"test_hook_{name}" for name in hookspecs.HOOKS} <= set(globals())
    assert set(hookspecs.HOOKS) == {name for name in vars(hookspecs) if name.startswith("calciplug_")}


def test_hook_calciplug_guard(bench: Bench) -> None:
    """Called first, on the draft as ordered; it can limit, hold, block and warn."""
    bench.guard(
        "one",
        hook(
            "rule.limit('dialysate.sodium', 'bound', maximum=p.aim)\n"
            "rule.hold('dialysate.calcium', 'plain')\n"
            "rule.block('thiosulfate.access', 'plain', refuses='circuit')\n"
            "rule.warn(None, 'plain')\nrule.info('dialysate.sodium', 'plain')"
        ),
    )
    document = bench.run(case_of({"/order/dialysate": {"sodium": {"value": 140, "unit": "mmol/L"}}}))

    assert codes(document) == [
        "T-1 block dialysate.sodium",
        "T-1 block thiosulfate.access",
        "T-1 hold dialysate.calcium",
        "T-1 warning -",
        "T-1 info dialysate.sodium",
    ]
    assert withheld(document) == ["dialysate.calcium", "thiosulfate"]
    assert after(document) == 136
    assert after(document, "dialysate.calcium") is None


def test_hook_calciplug_propose(bench: Bench) -> None:
    """Called layer by layer; it can propose values for declared paths, and say why."""
    asks(bench, "one", 137)
    document = bench.run()
    (change,) = document["changes"]

    assert document["status"] == "adjusted"
    assert after(document) == 137
    assert (change["path"], change["origin"], change["rule"]) == (PATH, "one", "T-1")
    assert change["reason"] == "It asks for 137 mmol/L (137 mEq/L)."
    assert codes(document) == ["T-1 info dialysate.sodium"]


def test_hook_calciplug_review(bench: Bench) -> None:
    """Called last, on the result: it sees what changed, and can warn and refuse the signature."""
    asks(bench, "one", 137)
    bench.guard("two", hook("rule.hold('dialysate.calcium', 'plain')"))
    bench.guard(
        "three",
        hook(
            "if after.was_raised('dialysate.sodium') and after.has_changed('dialysate') and case:\n"
            "    rule.warn('dialysate.sodium', 'aim', value=rule.need('dialysate.sodium'))\n"
            "if after.was_lowered('dialysate.sodium') or 'dialysate.calcium' not in after.withheld:\n"
            "    rule.info(None, 'plain')\n"
            "rule.refuse_signature('dialysate.sodium', 'plain')",
            "calciplug_review",
        ),
    )
    document = bench.run()
    own = [item for item in document["findings"] if item["plugin"] == "three"]

    assert [(item["severity"], item["summary"]) for item in own] == [
        ("block", "something to know"),
        ("warning", "asks for 137 mmol/L (137 mEq/L)"),
    ]
    assert document["status"] == "held"
    assert after(document) == 137


def test_hook_calciplug_predict(bench: Bench) -> None:
    """Called after the review: before and after, one value or an interval, with model, flags and what was read."""
    asks(bench, "one", 137)
    bench.guard(
        "two",
        hook(
            "now, then = rule.need('dialysate.sodium'), rule.in_force('dialysate.sodium')\n"
            "rule.predict('sodium', before=then, after=(now, p.aim * 2 - then), flags={'far': now > then})\n"
            "rule.predict('share', after=now / then, flags={'far': now < then}, path='exchanges.day')",
            "calciplug_predict",
        ),
        **predicting(),
    )
    document = bench.run()
    sodium, share = document["predictions"]

    assert sodium == {
        "plugin": "two", "rule": "T-1", "prediction": "sodium", "title": "sodium after a while",
        "model": {"id": "throwaway.level", "version": "3"},
        "before": {"low": 136, "high": 136, "unit": "mmol/L", "shown": "136 mmol/L (136 mEq/L)"},
        "after": {"low": 137, "high": 138, "unit": "mmol/L", "shown": "137 to 138 mmol/L (137 to 138 mEq/L)"},
        "flags": [{"code": "far", "text": "Far from 137 mmol/L (137 mEq/L)."}],
        "note": "A model, not a measurement; aims at 137 mmol/L (137 mEq/L).",
        "read": [
            {"path": "dialysate.sodium", "shown": "137 mmol/L (137 mEq/L)", "stale": False},
            {"path": "in_force.dialysate.sodium", "shown": "136 mmol/L (136 mEq/L)", "stale": False},
        ],
        "citations": ["moret-2002"], "policy": True, "disputes": [],
    }  # fmt: skip
    assert "before" not in share
    assert (share["after"]["low"], share["flags"], share["path"]) == (1.007, [], "exchanges.day")
    assert share["model"]["id"] == "urea.single-pool"
    assert not [item for item in document["silent"] if item["plugin"] == "two"]


def test_a_prediction_without_its_value_names_it(bench: Bench) -> None:
    """A missing value silences the rule by name; nothing is predicted from a default."""
    predicts = hook("rule.predict('sodium', after=rule.need('labs.sodium'))", "calciplug_predict")
    bench.guard("one", predicts, **predicting())
    document = bench.run(case_of(removed=["/labs/sodium"]))
    (silence,) = document["silent"]

    assert document["predictions"] == []
    assert (silence["rule"], silence["cause"], silence["path"]) == ("T-1", "missing", "labs.sodium")


LISTS = sorted({*RECORDS, BATHS})


def list_of(path: str, *, named: bool) -> Case:
    """The plain case with an empty list at *path*, or without one; a dose goes with the product that it needs."""
    document = deepcopy(dict(base("hd")))
    if path == "site.products":
        del document["prescription"]["thiosulfate"]
    *groups, name = path.split(".")
    node = document
    for group in groups:
        node = node[group]
    node[name] = []
    if not named:
        del node[name]
    return read_case(json.dumps(document).encode())


@pytest.mark.parametrize("stage", ["calciplug_guard", "calciplug_review", "calciplug_predict"])
@pytest.mark.parametrize("path", LISTS)
def test_a_list_that_the_case_does_not_name_is_missing(bench: Bench, path: str, stage: str) -> None:
    """What is not stated is not the same as none: a rule that needs it is silent for want of it."""
    needs = hook(f"rule.need({path!r})", stage)
    bench.guard("one", needs, reads=[path, "labs.sodium"], **predicting())
    document = bench.run(list_of(path, named=False))

    assert [(item["cause"], item["path"]) for item in document["silent"]] == [("missing", path)]


@pytest.mark.parametrize("path", LISTS)
def test_a_list_that_is_empty_is_a_value(bench: Bench, path: str) -> None:
    """A rule that needs it goes on, and finds nothing in it."""
    finds = hook(f"rule.info(None, 'text', what=str(len(rule.need({path!r}))))")
    bench.guard("one", finds, reads=[path, "labs.sodium"])
    document = bench.run(list_of(path, named=True))

    assert [item["summary"] for item in document["findings"] if item["code"] == "T-1"] == ["about 0"]


def test_a_prediction_of_what_is_withheld_says_so(bench: Bench) -> None:
    """What has no value today has no prediction either."""
    bench.guard("one", hook("rule.hold('dialysate.sodium', 'plain')"))
    predicts = hook("rule.predict('sodium', after=rule.need('dialysate.sodium'))", "calciplug_predict")
    bench.guard("two", predicts, **predicting())
    document = bench.run()
    own = [item for item in document["silent"] if item["plugin"] == "two"]

    assert document["predictions"] == []
    assert [(item["cause"], item["path"]) for item in own] == [("withheld", "dialysate.sodium")]


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        ("rule.predict('level', after=p.aim)", "plugin.undeclared_prediction"),
        ("rule.predict('sodium')", "plugin.bad_output"),
        ("rule.predict('sodium', after=1.0)", "plugin.wrong_unit"),
        ("rule.predict('sodium', after=p.aim / p.aim)", "plugin.wrong_unit"),
        ("rule.predict('sodium', after=(p.aim, p.aim, p.aim))", "plugin.wrong_unit"),
        ("rule.predict('sodium', after=p.aim * float('nan'))", "plugin.non_finite"),
        ("rule.predict('sodium', after=(p.aim, p.aim * float('inf')))", "plugin.non_finite"),
        ("import numpy\nrule.predict('sodium', after=p.aim * numpy.array([1.0, 2.0]))", "plugin.wrong_type"),
        ("import numpy\nrule.predict('sodium', after=p.aim, flags={'far': numpy.array([True])})", "plugin.wrong_type"),
        ("rule.predict('sodium', after=p.aim, flags={'near': True})", "plugin.undeclared_flag"),
        ("rule.predict('sodium', after=p.aim, flags={'far': 1})", "plugin.wrong_type"),
        ("rule.predict('sodium', after=p.aim, flags={'far': 'no'})", "plugin.wrong_type"),
        ("rule.predict('sodium', after=p.aim, flags={'far': p.aim})", "plugin.wrong_type"),
        ("rule.predict('sodium', after=p.aim, flags={'far': None})", "plugin.wrong_type"),
        ("rule.predict('sodium', after=p.aim, path=3)", "plugin.wrong_type"),
        ("rule.predict('sodium', after=p.aim)\nrule.predict('sodium', before=p.aim)", "plugin.duplicate_prediction"),
        (
            "for _ in '12':\n    rule.predict('sodium', after=p.aim, path='exchanges.day')",
            "plugin.duplicate_prediction",
        ),
        (
            "rule.predict('sodium', after=p.aim)\nwith case.rule('T-1') as a:\n    a.predict('sodium', after=p.aim)",
            "plugin.duplicate_prediction",
        ),
        ("rule.limit('dialysate.sodium', 'bound', maximum=p.aim)", "plugin.wrong_stage"),
        ("rule.propose('dialysate.sodium', p.aim, 'plain')", "plugin.wrong_stage"),
        ("rule.info(None, 'plain')", "plugin.wrong_stage"),
    ],
)  # fmt: skip
def test_a_prediction_that_is_none_is_a_fault(bench: Bench, code: str, fault: str) -> None:
    """Each for its own reason, and the case is then rejected, as for every fault."""
    assert bench.fault(hook(code, "calciplug_predict"), **predicting()) == fault


def test_one_prediction_of_several_places_and_a_pair_in_either_order(bench: Bench) -> None:
    """Neither is a fault; the lower end of a pair is found."""
    code = "for own in ('day', 'night'):\n    rule.predict('sodium', after=(p.aim * 2, p.aim), path=f'exchanges.{own}')"
    bench.guard("one", hook(code, "calciplug_predict"), **predicting())
    found = bench.run()["predictions"]

    assert [item["path"] for item in found] == ["exchanges.day", "exchanges.night"]
    assert {(item["after"]["low"], item["after"]["high"]) for item in found} == {(137, 274)}


def test_an_interval_of_the_library_is_the_one_of_the_document(bench: Bench) -> None:
    """Numbers, unit and text alike, so that nobody has to know in which unit memory keeps them."""
    code = "rule.predict('sodium', before=p.aim, after=(p.aim, p.aim * 1.01234))"
    bench.guard("one", hook(code, "calciplug_predict"), **predicting())
    [item] = adjust(case_of(), bench.host(), PROTOCOL).predictions
    [written] = bench.run()["predictions"]

    assert (item.prediction, item.plugin) == (written["prediction"], written["plugin"])
    for own, there in ((item.before, written["before"]), (item.after, written["after"])):
        assert isinstance(own, Interval)
        assert {"low": own.low, "high": own.high, "unit": own.unit, "shown": own.shown} == there
    assert (type(item.after.low), item.after.low, item.after.high) == (int, 137, 138.7)


def test_hook_calciplug_plan(bench: Bench) -> None:
    """Called where a plan is made; it reads the proposed prescription and the one in force."""
    asks(bench, "one", 134)
    follows = (
        "day = units.make(1440.0, 'time')\n"
        "rule.follow('lower', path='dialysate.sodium', to=rule.need('dialysate.sodium'), numbers=2, on='dose')\n"
        "rule.follow('sample', value=rule.in_force('dialysate.sodium'), after=day)"
    )
    proposes = hook("rule.stop()", "calciplug_propose").removeprefix(HEAD)
    bench.write("two", f"from calciplug import units\n{hook(follows, 'calciplug_plan')}{proposes}", **following("two"))

    made = plan(case_of(), bench.host(), PROTOCOL)
    step, check = sorted(made.follow_ups, key=lambda item: item.key)

    assert made.outcome == adjust(case_of(), bench.host(), PROTOCOL)
    assert step == FollowUp(
        plugin="two", rule="T-1", key="lower", action="step", title="one step down",
        detail="While sodium is not low.", checks=(), path="dialysate.sodium",
        to=Amount(path="dialysate.sodium", stored=134.0, kind="sodium"), due=Due(on="dose", numbers=(2,)),
        citations=("moret-2002",), policy=True, disputes=(),
    )  # fmt: skip
    assert (check.title, check.detail, check.checks) == (
        "sodium again, aim 137 mmol/L (137 mEq/L)",
        "Measured, because it was 136 mmol/L (136 mEq/L).",
        ("labs.sodium",),
    )
    assert (check.due, check.citations, check.policy) == (Due(on="session", after=24 * 60.0), (), True)
    assert [item.name for item in made.parameters] == ["aim"]


@pytest.mark.parametrize("stage", ["calciplug_guard", "calciplug_review"])
def test_only_the_last_hook_predicts(bench: Bench, stage: str) -> None:
    """What is predicted before everything stands would be of another prescription."""
    assert bench.fault(hook("rule.predict('sodium', after=p.aim)", stage), **predicting()) == "plugin.wrong_stage"


def test_a_plugin_may_have_every_hook(bench: Bench) -> None:
    code = PROPOSES
    for name in ("calciplug_guard", "calciplug_review"):
        code += "\n\n" + hook("rule.info(None, 'text', what='" + name + "')", name).removeprefix(HEAD)
    bench.write("one", code)
    document = bench.run()

    assert sorted(item["summary"] for item in document["findings"]) == [
        "about calciplug_guard",
        "about calciplug_review",
        "asks for 137 mmol/L (137 mEq/L)",
    ]


# --- agreement and conflict -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("second", [137, 137.4, 136.6])
def test_two_that_ask_the_same_after_the_step_agree(bench: Bench, second: float) -> None:
    """Dialysate sodium is delivered in steps of 1 mmol/L."""
    asks(bench, "one", 137)
    asks(bench, "two", second)
    document = bench.run()

    assert document["status"] == "adjusted"
    assert after(document) == 137
    assert "host.conflict warning dialysate.sodium" not in codes(document)


@pytest.mark.parametrize("second", [137.5, 138, 135])
def test_two_that_differ_leave_what_is_in_force_and_are_both_named(bench: Bench, second: float) -> None:
    asks(bench, "one", 137)
    asks(bench, "two", second)
    document = bench.run()
    (conflict,) = [item for item in document["findings"] if item["code"] == "host.conflict"]

    assert document["status"] == "unchanged"
    assert after(document) == 136
    assert conflict["severity"] == "warning"
    assert "one (T-1): asks for 137 mmol/L" in conflict["detail"]
    assert f"two (T-1): asks for {second} mmol/L" in conflict["detail"]


def test_a_conflict_over_an_ordered_value_leaves_what_is_in_force(bench: Bench) -> None:
    asks(bench, "one", 137)
    asks(bench, "two", 138)
    document = bench.run(case_of({"/order/dialysate": {"sodium": {"value": 140, "unit": "mmol/L"}}}))

    assert after(document) == 136
    assert document["status"] == "held"


def test_two_of_three_do_not_outvote_the_third(bench: Bench) -> None:
    for name, value in (("one", 137), ("two", 137), ("three", 138)):
        asks(bench, name, value)

    assert after(bench.run()) == 136


def test_the_protocol_may_prefer_one_by_name(bench: Bench) -> None:
    asks(bench, "one", 137)
    asks(bench, "two", 138)
    for name, value in (("one", 137), ("two", 138)):
        document = bench.run(protocol=Protocol(name="site", version="1.0.0", summary="Prefers.", prefer={PATH: name}))

        assert after(document) == value
        assert document["changes"][0]["origin"] == name


def test_a_preferred_plugin_that_says_nothing_leaves_the_others_to_themselves(bench: Bench) -> None:
    asks(bench, "one", 137)
    asks(bench, "two", 138)
    bench.write("three", f"{HEAD}@hookimpl\ndef calciplug_propose(case, p): ...\n")
    document = bench.run(protocol=Protocol(name="site", version="1.0.0", summary="Prefers.", prefer={PATH: "three"}))

    assert after(document) == 136
    assert "host.conflict warning dialysate.sodium" in codes(document)


# --- limits -----------------------------------------------------------------------------------------------------------


def limits(bench: Bench, name: str, value: float, bound: str = "maximum") -> None:
    own = manifest(name)["parameters"]
    own["aim"]["value"] = value
    bench.guard(name, hook(f"rule.limit('{PATH}', 'bound', {bound}=p.aim)"), parameters=own)


def test_a_proposal_beyond_a_limit_is_refused_and_not_moved(bench: Bench) -> None:
    limits(bench, "one", 139)
    asks(bench, "two", 140)
    document = bench.run()
    (refused,) = [item for item in document["findings"] if item["code"] == "host.limit"]

    assert after(document) == 136
    assert refused["refuses"]["value"] == 140
    assert "T-1 of one" in refused["summary"]


@pytest.mark.parametrize(("bound", "value"), [("maximum", 137), ("minimum", 137)])
def test_a_proposal_at_a_limit_stands(bench: Bench, bound: str, value: float) -> None:
    limits(bench, "one", value, bound)
    asks(bench, "two", 137)

    assert after(bench.run()) == 137


def test_limits_only_ever_narrow(bench: Bench) -> None:
    """The later and wider one lifts nothing of the earlier and narrower one."""
    limits(bench, "aaa", 138)
    limits(bench, "zzz", 145)
    asks(bench, "two", 140)

    assert after(bench.run()) == 136


def test_a_value_in_force_beyond_a_limit_is_withheld(bench: Bench) -> None:
    limits(bench, "one", 135)
    document = bench.run()

    assert withheld(document) == ["dialysate.sodium"]
    assert after(document) is None
    assert document["status"] == "held"


def test_limits_that_leave_nothing_withhold(bench: Bench) -> None:
    limits(bench, "one", 138, "minimum")
    limits(bench, "two", 134, "maximum")

    assert withheld(bench.run()) == ["dialysate.sodium"]


def test_nobody_proposes_into_a_held_section(bench: Bench) -> None:
    bench.guard("one", hook("rule.hold('dialysate.sodium', 'plain')"))
    asks(bench, "two", 137)
    document = bench.run()

    assert after(document) is None
    assert ("two", "T-1", "withheld") in [(item["plugin"], item["rule"], item["cause"]) for item in document["silent"]]


def test_a_guard_that_is_content_cannot_lift_another_ones_hold(bench: Bench) -> None:
    bench.guard("aaa", hook("rule.hold('dialysate.sodium', 'plain')"))
    bench.guard("zzz", hook("rule.info('dialysate.sodium', 'plain')"))

    assert withheld(bench.run()) == ["dialysate.sodium"]


# --- the site's protocol ----------------------------------------------------------------------------------------------


def protocol(**changes: Any) -> Protocol:
    return Protocol(**{"name": "site", "version": "1.0.0", "summary": "A site.", **changes})


def moved(value: Any, unit: str | None = "mmol/L", name: str = "aim", **more: Any) -> Protocol:
    return protocol(parameters={"one": {name: Setting(value=value, unit=unit, **more)}})


def dec(text: str) -> Any:
    from decimal import Decimal

    return Decimal(text)


def test_a_protocol_moves_a_parameter_inside_its_range(bench: Bench) -> None:
    asks(bench, "one", 137)
    document = bench.run(protocol=moved(dec("139")))
    (used,) = document["parameters"]

    assert after(document) == 139
    assert (used["name"], used["value"], used["origin"], used["policy"]) == ("aim", 139, "site", True)


@pytest.mark.parametrize("value", ["130", "145"])
def test_the_ends_of_the_range_are_inside(bench: Bench, value: str) -> None:
    asks(bench, "one", 137)

    assert after(bench.run(protocol=moved(dec(value)))) == int(value)


def test_a_protocol_is_read_in_any_unit_of_the_kind(bench: Bench) -> None:
    asks(bench, "one", 137)

    assert after(bench.run(protocol=moved(dec("139"), "meq/L"))) == 139


REFUSED = {
    "below the range": (lambda: moved(dec("129.999999")), "outside the manifest's range"),
    "above the range": (lambda: moved(dec("145.000001")), "outside the manifest's range"),
    "far above the range": (lambda: moved(dec("137000")), "outside the manifest's range"),
    "without a unit": (lambda: moved(dec("139"), None), "a unit is missing"),
    "a unit of another kind": (lambda: moved(dec("139"), "mg"), "not accepted"),
    "an unknown unit": (lambda: moved(dec("139"), "Mmol/L"), "not accepted"),
    "a text for a number": (lambda: moved("139"), "expected a number"),
    "a list for a number": (lambda: moved((dec("139"),)), "expected a number"),
    "a yes for a number": (lambda: moved(True), "expected a number"),
    "a number that is none": (lambda: moved(dec("NaN")), "finite"),
    "a salt form of nobody": (lambda: moved(dec("139"), form="dihydrate"), "salt form"),
    "a list without one of its codes": (lambda: moved(("hypotension",), None, "events"), "takes cramps out"),
    "an empty list": (lambda: moved((), None, "events"), "takes .*cramps.* out"),
    "a list with a misspelt code": (
        lambda: moved(("hypotension", "cramps", "cramp"), None, "events"),
        "cramp is in none",
    ),
    "a list with a number": (lambda: moved(("cramps", "hypotension", dec("1")), None, "events"), "expected a list"),
    "a number for a code": (lambda: moved(dec("1"), None, "event"), "expected a code"),
    "a list of several lists' codes, misspelt": (lambda: moved(("cramp", "vomiting"), None, "mixed"), "takes .* out"),
    "a list of several lists' codes, added to wrongly": (
        lambda: moved(("cramps", "vomiting", "vomitting"), None, "mixed"),
        "vomitting is in none",
    ),
    "no such parameter": (lambda: moved(dec("139"), name="aims"), "has no parameter aims"),
    "no such plugin": (lambda: protocol(parameters={"onne": {}}), "no plugin is called onne"),
    "disables nobody": (lambda: protocol(disabled=("onne",)), "no plugin is called onne"),
    "prefers nobody": (lambda: protocol(prefer={PATH: "onne"}), "no plugin is called onne"),
    "prefers for a path that it does not write": (
        lambda: protocol(prefer={"dialysate.sodum": "one"}),
        "does not write",
    ),
}


@pytest.mark.parametrize(("make", "named"), REFUSED.values(), ids=REFUSED)
def test_a_protocol_that_does_not_fit_is_refused(bench: Bench, make: Any, named: str) -> None:
    asks(bench, "one", 137)

    with pytest.raises(ProtocolError, match=named):
        bench.run(protocol=make())


def test_a_protocol_may_add_to_a_list_of_codes(bench: Bench) -> None:
    bench.guard("one", hook("rule.info(None, 'text', what=p.events)"))
    (finding,) = bench.run(protocol=moved(("hypotension", "cramps", "other"), None, "events"))["findings"]

    assert finding["summary"] == "about hypotension, cramps, other"


def test_a_protocol_cannot_disable_a_guard(bench: Bench) -> None:
    limits(bench, "one", 139)
    asks(bench, "two", 140)

    with pytest.raises(ProtocolError, match="never switches a block off"):
        bench.run(protocol=protocol(disabled=("one",)))


def test_a_protocol_cannot_disable_what_may_refuse_a_signature(bench: Bench) -> None:
    """A plugin without a guard can still hold a block, at the end."""
    bench.guard("one", hook("rule.refuse_signature('dialysate.sodium', 'plain')", "calciplug_review"))

    with pytest.raises(ProtocolError, match="never switches a block off"):
        bench.run(protocol=protocol(disabled=("one",)))


def test_a_protocol_may_disable_a_plugin_that_only_proposes(bench: Bench) -> None:
    rules = manifest("one")["rules"]
    rules["T-1"]["severities"] = ["info", "warning"]
    bench.write("one", PROPOSES, rules=rules)
    document = bench.run(protocol=protocol(disabled=("one",)))

    assert after(document) == 136
    assert document["plugins"] == []


def test_parameters_are_used_only_when_they_are_read(bench: Bench) -> None:
    bench.write("one", PROPOSES)

    assert [item["name"] for item in bench.run()["parameters"]] == ["aim"]


def test_the_shipped_form_of_a_protocol_is_read_alike(bench: Bench) -> None:
    asks(bench, "one", 137)
    text = (
        b'{"schema": "urn:calciplug:schema:protocol:1", "name": "site", "version": "1.0.0", "summary": "A site.",'
        b' "parameters": {"one": {"aim": {"value": 139, "unit": "mmol/L"}}}}'
    )

    assert after(bench.run(protocol=read_protocol(text))) == 139


def test_two_protocols_do_not_meet_in_one_host(bench: Bench) -> None:
    asks(bench, "one", 137)
    host = bench.host()

    assert after(run(host, protocol=moved(dec("139")))) == 139
    assert after(run(host, protocol=PROTOCOL)) == 137


# --- models ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("stage", ["calciplug_guard", "calciplug_review", "calciplug_predict"])
def test_a_model_that_was_not_made_for_this_is_a_silence(bench: Bench, stage: str) -> None:
    """A plugin that asks a model outside of its domain is not at fault; the rule says which model, and why."""
    asked = hook(
        "from calciplug.kinetics.quantities import sodium_rise\n"
        "from calciplug.units import make\n"
        "sodium_rise(load=make(-1.0, 'sodium_load'), body_water=make(40.0, 'container_volume'))",
        stage,
    )
    bench.guard("one", asked, **predicting())
    document = bench.run()
    (silence,) = document["silent"]

    assert document["status"] == "unchanged"
    assert (silence["rule"], silence["cause"]) == ("T-1", "needs-model")
    assert silence["part"].startswith("sodium.retained: load = -1")
