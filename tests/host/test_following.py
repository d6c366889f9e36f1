"""What a plugin may ask for in the weeks that follow, and what becomes of a plan in which one misbehaves."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from throwaway import HEAD, PROPOSES, PROTOCOL, Bench, case_of, following

from calciplug import Host, InputError, PluginError, PluginFault, adjust, read_case, shipped_protocol
from calciplug.engine import plan
from calciplug.host import in_folder
from calciplug.model.plan import Due, Programme
from calciplug.testing import follow_up_lines, unplanned_lines

if TYPE_CHECKING:
    from calciplug import Case, Protocol
    from calciplug.host import Candidate

ROOT = Path(__file__).resolve().parents[2]
TIME = (
    "from datetime import datetime\nfrom calciplug import units\n"
    "AS_OF = datetime.fromisoformat('2026-01-12T07:00+01:00')\n"
    "DAY = units.make(1440.0, 'time')\nONE = units.make(1.0, 'count')\n"
)
STEP = "rule.follow('lower', path='dialysate.sodium', to="


def asking(lines: str, hook: str = "calciplug_plan") -> str:
    """A plugin whose hook does *lines* inside rule T-1."""
    body = "".join(f"        {line}\n" for line in lines.split("\n"))
    arguments = "(case, after, p)" if hook == "calciplug_review" else "(case, p)"
    return f"{HEAD}{TIME}@hookimpl\ndef {hook}{arguments}:\n    with case.rule('T-1') as rule:\n{body}"


def planned(bench: Bench, lines: str, case: Case | None = None) -> Programme:
    """The programme of a lone plugin that does *lines* when a plan is made."""
    # It has to propose, because it writes; it asks for what is in force.
    proposes = "\n@hookimpl\ndef calciplug_propose(case, p):\n    with case.rule('T-1') as rule:\n        rule.stop()\n"
    bench.write("lone", asking(lines) + proposes, **following("lone"))
    return plan(case or case_of(), bench.host(), PROTOCOL, raise_faults=True)


FAULTS = {
    "asks for what it did not declare": ("plugin.undeclared_follow_up", "rule.follow('higher')"),
    "asks for a list": ("plugin.exception", "rule.follow(['look'])"),
    "gives a dose's number by halves": ("plugin.no_whole_count", "rule.follow('look', numbers=ONE * 1.5)"),
    "counts from nothing": ("plugin.no_whole_count", "rule.follow('look', numbers=0)"),
    "counts backwards": ("plugin.no_whole_count", "rule.follow('look', numbers=(1, -1))"),
    "counts without end": ("plugin.no_whole_count", "rule.follow('look', numbers=ONE * 1e300)"),
    "counts nothing at all": ("plugin.no_whole_count", "rule.follow('look', numbers=())"),
    "counts NaN": ("plugin.non_finite", "rule.follow('look', numbers=ONE * float('nan'))"),
    "counts in days": ("plugin.wrong_unit", "rule.follow('look', numbers=DAY)"),
    "counts in words": ("plugin.wrong_unit", "rule.follow('look', numbers='2')"),
    "counts yes": ("plugin.wrong_unit", "rule.follow('look', numbers=True)"),
    "looks back": ("plugin.bad_delay", "rule.follow('look', after=DAY * -1)"),
    "looks ahead for ever": ("plugin.bad_delay", "rule.follow('look', after=DAY * 1e6)"),
    "waits for infinity": ("plugin.non_finite", "rule.follow('look', after=DAY * float('inf'))"),
    "waits for NaN": ("plugin.non_finite", "rule.follow('look', after=DAY * float('nan'))"),
    "waits for a bare number": ("plugin.wrong_unit", "rule.follow('look', after=7)"),
    "waits in sodium": ("plugin.wrong_unit", "rule.follow('look', after=p.aim)"),
    "repeats at once": ("plugin.bad_interval", "rule.follow('look', after=DAY, every=DAY * 0)"),
    "repeats backwards": ("plugin.bad_interval", "rule.follow('look', after=DAY, every=DAY * -7)"),
    "repeats within a day": ("plugin.bad_interval", "rule.follow('look', after=DAY, every=DAY * 0.5)"),
    "repeats NaN": ("plugin.non_finite", "rule.follow('look', after=DAY, every=DAY * float('nan'))"),
    "is numbered and delayed": ("plugin.contradictory_due", "rule.follow('look', numbers=1, after=DAY)"),
    "repeats from nowhere": ("plugin.contradictory_due", "rule.follow('look', every=DAY)"),
    "repeats what is numbered": ("plugin.contradictory_due", "rule.follow('look', numbers=2, times=2)"),
    "repeats what comes once": ("plugin.contradictory_due", "rule.follow('look', after=DAY, times=2)"),
    "counts from a moment ahead": (
        "plugin.moment_ahead",
        "rule.follow('look', after=DAY, since=AS_OF.replace(second=1))",
    ),
    "counts from a moment without its offset": (
        "plugin.naive_moment",
        "rule.follow('look', after=DAY, since=AS_OF.replace(tzinfo=None))",
    ),
    "counts from before there were documents": (
        "plugin.bad_moment",
        "rule.follow('look', after=DAY, since=AS_OF.replace(year=1999))",
    ),
    "counts from a day": ("plugin.wrong_type", "rule.follow('look', after=DAY, since=AS_OF.date())"),
    "counts from an age": ("plugin.wrong_type", "rule.follow('look', after=DAY, since=DAY)"),
    "counts nothing from a moment": ("plugin.contradictory_due", "rule.follow('look', since=AS_OF)"),
    "numbers what counts from a moment": (
        "plugin.contradictory_due",
        "rule.follow('look', numbers=1, since=AS_OF)",
    ),
    "repeats no times": ("plugin.no_whole_count", "rule.follow('look', after=DAY, every=DAY, times=ONE * 0)"),
    "is placed at a week": ("plugin.unknown_unit", "rule.follow('look', on='week')"),
    "is placed at a number": ("plugin.unknown_unit", "rule.follow('look', on=1)"),
    "is about a number": ("plugin.wrong_type", "rule.follow('look', path=3)"),
    "goes where no document goes": ("plugin.implausible", STEP + "p.aim * 2)"),
    "goes to a potassium": ("plugin.wrong_unit", STEP + "units.make(4.0, 'potassium'))"),
    "goes to a text": ("plugin.wrong_unit", STEP + "'134')"),
    "goes to NaN": ("plugin.non_finite", STEP + "p.aim * float('nan'))"),
    "goes nowhere": ("plugin.no_target", "rule.follow('lower', path='dialysate.sodium')"),
    "steps without a path": ("plugin.undeclared_path", "rule.follow('lower', to=p.aim)"),
    "steps where it does not write": (
        "plugin.undeclared_path",
        "rule.follow('lower', path='dialysate.potassium', to=units.make(2.0, 'potassium'))",
    ),
    "goes somewhere to look": ("plugin.unexpected_target", "rule.follow('look', path='dialysate.sodium', to=p.aim)"),
    "leaves a value out": ("plugin.wrong_reason_values", "rule.follow('sample')"),
    "gives a value too many": ("plugin.wrong_reason_values", "rule.follow('look', value=p.aim)"),
    "gives a value of another kind": ("plugin.wrong_unit", "rule.follow('sample', value=DAY)"),
    "asks twice": ("plugin.duplicate_follow_up", "rule.follow('look')\nrule.follow('look', numbers=2)"),
    "asks twice from two blocks": (
        "plugin.duplicate_follow_up",
        "rule.follow('look')\nwith case.rule('T-1') as again:\n    again.follow('look')",
    ),
    "asks more than anybody reads": (
        "plugin.output_too_large",
        "for count in range(500):\n    rule.follow('look', path=f'exchanges.night{count}')",
    ),
    "asks after its end": (
        "plugin.closed_rule",
        "try:\n    rule.stop()\nexcept Exception:\n    rule.follow('look')",
    ),
    "finds something": ("plugin.wrong_stage", "rule.info(None, 'plain')"),
    "refuses a signature": ("plugin.wrong_stage", "rule.refuse_signature('dialysate.sodium', 'plain')"),
    "proposes": ("plugin.wrong_stage", "rule.propose('dialysate.sodium', p.aim, 'plain')"),
    "limits": ("plugin.wrong_stage", "rule.limit('dialysate.sodium', 'bound', maximum=p.aim)"),
    "holds": ("plugin.wrong_stage", "rule.hold('dialysate.sodium', 'plain')"),
    "predicts": ("plugin.wrong_stage", "rule.predict('sodium', after=p.aim)"),
    "reads what it did not declare": ("plugin.undeclared_read", "rule.get('labs.potassium')"),
    "raises": ("plugin.exception", "raise ValueError('Jane Doe')"),
}


@pytest.mark.parametrize(("code", "lines"), FAULTS.values(), ids=FAULTS)
def test_a_follow_up_that_cannot_stand_is_a_fault(bench: Bench, code: str, lines: str) -> None:
    """Each for its own reason."""
    with pytest.raises(PluginFault) as caught:
        planned(bench, lines)

    assert caught.value.code == code


@pytest.mark.parametrize("stage", ["calciplug_guard", "calciplug_propose", "calciplug_review", "calciplug_predict"])
def test_only_a_plan_has_follow_ups(bench: Bench, stage: str) -> None:
    """What is asked for before everything stands would follow another prescription."""
    writes: dict[str, Any] = {} if stage == "calciplug_propose" else {"writes": []}
    bench.write("lone", asking("rule.follow('look')", stage), **following("lone"), **writes)
    document = bench.run()

    assert document["status"] == "rejected"
    assert "[plugin.wrong_stage]" in document["findings"][0]["summary"]


WHEN = {
    "rule.follow('look')": Due(on="session"),
    "rule.follow('look', on='day')": Due(on="day"),
    "rule.follow('look', numbers=ONE * 2)": Due(on="session", numbers=(2,)),
    "rule.follow('look', numbers=(3, ONE, 3))": Due(on="session", numbers=(1, 3)),
    "rule.follow('look', times=2)": Due(on="session", times=2),
    "rule.follow('look', after=DAY * 0)": Due(on="session", after=0.0),
    "rule.follow('look', after=DAY, since=AS_OF)": Due(on="session", after=1440.0, since=0.0),
    # 2026-01-12 at 07:00 +01:00 less 24 h, written in another offset.
    "rule.follow('look', after=DAY, since=datetime.fromisoformat('2026-01-11T01:00-05:00'))": Due(
        on="session", after=1440.0, since=1440.0
    ),
    "rule.follow('look', on='dose', after=DAY, every=DAY * 7, times=ONE)": Due(
        on="dose", after=1440.0, every=10080.0, times=1
    ),
}


@pytest.mark.parametrize(("lines", "due"), WHEN.items(), ids=WHEN)
def test_when_a_follow_up_is_due(bench: Bench, lines: str, due: Due) -> None:
    """The control to the faults above: counts and times as they were given, in whole numbers and minutes."""
    [item] = planned(bench, lines).follow_ups

    assert (item.due, item.path, item.to) == (due, None, None)


def test_a_step_of_grams_carries_the_form_of_its_label(bench: Bench) -> None:
    """25 g of an anhydrous label are 39.24 g of pentahydrate, which would be refused as another dose."""
    own = following("lone") | {"writes": ["thiosulfate.dose"]}
    anhydrous = {"value": 10, "unit": "g/{session}", "form": "anhydrous"}
    case = case_of(
        {"/prescription/thiosulfate/dose": anhydrous, "/site/products": []}, ["/prescription/thiosulfate/product"]
    )
    lines = "rule.follow('lower', path='thiosulfate.dose', to=rule.need('thiosulfate.dose') / 2)"
    proposes = "\n@hookimpl\ndef calciplug_propose(case, p): ...\n"
    bench.write("lone", asking(lines) + proposes, **own)
    [step] = plan(case, bench.host(), PROTOCOL, raise_faults=True).follow_ups

    assert step.to is not None
    assert (step.to.value, step.to.unit, step.to.form) == (5, "g/{session}", "anhydrous")


def test_what_is_withheld_has_no_step_and_says_so(bench: Bench) -> None:
    """A value that does not stand today is no base for a later one."""
    bench.guard("one", asking("rule.hold('dialysate.sodium', 'plain')", "calciplug_guard"))
    made = planned(bench, STEP + "rule.need('dialysate.sodium'))")

    assert made.outcome.status == "held"
    assert made.follow_ups == ()
    assert unplanned_lines(made) == ["T-1 withheld dialysate.sodium"]


def test_a_rule_without_its_value_is_named(bench: Bench) -> None:
    """So that a calendar can say what it could not plan."""
    made = planned(bench, "rule.follow('sample', value=rule.need('labs.sodium'))", case_of(removed=["/labs/sodium"]))

    assert made.follow_ups == ()
    assert unplanned_lines(made) == ["T-1 missing labs.sodium"]


def test_a_fault_in_a_plan_rejects_the_outcome_and_no_adjustment(bench: Bench) -> None:
    """A plan that failed has no prescription to lay out; the adjustment itself never asks the hook."""
    bench.write("good", PROPOSES)
    bench.guard("lone", asking("raise ValueError"), **following("lone"))
    made = plan(case_of(), bench.host(), PROTOCOL)

    assert (made.outcome.status, made.outcome.prescription, made.follow_ups) == ("rejected", None, ())
    assert "in calciplug_plan" in made.outcome.findings[0].detail
    assert adjust(case_of(), bench.host(), PROTOCOL).status == "adjusted"


def test_a_fault_before_the_plan_asks_for_nothing(bench: Bench) -> None:
    """No follow-up of a prescription that there is none of."""
    bench.guard("bad", asking("raise ValueError", "calciplug_review"))
    bench.guard("lone", asking("rule.follow('look')"), **following("lone"))
    made = plan(case_of(), bench.host(), PROTOCOL)

    assert (made.outcome.status, made.follow_ups, made.silent) == ("rejected", (), ())


@pytest.mark.parametrize("order", list(itertools.permutations(("aaa", "bbb", "ccc"))), ids="-".join)
def test_the_order_of_plugins_does_not_matter(bench: Bench, order: tuple[str, ...]) -> None:
    """Follow-ups stand by plugin, rule, key and path."""
    for name in order:
        lines = "rule.follow('sample', value=p.aim)\nrule.follow('look', path='b')\nrule.follow('look', path='a')"
        bench.guard(name, asking(lines), **following(name))
    made = plan(case_of(), Host(sorted_by(bench, order), trust=order), PROTOCOL)

    assert [(item.plugin, item.key, item.path) for item in made.follow_ups] == [
        (name, key, path) for name in sorted(order) for key, path in (("look", "a"), ("look", "b"), ("sample", None))
    ]


def sorted_by(bench: Bench, order: tuple[str, ...]) -> list[Candidate]:
    """The folder's candidates in this order."""
    return sorted(in_folder(bench.folder), key=lambda item: order.index(item.manifest.name))


def test_a_rule_that_only_plans_is_no_silence_of_an_outcome(bench: Bench) -> None:
    """It has no word there that it could have left unsaid."""
    own = following("lone")
    own["rules"]["T-1"]["reasons"] = {}
    bench.guard("lone", asking("rule.stop()"), **own)
    made = plan(case_of(), bench.host(), PROTOCOL)

    assert made.outcome.silent == ()
    assert [(item.rule, item.cause) for item in made.silent] == [("T-1", "not-triggered")]


BAD = {
    "it checks what has no LOINC code": ({"checks": ["labs.ph"]}, "labs.ph, which is no laboratory series"),
    "it checks a weight": ({"checks": ["patient.dry_weight"]}, "patient.dry_weight, which is no laboratory series"),
    "it checks one thing twice": ({"checks": ["labs.sodium", "labs.sodium"]}, "follow-up look checks the same twice"),
    "it checks nothing that there is": ({"checks": ["labs.sodum"]}, "labs.sodum, which is no laboratory series"),
    "it cites nobody": ({"citations": ["nobody-1900"]}, "follow-up look: "),
    "it cites nothing": ({"citations": []}, "follow-up look has neither a citation nor the word policy"),
    "it prints a parameter of nobody": ({"detail": "{p.nobody}"}, "follow-up look: there is no parameter nobody"),
    "it prints a kind of nobody": ({"title": "{x:nobody}"}, "follow-up look: there is no kind nobody"),
    "its action is none": ({"action": "do"}, "look"),
    "its title fills a page": ({"title": "x" * 141}, "look"),
    "it has a key of its own": ({"due": "tomorrow"}, "look"),
}


@pytest.mark.parametrize(("changed", "says"), BAD.values(), ids=BAD)
def test_a_manifest_whose_follow_up_cannot_stand(bench: Bench, changed: dict[str, Any], says: str) -> None:
    """Refused at load, before any of its code runs, and named."""
    own = following("lone")
    own["rules"]["T-1"]["follow_ups"]["look"] |= changed
    bench.guard("lone", "raise SystemExit", **own)

    with pytest.raises(PluginError) as caught:
        bench.host()

    assert says in str(caught.value)


@pytest.mark.parametrize("path", sorted((ROOT / "fixtures" / "patients").glob("P*.json")), ids=lambda path: path.stem)
def test_a_plan_has_the_outcome_that_the_adjustment_has(path: Path, everything: tuple[Host, Protocol]) -> None:
    """To the last parameter that was read; and the same follow-ups each time."""
    host, protocol = everything
    try:
        case = read_case(path.read_bytes())
    except InputError:
        pytest.skip("refused as a document")
    one, two = plan(case, host, protocol), plan(case, host, protocol)

    assert one == two
    assert one.outcome == adjust(case, host, protocol)
    assert follow_up_lines(one) == follow_up_lines(two)


@pytest.fixture(scope="module")
def everything() -> tuple[Host, Protocol]:
    """Every shipped plugin under the shipped protocol."""
    return Host.discover(), shipped_protocol("cautious")
