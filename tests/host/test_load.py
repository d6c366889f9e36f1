"""Which shapes of code become a plugin, and why the others do not."""

from __future__ import annotations

from typing import Any

import pytest
from throwaway import GUARDS, HEAD, PROPOSES, Bench, after, manifest, predicting, run

from calciplug import PluginError

STARS = "def calciplug_guard(*arguments, **named):\n    look(*arguments, **named)\n"


def error(bench: Bench, code: str, *, writes: bool = False, **changes: Any) -> PluginError:
    (bench.write if writes else bench.guard)("one", code, **changes)
    with pytest.raises(PluginError) as caught:
        bench.host()
    assert caught.value.plugin == "one"
    return caught.value


def hook(
    marker: str = "@hookimpl", signature: str = "(case, p)", name: str = "calciplug_guard", word: str = "def"
) -> str:
    return f"{HEAD}{marker}\n{word} {name}{signature}:\n    with case.rule('T-1'):\n        pass\n"


# --- import ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "named"),
    [
        ("raise ValueError('Jane Doe')\n", "ValueError"),
        ("import not_there_at_all\n", "ModuleNotFoundError"),
        ("def broken(:\n", "SyntaxError"),
        ("import sys\nsys.exit(0)\n", "SystemExit"),
        ("raise SystemExit\n", "SystemExit"),
        ("raise GeneratorExit\n", "GeneratorExit"),
        ("raise MemoryError\n", "MemoryError"),
        ("def f():\n    f()\nf()\n", "RecursionError"),
    ],
    ids=lambda item: str(item).split("\n")[0][:30],
)
def test_an_import_that_fails_is_refused_by_the_name_of_its_error(bench: Bench, code: str, named: str) -> None:
    found = error(bench, code)

    assert found.code == "plugin.import_failed"
    assert named in found.message
    assert "Jane" not in str(found)


def test_ctrl_c_while_plugins_are_imported_ends_the_program(bench: Bench) -> None:
    """At load nothing is lost by it, and whoever pressed it meant the program."""
    bench.guard("one", "raise KeyboardInterrupt\n")

    with pytest.raises(KeyboardInterrupt):
        bench.host()


def test_a_failed_import_leaves_nothing_behind(bench: Bench) -> None:
    assert error(bench, "raise ValueError\n").code == "plugin.import_failed"
    bench.guard("one", GUARDS)

    assert list(bench.host().plugins) == ["one"]


# --- hooks ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["", "x = 1\n", "def helper(case, p): ...\n"], ids=["empty", "a constant", "a helper"])
def test_a_plugin_without_hooks_is_refused(bench: Bench, code: str) -> None:
    assert error(bench, code).code == "plugin.no_hook"


@pytest.mark.parametrize("name", ["calciplug_propse", "calciplug_foresee", "Calciplug_guard", "guard"])
def test_a_hook_that_is_none_is_refused(bench: Bench, name: str) -> None:
    """pluggy would register it and never call it."""
    found = error(bench, hook(name=name))

    assert found.code == "plugin.unknown_hook"
    assert name in found.message


def test_a_misspelt_hook_beside_a_good_one_is_refused(bench: Bench) -> None:
    assert error(bench, GUARDS + hook(name="calciplug_rewiew")).code == "plugin.unknown_hook"


def test_a_hook_without_its_marker_is_refused(bench: Bench) -> None:
    """Beside a marked one it would be forgotten in silence."""
    found = error(bench, PROPOSES + "\n\ndef calciplug_guard(case, p): ...\n", writes=True)

    assert found.code == "plugin.unmarked_hook"
    assert "calciplug_guard" in found.message


def test_a_specname_that_is_none_is_refused(bench: Bench) -> None:
    assert error(bench, hook('@hookimpl(specname="calciplug_propse")')).code == "plugin.unknown_hook"


def test_a_specname_names_the_hook(bench: Bench) -> None:
    bench.guard("one", hook('@hookimpl(specname="calciplug_guard")', name="look"))

    assert list(bench.host().plugins["one"].hooks) == ["calciplug_guard"]


def test_two_functions_for_one_hook_are_refused(bench: Bench) -> None:
    """Only one of them would be called."""
    found = error(bench, GUARDS + hook('@hookimpl(specname="calciplug_guard")', name="look"))

    assert found.code == "plugin.validation"
    assert "calciplug_guard and look" in found.message


@pytest.mark.parametrize("option", ["wrapper", "hookwrapper", "tryfirst", "trylast", "optionalhook"])
def test_an_option_that_touches_other_plugins_is_refused(bench: Bench, option: str) -> None:
    body = "    yield\n" if "wrapper" in option else "    pass\n"
    found = error(bench, f"{HEAD}@hookimpl({option}=True)\ndef calciplug_guard(case, p):\n{body}")

    assert found.code == "plugin.wrapper_forbidden"
    assert option in found.message


def test_no_option_of_pluggys_marker_is_forgotten() -> None:
    """A later pluggy that knows another option must not bring it in unnoticed."""
    import inspect

    from pluggy import HookimplMarker

    known = {"function", "self", "hookwrapper", "optionalhook", "tryfirst", "trylast", "specname", "wrapper"}

    assert set(inspect.signature(HookimplMarker.__call__).parameters) == known


@pytest.mark.parametrize(
    "code",
    [
        hook(signature="(case, p, colour)"),
        hook(signature="(case, after, p)"),
        hook(signature="(Case, p)"),
        hook(signature="(case, p=None)"),
        hook(signature="(case=None, p=None)"),
        hook(signature="(*arguments)"),
        hook(signature="(case, **others)"),
        hook(signature="(case, /, p)"),
        hook(signature="(case, *, p)"),
        hook(word="async def"),
        f"{HEAD}@hookimpl\ndef calciplug_guard(case, p):\n    yield\n",
        f"{HEAD}@hookimpl\nasync def calciplug_guard(case, p):\n    yield\n",
        f"{HEAD}class Guard:\n    def __call__(self, case, p): ...\ncalciplug_guard = hookimpl(Guard())\n",
        f"{HEAD}@hookimpl\nclass calciplug_guard:\n    def __init__(self, case, p): ...\n",
        f"{HEAD}import functools\ndef look(case, p): ...\ncalciplug_guard = hookimpl(functools.partial(look))\n",
        f"{HEAD}import functools\ndef look(case, p): ...\n@hookimpl\n@functools.wraps(look)\n{STARS}",
    ],
    ids=[
        "extra argument",
        "argument of another hook",
        "argument in capitals",
        "a default",
        "only defaults",
        "star",
        "two stars",
        "by position only",
        "by name only",
        "coroutine",
        "generator",
        "asynchronous generator",
        "callable object",
        "class",
        "partial",
        "wrapped in stars",
    ],
)
def test_a_hook_of_another_shape_is_refused(bench: Bench, code: str) -> None:
    assert error(bench, code).code == "plugin.validation"


@pytest.mark.parametrize("signature", ["()", "(case)", "(p)", "(p, case)"])
def test_a_hook_may_take_fewer_arguments_in_any_order(bench: Bench, signature: str) -> None:
    bench.guard("one", f"{HEAD}@hookimpl\ndef calciplug_guard{signature}: ...\n")

    assert bench.run()["status"] == "unchanged"


def test_writes_without_propose_are_refused(bench: Bench) -> None:
    found = error(bench, GUARDS, writes=True)

    assert found.code == "plugin.no_hook"
    assert "calciplug_propose" in found.message


def test_propose_without_writes_is_refused(bench: Bench) -> None:
    assert error(bench, PROPOSES).code == "plugin.no_writes"


def test_a_host_that_failed_is_no_host(bench: Bench) -> None:
    """Either every plugin was loaded or there is nothing that could run."""
    bench.write("aaa", PROPOSES)
    bench.guard("zzz", "raise ValueError\n")

    with pytest.raises(PluginError):
        bench.host()


# --- hosts side by side ---------------------------------------------------------------------------------------------


def test_two_hosts_have_different_plugins(bench: Bench, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = Bench(tmp_path_factory.mktemp("other"))
    bench.write("one", PROPOSES)
    other.guard("two", GUARDS)
    first, second = bench.host(), other.host()

    assert after(run(first)) == 137
    assert after(run(second)) == 136
    assert after(run(first)) == 137


def test_two_hosts_have_plugins_of_one_name_and_different_code(
    bench: Bench, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = Bench(tmp_path_factory.mktemp("other"))
    bench.write("one", PROPOSES)
    other.write("one", PROPOSES.replace("p.aim,", "p.aim + p.aim - p.aim - p.aim / 137,", 1))
    first, second = bench.host(), other.host()

    assert [after(run(host)) for host in (first, second, first)] == [137, 136, 137]


def test_loading_does_not_change_the_names_that_programs_import(bench: Bench) -> None:
    import sys

    before = set(sys.modules)
    bench.write("one", PROPOSES)
    bench.host()

    assert {name.split(".")[0] for name in set(sys.modules) - before} <= {"calciplug_folder_plugins"}


def test_a_plugin_runs_for_its_modalities_only(bench: Bench) -> None:
    bench.guard("one", GUARDS, modalities=["CAPD", "APD"])

    found = bench.run()

    assert found["findings"] == []
    assert [(item["rule"], item["cause"]) for item in found["silent"]] == [("T-1", "modality")]


# --- predictions ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("part", "value", "said"),
    [
        ("kind", "soda", "prediction sodium: there is no kind soda"),
        ("model", "nobody.knows", "prediction sodium: there is no model nobody.knows"),
        ("note", "As {p.nothing} says.", "prediction sodium: there is no parameter nothing"),
    ],
)
def test_a_prediction_that_points_nowhere_is_refused(bench: Bench, part: str, value: str, said: str) -> None:
    """Before any code of the plugin is imported."""
    changes = predicting()
    changes["rules"]["T-1"]["predictions"]["sodium"][part] = value

    assert said in error(bench, GUARDS, **changes).message


def test_a_model_of_ours_is_not_defined_again(bench: Bench) -> None:
    """Two models of one name would make a prediction unreadable."""
    changes = predicting()
    changes["models"] = {"urea.single-pool": changes["models"]["throwaway.level"]}
    changes["rules"]["T-1"]["predictions"]["sodium"]["model"] = "urea.single-pool"

    assert "model urea.single-pool is one of calciplug's own" in error(bench, GUARDS, **changes).message


def test_a_model_without_a_source_that_resolves_is_refused(bench: Bench) -> None:
    changes = predicting()
    changes["models"]["throwaway.level"]["sources"] = ["nobody-1900"]

    assert "nobody-1900" in error(bench, GUARDS, **changes).message


def test_a_rule_that_could_say_nothing_is_refused(bench: Bench) -> None:
    changes = {"rules": manifest("one")["rules"]}
    changes["rules"]["T-1"]["reasons"] = {}

    assert "T-1 has no reasons, predictions or follow-ups" in error(bench, GUARDS, **changes).message
