"""Hostile plugins that an in-process host contains: the case is rejected or the plugin refused, and the host lives on.

What no in-process host can contain, and this one does not claim to (trust by name is the only guard; see docs):

- ending the process without Python: `os._exit`, a segmentation fault, `os.kill`, `os.abort`;
- never coming back: an endless loop, one that swallows every exception and cancels alarms, holding the GIL;
- taking all memory or disk, threads and children that outlive the call, handlers that run or print at exit;
- writing to file descriptors instead of `sys.stdout`, reading or writing files, the network, the environment;
- changing shared code: monkeypatching jsonschema, json, pint or calciplug itself, redefining a unit in a registry
  that it digs out, changing frozen objects through `object.__setattr__` or names that begin with an underscore;
- being another plugin on another day: the clock, chance, the order of a set, state kept between calls.

Each test stands for one entry of the project's list of hostile plugins and names it.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from throwaway import GUARDS, HEAD, Bench, after, case_of, fault_of, manifest, run

from calciplug import PluginError

PATIENT = Path(__file__).resolve().parents[2] / "fixtures" / "patients" / "P01.json"
DOSE = "thiosulfate.dose"


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    """An empty folder for plugins."""
    folder = tmp_path / "plugins"
    folder.mkdir()
    return Bench(folder)


def dosing(**changes: Any) -> dict[str, Any]:
    """A manifest's parts for a plugin that doses: 25 g in the parameter `dose`, other kinds beside it."""
    rules = manifest("hostile")["rules"]
    rules["T-1"]["reasons"]["aim"] = {"summary": "asks for {value:thiosulfate_dose}", "detail": "It asks."}

    def own(kind: str, value: float, unit: str, form: str | None = "pentahydrate") -> dict[str, Any]:
        bounds = {"minimum": 0, "maximum": 1_000_000, "policy": True}
        found = {"title": "a number", "kind": kind, "value": value, "unit": unit, **bounds}
        return found if form is None else {**found, "form": form}

    parameters = {
        "dose": own("thiosulfate_dose", 25, "g/{session}"),
        "half": own("thiosulfate_dose", 12.5, "g/{session}"),
        "amount": own("thiosulfate_amount", 12500, "mg"),
        "thousandfold": own("thiosulfate_dose", 12500, "g/{session}"),
        "volume": own("infusion_volume", 50, "mL/{session}", None),
        **changes,
    }
    return {
        "reads": ["thiosulfate", "labs.sodium"],
        "writes": ["thiosulfate.dose"],
        "parameters": parameters,
        "rules": rules,
    }


def doses(value: str) -> str:
    """Code that proposes the expression *value* as the dose."""
    return (
        f"{HEAD}@hookimpl\ndef calciplug_propose(case, p):\n    with case.rule('T-1') as rule:\n"
        f"        rule.propose('{DOSE}', {value}, 'plain')\n"
    )


def guards(lines: str) -> str:
    """Code that does *lines* in a guard."""
    body = "".join(f"        {line}\n" for line in lines.split("\n"))
    return f"{HEAD}@hookimpl\ndef calciplug_guard(case, p):\n    with case.rule('T-1') as rule:\n{body}"


# In force are 12.5 g; the base case has 25 g.
HALF = {"/prescription/thiosulfate/dose/value": 12.5}


def outcome(bench: Bench, value: str, **changes: Any) -> dict[str, Any]:
    bench.write("hostile", doses(value), **dosing(**changes))
    return bench.run(case_of(HALF))


def refused(bench: Bench) -> str:
    with pytest.raises(PluginError) as caught:
        bench.host()
    return caught.value.code


# --- the controls ---------------------------------------------------------------------------------------------------


def test_p00_good(bench: Bench) -> None:
    assert after(outcome(bench, "p.dose"), DOSE) == 25


def test_p00_none(bench: Bench) -> None:
    bench.write("hostile", f"{HEAD}@hookimpl\ndef calciplug_propose(case, p): ...\n", **dosing())

    assert bench.run(case_of(HALF))["status"] == "unchanged"


# --- how it ends ------------------------------------------------------------------------------------------------------

ENDS = {
    "p01_raise": "raise ValueError('Jane Doe')",
    "p02_base_exception": "raise KeyboardInterrupt",
    "p03_sys_exit_zero": "import sys\nsys.exit(0)",
    "p54_memory_bomb": "raise MemoryError",
    "p58_recursion": "def deeper():\n    deeper()\ndeeper()",
}


@pytest.mark.parametrize("lines", ENDS.values(), ids=ENDS)
def test_an_end_by_exception_rejects_the_case_and_no_more(bench: Bench, lines: str) -> None:
    """p54 in so far as the allocation fails: until then the memory is gone."""
    bench.guard(
        "hostile", guards(f"if rule.get('labs.sodium') < p.aim:\n    {lines.replace(chr(10), chr(10) + '    ')}")
    )
    host = bench.host()
    documents = [run(host, case) for case in (case_of({"/labs/sodium/0/value": 130}), case_of())]

    assert fault_of(documents[0]) == "plugin.exception"
    assert "Jane" not in str(documents[0])
    assert documents[1]["status"] == "unchanged"


def test_p64_returns_list(bench: Bench) -> None:
    assert bench.fault(f"{HEAD}@hookimpl\ndef calciplug_guard(case, p):\n    return [case]\n") == "plugin.bad_output"


# --- numbers and units ------------------------------------------------------------------------------------------------

NUMBERS = {
    # Milligrams cannot be written for a dose at all; an amount of them has not the dimension of a dose.
    "p10_wrong_unit_mg": ("plugin.wrong_unit", "p.amount"),
    "p11_wrong_scale": ("plugin.implausible", "p.thousandfold"),
    "p12_wrong_dimension": ("plugin.wrong_unit", "p.volume"),
    "p15_inf": ("plugin.non_finite", "p.dose * float('inf')"),
    "p15_nan": ("plugin.non_finite", "p.dose * float('nan')"),
    "p16_negative": ("plugin.implausible", "-p.half"),
    "a bare number": ("plugin.wrong_unit", "25.0"),
    "a text": ("plugin.wrong_unit", "'25 g'"),
    "p31_deep_output": ("plugin.wrong_unit", "nest()"),
}
NEST = "def nest():\n    found = ()\n    for _ in range(100_000):\n        found = (found,)\n    return found\n"


@pytest.mark.parametrize(("code", "value"), NUMBERS.values(), ids=NUMBERS)
def test_a_wrong_number_rejects_the_case(bench: Bench, code: str, value: str) -> None:
    bench.write("hostile", doses(value) + NEST, **dosing())

    assert fault_of(bench.run(case_of(HALF))) == code


@pytest.mark.parametrize(
    ("unit", "kind"),
    [("mg/{session}", "thiosulfate_dose"), ("G/{session}", "thiosulfate_dose"), ("Mmol/L", "dialysate_calcium")],
    ids=["p10_wrong_unit_mg", "gauss", "p13_unit_case"],
)
def test_a_unit_that_the_kind_does_not_accept_is_refused_at_load(bench: Bench, unit: str, kind: str) -> None:
    wrong = {"title": "w", "kind": kind, "value": 1, "unit": unit, "minimum": 0, "maximum": 2, "policy": True}
    bench.write("hostile", doses("p.dose"), **dosing(wrong=wrong))

    assert refused(bench) == "plugin.bad_manifest"


# --- limits -----------------------------------------------------------------------------------------------------------


def capped(bench: Bench, value: str) -> dict[str, Any]:
    """A guard at 25 g beside the hostile plugin."""
    parts = {**dosing(), "writes": []}
    bench.write("guard", guards(f"rule.limit('{DOSE}', 'bound', maximum=p.dose)"), **parts)
    return outcome(bench, value)


def test_p19_over_limit(bench: Bench) -> None:
    document = capped(bench, "p.dose * 26 / 25")

    assert after(document, DOSE) == 12.5
    assert [item["code"] for item in document["findings"] if item["severity"] == "warning"] == ["host.limit"]


def test_p20_over_limit_epsilon(bench: Bench) -> None:
    """The next float above the limit is the limit, to a person and to the machine: 25 g is proposed, read and shown."""
    document = capped(bench, "p.dose * 1.0000000000000002")
    (change,) = document["changes"]

    assert after(document, DOSE) == 25
    assert change["after"]["shown"] == "25 g pentahydrate"


def test_just_over_the_limit_by_more_than_rounding(bench: Bench) -> None:
    assert after(capped(bench, "p.dose * 1.00000001"), DOSE) == 12.5


# --- what it may touch ------------------------------------------------------------------------------------------------


def test_p59_field_not_allowed(bench: Bench) -> None:
    code = f"{HEAD}@hookimpl\ndef calciplug_propose(case, p):\n    with case.rule('T-1') as rule:\n"
    bench.write("hostile", code + "        rule.propose('patient.dry_weight', p.dose, 'plain')\n", **dosing())

    assert fault_of(bench.run()) == "plugin.undeclared_path"


def test_p59_field_not_allowed_in_the_manifest(bench: Bench) -> None:
    bench.write("hostile", doses("p.dose"), **{**dosing(), "writes": ["patient.dry_weight"]})

    assert refused(bench) == "plugin.bad_manifest"


def test_p24_mutate_later(bench: Bench) -> None:
    """It keeps its rule and its quantity and spoils both from a thread, after its call and before the outcome."""
    code = (
        f"{HEAD}import threading\nOVER = threading.Event()\nKEPT = []\n"
        "def later():\n    OVER.wait(10)\n    rule, dose = KEPT\n    dose.ito(dose.units / 1000)\n"
        "    dose._magnitude = 500.0\n    rule.answers.clear()\n    rule.answers.append('spoilt')\n"
        "@hookimpl\ndef calciplug_propose(case, p):\n    dose = p.dose\n    with case.rule('T-1') as rule:\n"
        f"        rule.propose('{DOSE}', dose, 'plain')\n        KEPT.extend((rule, dose))\n"
        "    global thread\n    thread = threading.Thread(target=later)\n    thread.start()\n"
        "@hookimpl\ndef calciplug_review(case):\n    OVER.set()\n    thread.join()\n"
    )
    bench.write("hostile", code, **dosing())

    assert after(bench.run(case_of(HALF)), DOSE) == 25


def test_p42_stdout_noise(bench: Bench) -> None:
    """On the command line stdout is the result and nothing else, whatever a plugin prints."""
    noise = "import sys\nprint('{\"status\": \"adjusted\"}')\nprint('noise', file=sys.stderr)"
    bench.guard("hostile", f"print('noise at import')\n{guards(noise)}")
    words = ["adjust", str(PATIENT), "--format", "json", "--plugins-dir", str(bench.folder), "--trust", "hostile"]
    done = subprocess.run(
        [sys.executable, "-m", "calciplug", *words], capture_output=True, text=True, check=False, timeout=60
    )

    assert done.returncode == 0
    assert [json.loads(line)["case_id"] for line in done.stdout.splitlines()] == ["P01"]
    assert "noise" not in done.stderr


def test_p30_huge_output(bench: Bench) -> None:
    assert bench.fault(guards("rule.info(None, 'text', what='x' * 20_000_000)")) == "plugin.output_too_large"


def test_p30_huge_number_of_findings(bench: Bench) -> None:
    assert bench.fault(guards("for _ in range(100_000):\n    rule.info(None, 'plain')")) == "plugin.output_too_large"


def test_p31_deep_output(bench: Bench) -> None:
    lines = "found = ()\nfor _ in range(100_000):\n    found = (found,)\nrule.info(None, 'text', what=found)"

    assert bench.fault(guards(lines)) == "plugin.wrong_reason_values"


# --- refused at load --------------------------------------------------------------------------------------------------


def test_p39_version_mismatch(bench: Bench) -> None:
    bench.guard("hostile", GUARDS, api="99")

    assert refused(bench) == "plugin.api_version"


def test_p40_no_api_version(bench: Bench) -> None:
    document = manifest("hostile")
    del document["api"]
    bench.write_manifest("hostile", GUARDS, document)

    assert refused(bench) == "plugin.bad_manifest"


def test_p41_duplicate_name(bench: Bench) -> None:
    """A second plugin under the name of one that ships; the first that pluggy meets would win."""
    from calciplug.host import Host, in_folder, installed

    bench.write("dialysate_sodium", doses("p.dose"), **dosing())
    shipped = [item for item in installed() if item.manifest.name == "dialysate_sodium"]

    with pytest.raises(PluginError) as caught:
        Host([*shipped, *in_folder(bench.folder)], trust=["dialysate_sodium"])

    assert caught.value.code == "plugin.duplicate_name"


LOADS = {
    "p47_wrapper": ("plugin.wrapper_forbidden", "@hookimpl(wrapper=True)\ndef calciplug_guard(case, p):\n    yield\n"),
    "p48_hookwrapper": (
        "plugin.wrapper_forbidden",
        "@hookimpl(hookwrapper=True)\ndef calciplug_guard(case, p):\n    (yield).force_result([])\n",
    ),
    "p50_typo_hook": ("plugin.unknown_hook", "@hookimpl\ndef calciplug_propse(case, p): ...\n"),
    "p51_extra_arg": ("plugin.validation", "@hookimpl\ndef calciplug_guard(case, p, colour): ...\n"),
    "p03_sys_exit_zero at import": ("plugin.import_failed", "import sys\nsys.exit(0)\n"),
}


@pytest.mark.parametrize(("code", "text"), LOADS.values(), ids=LOADS)
def test_a_plugin_of_a_forbidden_shape_is_refused(bench: Bench, code: str, text: str) -> None:
    bench.guard("hostile", HEAD + text)

    assert refused(bench) == code
