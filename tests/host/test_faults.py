"""What a plugin may not do while it runs: the case is rejected, the host goes on."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from throwaway import GUARDS, HEAD, PROPOSES, PROTOCOL, Bench, after, case_of, fault_of, manifest, run

from calciplug import Case, Host, PluginFault, adjust
from calciplug.host import in_folder
from calciplug.testing.cases import base, patched


def hook(lines: str, name: str = "calciplug_guard", before: str = "") -> str:
    """A plugin whose hook *name* does *lines* inside rule T-1."""
    body = "".join(f"        {line}\n" for line in lines.split("\n"))
    arguments = "(case, after, p)" if name == "calciplug_review" else "(case, p)"
    return f"{HEAD}{before}@hookimpl\ndef {name}{arguments}:\n    with case.rule('T-1') as rule:\n{body}"


def propose(lines: str, before: str = "") -> str:
    return hook(lines, "calciplug_propose", before)


OTHER = "from calciplug import units\n"
OWN_FAULT = """\
from calciplug import PluginFault
class Own(PluginFault):
    code = property(lambda self: 1 / 0)
    def __init__(self): ...
"""

GUARD_FAULTS = {
    # what it reads
    "reads what it did not declare": ("plugin.undeclared_read", "rule.get('labs.potassium')"),
    "reads the patient undeclared": ("plugin.undeclared_read", "rule.get('patient.dry_weight')"),
    "needs what it did not declare": ("plugin.undeclared_read", "rule.need('dialysate.calcium')"),
    "looks at an order undeclared": ("plugin.undeclared_read", "rule.ordered('dialysate.calcium')"),
    "looks at the force undeclared": ("plugin.undeclared_read", "rule.in_force('dialysate.calcium')"),
    "asks an age undeclared": ("plugin.undeclared_read", "rule.age('labs.potassium')"),
    "averages what it did not declare": (
        "plugin.undeclared_read",
        "rule.mean('labs.potassium', count=p.aim / p.aim, within=p.aim)",
    ),
    "reads a path that is none": ("plugin.undeclared_path", "rule.get('thiosulfate.colour')"),
    "opens a rule of nobody": ("plugin.undeclared_rule", "case.rule('T-2')"),
    "reads a parameter of nobody": ("plugin.undeclared_parameter", "p.aims"),
    # what it says
    "gives a reason of nobody": ("plugin.undeclared_reason", "rule.info('dialysate.sodium', 'plainly')"),
    "leaves a value out": ("plugin.wrong_reason_values", "rule.info('dialysate.sodium', 'aim')"),
    "gives a value too many": ("plugin.wrong_reason_values", "rule.info('dialysate.sodium', 'plain', what='x')"),
    "gives a value by another name": ("plugin.wrong_reason_values", "rule.info('dialysate.sodium', 'text', why='x')"),
    "gives a number for a text": ("plugin.wrong_reason_values", "rule.info('dialysate.sodium', 'text', what=1)"),
    "gives a quantity for a text": ("plugin.wrong_reason_values", "rule.info('dialysate.sodium', 'text', what=p.aim)"),
    "gives a text for a quantity": ("plugin.wrong_unit", "rule.info('dialysate.sodium', 'aim', value='137')"),
    "gives a bare number for a quantity": ("plugin.wrong_unit", "rule.info('dialysate.sodium', 'aim', value=137.0)"),
    "gives another dimension": ("plugin.wrong_unit", "rule.info('dialysate.sodium', 'aim', value=p.aim * p.aim)"),
    "gives nothing as a value": ("plugin.wrong_unit", "rule.info('dialysate.sodium', 'aim', value=())"),
    "gives NaN as a value": ("plugin.non_finite", "rule.info('dialysate.sodium', 'aim', value=p.aim * float('nan'))"),
    "is about a number": ("plugin.wrong_type", "rule.info(5, 'plain')"),
    "is about a list": ("plugin.wrong_type", "rule.warn(['dialysate.sodium'], 'plain')"),
    "is about a text without end": ("plugin.wrong_type", "rule.warn('x' * 10000, 'plain')"),
    "is silent for a cause of its own": ("plugin.unknown_cause", "rule.silent('bored')"),
    "is silent about a number": ("plugin.wrong_type", "rule.silent('missing', path=5)"),
    "says more than anybody reads": ("plugin.output_too_large", "rule.info(None, 'text', what='x' * 10_000)"),
    "finds more than anybody reads": (
        "plugin.output_too_large",
        "for count in range(1000):\n    rule.info(None, 'text', what=str(count))",
    ),
    "is silent more often than anybody reads": (
        "plugin.output_too_large",
        "for count in range(1000):\n    rule.silent('missing', part=str(count))",
    ),
    # what it forbids
    "limits a code": ("plugin.undeclared_path", "rule.limit('thiosulfate.access', 'bound', maximum=p.aim)"),
    "limits no path": ("plugin.undeclared_path", "rule.limit('dialysate.sodum', 'bound', maximum=p.aim)"),
    "limits by a bare number": ("plugin.wrong_unit", "rule.limit('dialysate.sodium', 'bound', maximum=140)"),
    "limits in another dimension": ("plugin.wrong_unit", "rule.limit('dialysate.calcium', 'bound', maximum=p.aim)"),
    "limits by NaN": ("plugin.non_finite", "rule.limit('dialysate.sodium', 'bound', maximum=p.aim * float('nan'))"),
    "limits by infinity": (
        "plugin.non_finite",
        "rule.limit('dialysate.sodium', 'bound', minimum=p.aim * float('-inf'))",
    ),
    "limits with a severity of its own": (
        "plugin.undeclared_severity",
        "rule.limit('dialysate.sodium', 'bound', maximum=p.aim, severity='panic')",
    ),
    "holds no section": ("plugin.undeclared_path", "rule.hold('thiosulphate', 'plain')"),
    "holds a patient": ("plugin.undeclared_path", "rule.hold('patient.dry_weight', 'plain')"),
    "holds a number": ("plugin.wrong_type", "rule.hold(5, 'plain')"),
    "blocks no section": ("plugin.undeclared_path", "rule.block('thiosulphate', 'plain')"),
    "blocks a value in another dimension": (
        "plugin.wrong_unit",
        "rule.block('dialysate.calcium', 'plain', refuses=p.aim)",
    ),
    "blocks a code that is none": (
        "plugin.unknown_code",
        "rule.block('thiosulfate.access', 'plain', refuses='somewhere')",
    ),
    "offers what is no path": (
        "plugin.undeclared_path",
        "rule.block('dialysate.sodium', 'plain', alternative={'dialysate.sodum': p.aim})",
    ),
    "offers another dimension": (
        "plugin.wrong_unit",
        "rule.block('dialysate.sodium', 'plain', alternative={'dialysate.calcium': p.aim})",
    ),
    "offers what no document may hold": (
        "plugin.implausible",
        "rule.block('dialysate.sodium', 'plain', alternative={'dialysate.sodium': p.aim * 2})",
    ),
    # when it does so
    "proposes in a guard": ("plugin.wrong_stage", "rule.propose('dialysate.sodium', p.aim, 'plain')"),
    "answers after its rule ended": (
        "plugin.closed_rule",
        "try:\n    rule.stop()\nexcept Exception:\n    rule.info(None, 'plain')",
    ),
    # how it ends
    "raises": ("plugin.exception", "raise ValueError('Jane Doe')"),
    "divides by zero": ("plugin.exception", "1 / 0"),
    "fails an assertion": ("plugin.exception", "assert not case"),
    "adds what cannot be added": ("plugin.exception", "p.aim + rule.get('thiosulfate.dose')"),
    "exits": ("plugin.exception", "raise SystemExit(0)"),
    "is interrupted": ("plugin.exception", "raise KeyboardInterrupt"),
    "is closed": ("plugin.exception", "raise GeneratorExit"),
    "recurses for ever": ("plugin.exception", "def f():\n    f()\nf()"),
    "runs out of memory": ("plugin.exception", "raise MemoryError"),
    "raises an exception group": ("plugin.exception", "raise BaseExceptionGroup('two', [SystemExit(), ValueError()])"),
    "raises a fault that is not the host's": (
        "plugin.exception",
        "raise Own()",
    ),
}


@pytest.mark.parametrize(("code", "lines"), GUARD_FAULTS.values(), ids=GUARD_FAULTS)
def test_a_guard_that_misbehaves(bench: Bench, code: str, lines: str) -> None:
    assert bench.fault(hook(lines, before=OWN_FAULT)) == code


PROPOSE_FAULTS = {
    "writes what it did not declare": ("plugin.undeclared_path", "rule.propose('dialysate.calcium', p.aim, 'plain')"),
    "writes the patient": ("plugin.undeclared_path", "rule.propose('patient.dry_weight', p.aim, 'plain')"),
    "writes a computed leaf": ("plugin.undeclared_path", "rule.propose('thiosulfate.rate', p.aim, 'plain')"),
    "writes a section": ("plugin.undeclared_path", "rule.propose('dialysate', p.aim, 'plain')"),
    "gives a bare number": ("plugin.wrong_unit", "rule.propose('dialysate.sodium', 137, 'plain')"),
    "gives a text": ("plugin.wrong_unit", "rule.propose('dialysate.sodium', '137 mmol/L', 'plain')"),
    "gives yes": ("plugin.wrong_unit", "rule.propose('dialysate.sodium', True, 'plain')"),
    "gives nothing": ("plugin.wrong_unit", "rule.propose('dialysate.sodium', None, 'plain')"),
    "gives a list": ("plugin.wrong_unit", "rule.propose('dialysate.sodium', [p.aim], 'plain')"),
    "gives a ratio": ("plugin.wrong_unit", "rule.propose('dialysate.sodium', p.aim / p.aim, 'plain')"),
    "gives another substance": (
        "plugin.wrong_unit",
        "rule.propose('dialysate.sodium', units.make(4.0, 'potassium'), 'plain')",
    ),
    "gives a quantity of another registry": (
        "plugin.wrong_unit",
        "import pint\nrule.propose('dialysate.sodium', pint.UnitRegistry().Quantity(137, 'mmol/L'), 'plain')",
    ),
    "gives NaN": ("plugin.non_finite", "rule.propose('dialysate.sodium', p.aim * float('nan'), 'plain')"),
    "gives infinity": ("plugin.non_finite", "rule.propose('dialysate.sodium', p.aim * float('inf'), 'plain')"),
    "gives less than nothing": ("plugin.implausible", "rule.propose('dialysate.sodium', -p.aim, 'plain')"),
    "gives a thousandth": ("plugin.implausible", "rule.propose('dialysate.sodium', p.aim / 1000, 'plain')"),
    "gives a thousandfold": ("plugin.implausible", "rule.propose('dialysate.sodium', p.aim * 1000, 'plain')"),
    "gives a salt form where there is none": (
        "plugin.wrong_form",
        "rule.propose('dialysate.sodium', p.aim, 'plain', form='pentahydrate')",
    ),
    "gives a severity of its own": (
        "plugin.undeclared_severity",
        "rule.propose('dialysate.sodium', p.aim, 'plain', severity='panic')",
    ),
    "limits too late": ("plugin.wrong_stage", "rule.limit('dialysate.sodium', 'bound', maximum=p.aim)"),
    "holds too late": ("plugin.wrong_stage", "rule.hold('dialysate.sodium', 'plain')"),
    "blocks too late": ("plugin.wrong_stage", "rule.block('dialysate.sodium', 'plain')"),
    "proposes though a need ended it": (
        "plugin.closed_rule",
        "try:\n    rule.stop()\nexcept Exception: ...\nrule.propose('dialysate.sodium', p.aim, 'plain')",
    ),
}


@pytest.mark.parametrize(("code", "lines"), PROPOSE_FAULTS.values(), ids=PROPOSE_FAULTS)
def test_a_proposal_that_misbehaves(bench: Bench, code: str, lines: str) -> None:
    assert bench.fault(propose(lines, OTHER)) == code


CODE_FAULTS = {
    "a code out of no list": ("plugin.unknown_code", "'thiosulfate.access', 'somewhere'"),
    "several codes for one": ("plugin.wrong_type", "'thiosulfate.access', ('circuit', 'central-vein')"),
    "a quantity for a code": ("plugin.wrong_type", "'thiosulfate.access', p.aim"),
    "one code for several": ("plugin.wrong_type", "'thiosulfate.shared_line', 'heparin'"),
    "no codes for several": ("plugin.wrong_type", "'thiosulfate.shared_line', ()"),
    "half codes": ("plugin.wrong_type", "'thiosulfate.shared_line', ('heparin', 5)"),
    "a product that is not stocked": ("plugin.unknown_code", "'thiosulfate.product', 'vial-of-nobody'"),
    "a salt form of nobody": (
        "plugin.wrong_form",
        "'thiosulfate.dose', rule.get('thiosulfate.dose'), form='dihydrate'",
    ),
}


@pytest.mark.parametrize(("code", "arguments"), CODE_FAULTS.values(), ids=CODE_FAULTS)
def test_a_proposed_code_that_cannot_stand(bench: Bench, code: str, arguments: str) -> None:
    """It would otherwise end in a document that breaks its own schema."""
    value, _, more = arguments.partition(", form=")
    form = f", form={more}" if more else ""

    assert bench.fault(propose(f"rule.propose({value}, 'plain'{form})"), writes=["thiosulfate"]) == code


def test_a_proposed_code_that_can_stand(bench: Bench) -> None:
    """The control to the test above."""
    bench.write("lone", propose("rule.propose('thiosulfate.access', 'central-vein', 'plain')"), writes=["thiosulfate"])

    assert after(bench.run(), "thiosulfate.access") == "central-vein"


REVIEW_FAULTS = {
    "proposes at the end": ("plugin.wrong_stage", "rule.propose('dialysate.sodium', p.aim, 'plain')"),
    "limits at the end": ("plugin.wrong_stage", "rule.limit('dialysate.sodium', 'bound', maximum=p.aim)"),
    "holds at the end": ("plugin.wrong_stage", "rule.hold('dialysate.sodium', 'plain')"),
    "blocks at the end": ("plugin.wrong_stage", "rule.block('dialysate.sodium', 'plain')"),
    "changes what it is shown": ("plugin.exception", "after.changed = frozenset()"),
    "raises at the end": ("plugin.exception", "raise ValueError"),
}


@pytest.mark.parametrize(("code", "lines"), REVIEW_FAULTS.values(), ids=REVIEW_FAULTS)
def test_a_review_that_misbehaves(bench: Bench, code: str, lines: str) -> None:
    assert bench.fault(hook(lines, "calciplug_review")) == code


@pytest.mark.parametrize("returned", ["case", "[]", "{}", "0", "False", "''", "(x for x in ())", "NotImplemented"])
def test_a_hook_that_returns_something(bench: Bench, returned: str) -> None:
    assert (
        bench.fault(f"{HEAD}@hookimpl\ndef calciplug_guard(case, p):\n    return {returned}\n") == "plugin.bad_output"
    )


def test_an_answer_outside_of_any_block(bench: Bench) -> None:
    code = f"{HEAD}@hookimpl\ndef calciplug_guard(case, p):\n    case.rule('T-1').info(None, 'plain')\n"

    assert bench.fault(code) == "plugin.closed_rule"


def test_an_answer_after_its_block(bench: Bench) -> None:
    code = GUARDS + "    rule.info(None, 'plain')\n"

    assert bench.fault(code) == "plugin.closed_rule"


def test_a_severity_that_the_rule_does_not_list(bench: Bench) -> None:
    rules = manifest("lone")["rules"]
    rules["T-1"]["severities"] = ["info"]

    assert bench.fault(hook("rule.hold('dialysate.sodium', 'plain')"), rules=rules) == "plugin.undeclared_severity"


def test_an_inner_block_does_not_swallow_the_end_of_the_outer_one(bench: Bench) -> None:
    rules = {**manifest("lone")["rules"], "T-2": manifest("lone")["rules"]["T-1"]}
    code = hook("with case.rule('T-2') as inner:\n    rule.stop()\nraise ValueError")
    bench.guard("lone", code, rules=rules)

    assert bench.run()["status"] == "unchanged"


# --- what a fault looks like, and what it does not touch --------------------------------------------------------------


def test_a_fault_says_who_and_keeps_its_text_to_itself(bench: Bench) -> None:
    bench.guard("lone", hook("raise ValueError('Jane Doe, born 1950')"))

    document = bench.run()

    assert fault_of(document) == "plugin.exception"
    assert document["findings"][0]["summary"].startswith("lone failed")
    assert "ValueError" in document["findings"][0]["detail"]
    assert "not evaluated" in document["findings"][0]["summary"]
    assert "Jane" not in str(document)
    assert [item["name"] for item in document["plugins"]] == ["lone"]


def test_one_fault_rejects_the_case_whatever_the_others_say(bench: Bench) -> None:
    bench.write("good", PROPOSES)
    bench.guard("lone", hook("raise ValueError", "calciplug_review"))

    document = bench.run()

    assert fault_of(document) == "plugin.exception"
    assert document["changes"] == []


FAILS_FOR_A_LOW_SODIUM = "if rule.get('labs.sodium') < p.aim:\n    {}\nrule.info('dialysate.sodium', 'plain')"


@pytest.mark.parametrize(
    "how",
    ["raise ValueError", "raise SystemExit", "raise KeyboardInterrupt", "raise MemoryError", "rule.get('labs.ph')"],
)
def test_the_next_case_runs_after_a_fault(bench: Bench, how: str) -> None:
    bench.guard("lone", hook(FAILS_FOR_A_LOW_SODIUM.format(how)))
    host = bench.host()
    low, plain = case_of({"/labs/sodium/0/value": 130}), case_of()

    statuses = [run(host, case)["status"] for case in (plain, low, plain, low, plain)]

    assert statuses == ["unchanged", "rejected", "unchanged", "rejected", "unchanged"]


def test_the_next_case_runs_after_the_stack_ran_out(bench: Bench) -> None:
    bench.guard("lone", hook(FAILS_FOR_A_LOW_SODIUM.format("deeper()"), before="def deeper():\n    deeper()\n"))
    host = bench.host()

    assert [run(host, case)["status"] for case in (case_of({"/labs/sodium/0/value": 130}), case_of())] == [
        "rejected",
        "unchanged",
    ]


def test_an_author_may_see_the_error_itself(bench: Bench) -> None:
    bench.guard("lone", hook("raise ValueError('mine')"))

    with pytest.raises(PluginFault) as caught:
        adjust(case_of(), bench.host(), PROTOCOL, raise_faults=True)

    assert isinstance(caught.value.__cause__, ValueError)
    assert "mine" not in str(caught.value)


# --- what plugins cannot touch ----------------------------------------------------------------------------------------


def test_what_a_hook_prints_is_no_part_of_the_outcome(bench: Bench) -> None:
    bench.guard("lone", hook("import sys\nprint('{\"status\": \"adjusted\"}')\nsys.stdout.write('x')"))

    assert bench.run()["status"] == "unchanged"


def test_the_streams_of_the_process_are_never_touched(bench: Bench) -> None:
    """Redirecting a stream is global to a process: among threads the library would take it away for good."""
    bench.guard("lone", hook("import sys\nsys.modules['seen_streams'] = (sys.stdout, sys.stderr)"))
    before = (sys.stdout, sys.stderr)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: bench.run(), range(16)))

    assert (sys.stdout, sys.stderr) == before
    assert sys.modules.pop("seen_streams") == before


MUTATES = """\
dose, sodium, aim = rule.get('thiosulfate.dose'), rule.get('labs.sodium'), p.aim
for own in (dose, sodium, aim):
    own.ito(own.units / 1000)
    own._magnitude = 1.0
for item in rule.get('history.thiosulfate'):
    item.dose.ito(item.dose.units / 1000)
    item.dose._magnitude = 1.0"""
LOOKS = """\
rule.info(None, 'aim', value=rule.get('labs.sodium'))
rule.info(None, 'aim', value=p.aim)
rule.info(None, 'dose', value=rule.get('thiosulfate.dose'))
for item in rule.get('history.thiosulfate'):
    rule.info(None, 'given', value=item.dose)"""


def looking() -> dict[str, Any]:
    own = manifest("lone")
    rules = own["rules"]
    for key, kind in (("dose", "thiosulfate_dose"), ("given", "thiosulfate_amount")):
        rules["T-1"]["reasons"][key] = {"summary": f"{key} {{value:{kind}}}", "detail": "shown"}
    return {"rules": rules, "reads": [*own["reads"], "history.thiosulfate"]}


def test_a_quantity_that_one_plugin_spoils_is_whole_for_the_others(bench: Bench) -> None:
    bench.guard("bbb", hook(LOOKS), **looking())
    alone = bench.run()
    bench.guard("aaa", hook(MUTATES), **looking())
    bench.guard("ccc", hook(LOOKS), **looking())
    together = bench.run()

    def said(document: dict[str, Any], name: str) -> list[str]:
        return [item["summary"] for item in document["findings"] if item["plugin"] == name]

    assert len(said(alone, "bbb")) == 5
    assert said(together, "bbb") == said(alone, "bbb")
    assert said(together, "ccc") == said(alone, "bbb")
    assert together["prescription"] == alone["prescription"]


def test_a_spoilt_quantity_does_not_reach_the_next_case(bench: Bench) -> None:
    bench.guard("aaa", hook(MUTATES), **looking())
    bench.guard("bbb", hook(LOOKS), **looking())
    host, case = bench.host(), case_of()

    assert run(host, case) == run(host, case)


def test_a_proposal_that_is_changed_after_it_was_made_stays_as_it_was(bench: Bench) -> None:
    bench.write(
        "lone", propose("value = p.aim\nrule.propose('dialysate.sodium', value, 'plain')\nvalue._magnitude = 150.0")
    )

    assert after(bench.run()) == 137


@pytest.mark.parametrize(
    "line",
    [
        "rule.get('patient.conditions').append(1)",
        "rule.get('patient.conditions')[0].code = 'none'",
        "case.draft = {}",
        "p.aim = p.aim * 2",
    ],
)
def test_what_a_plugin_is_given_is_not_a_handle_on_the_case(bench: Bench, line: str) -> None:
    """Either the attempt fails, or it changes nothing that anybody else sees."""
    case = case_of({"/patient/conditions": [{"code": "diabetes"}]})
    bench.write("bbb", PROPOSES)
    before = bench.run(case)
    bench.guard("aaa", hook(f"try:\n    {line}\nexcept Exception: ..."), reads=["patient", "labs.sodium"])
    document = bench.run(case)

    assert document["status"] == before["status"]
    assert document["prescription"] == before["prescription"]
    assert document["changes"] == before["changes"]


def test_a_thread_that_answers_after_the_call_is_not_heard(bench: Bench) -> None:
    """It keeps its rule, waits until its call is over, and then holds what it likes."""
    before = (
        "import threading\nfrom pathlib import Path\nOVER = threading.Event()\n"
        "def later(rule, case):\n    OVER.wait(10)\n    said = []\n"
        "    for act in (lambda: rule.hold('dialysate.sodium', 'plain'), lambda: case.rule('T-1')):\n"
        "        try:\n            act()\n        except Exception as error:\n            said.append(error.code)\n"
        "    Path(__file__).with_name('said').write_text(' '.join(said))\n"
    )
    keeps = "thread = threading.Thread(target=later, args=(rule, case))\nthread.start()"
    ends = "OVER.set()\nthread.join()\nrule.info(None, 'plain')"
    code = hook("global thread\n" + keeps, before=before) + hook(ends, "calciplug_review").removeprefix(HEAD)
    folder = bench.guard("lone", code)

    document = bench.run()

    assert document["status"] == "unchanged"
    assert [item["severity"] for item in document["findings"]] == ["info"]
    assert (folder / "said").read_text(encoding="utf-8") == "plugin.closed_rule plugin.closed_rule"


def test_two_hosts_and_one_case_do_not_meet(bench: Bench, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = Bench(tmp_path_factory.mktemp("other"))
    bench.guard("lone", hook("raise ValueError"))
    other.write("good", PROPOSES)
    case = case_of()

    assert fault_of(run(bench.host(), case)) == "plugin.exception"
    assert after(run(other.host(), case)) == 137


def test_a_case_is_the_same_after_it_was_adjusted(bench: Bench) -> None:
    bench.write("lone", PROPOSES)
    case, again = case_of(), case_of()
    run(bench.host(), case)

    assert case == again
    assert isinstance(case, Case)


def test_a_host_without_plugins_answers_too() -> None:
    assert run(Host([]))["status"] == "unchanged"


def test_the_bases_of_these_tests_are_plain(bench: Bench) -> None:
    """A finding in a test above is the plugin's, not the host's own."""
    assert in_folder(bench.folder) == ()
    assert run(Host([]))["findings"] == []
    assert patched(base("hd"), {}) == base("hd")
