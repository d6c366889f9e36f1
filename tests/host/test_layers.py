"""Order is data flow: what plugins read and write decides, never how they were installed."""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING, Any

import pytest
from throwaway import HEAD, Bench, after, run

from calciplug import Host, PluginError
from calciplug.host import in_folder

if TYPE_CHECKING:
    from collections.abc import Iterable

KINDS = {"potassium": "potassium", "acetate": "bicarbonate", "glucose": "glucose", "lactate": "lactate"}


def write(bench: Bench, name: str, reads: Iterable[str], writes: Iterable[str]) -> None:
    bench.write(name, f"{HEAD}@hookimpl\ndef calciplug_propose(case, p): ...\n", reads=[*reads], writes=[*writes])


def layers(bench: Bench) -> list[str]:
    return ["+".join(layer) for layer in bench.host().layers]


def refused(bench: Bench) -> str:
    with pytest.raises(PluginError) as caught:
        bench.host()
    assert caught.value.code == "plugin.cycle"
    return caught.value.message


def test_a_reader_runs_after_the_writer(bench: Bench) -> None:
    write(bench, "aaa", ["dialysate.calcium"], ["dialysate.sodium"])
    write(bench, "bbb", [], ["dialysate.calcium"])

    assert layers(bench) == ["bbb", "aaa"]


def test_writers_of_one_path_share_a_layer(bench: Bench) -> None:
    write(bench, "aaa", [], ["dialysate.sodium"])
    write(bench, "bbb", [], ["dialysate.calcium"])
    write(bench, "ccc", [], ["dialysate.sodium"])

    assert layers(bench) == ["aaa+ccc", "bbb"]


def test_a_parent_a_child_and_a_third_share_a_layer(bench: Bench) -> None:
    write(bench, "aaa", [], ["dialysate.sodium"])
    write(bench, "bbb", [], ["dialysate.calcium"])
    write(bench, "ccc", [], ["dialysate"])

    assert layers(bench) == ["aaa+bbb+ccc"]


def test_reading_what_the_own_layer_writes_makes_no_edge(bench: Bench) -> None:
    write(bench, "aaa", ["dialysate.sodium"], ["dialysate.sodium"])
    write(bench, "bbb", ["dialysate.sodium"], ["dialysate.sodium"])

    assert layers(bench) == ["aaa+bbb"]


@pytest.mark.parametrize("read", ["thiosulfate", "thiosulfate.dose", "thiosulfate.rate", "thiosulfate.weekly_total"])
def test_a_parent_and_a_computed_leaf_depend_on_what_they_are_made_of(bench: Bench, read: str) -> None:
    write(bench, "aaa", [read], ["dialysate.sodium"])
    write(bench, "bbb", [], ["thiosulfate.dose"])

    assert layers(bench) == ["bbb", "aaa"]


def test_a_leaf_depends_on_a_writer_of_its_parent(bench: Bench) -> None:
    write(bench, "aaa", ["thiosulfate.dose"], ["dialysate.sodium"])
    write(bench, "bbb", [], ["thiosulfate"])

    assert layers(bench) == ["bbb", "aaa"]


def test_any_exchange_is_every_exchange(bench: Bench) -> None:
    write(bench, "aaa", ["exchanges.day.volume"], ["dialysate.sodium"])
    write(bench, "bbb", [], ["exchanges.*.volume"])

    assert layers(bench) == ["bbb", "aaa"]


def test_a_plugin_that_writes_nothing_has_no_layer(bench: Bench) -> None:
    bench.guard("aaa", f"{HEAD}@hookimpl\ndef calciplug_guard(case, p): ...\n")
    write(bench, "bbb", [], ["dialysate.sodium"])

    assert layers(bench) == ["bbb"]


def test_a_circle_is_refused_and_named(bench: Bench) -> None:
    write(bench, "aaa", ["dialysate.calcium"], ["dialysate.sodium"])
    write(bench, "bbb", ["dialysate.sodium"], ["dialysate.calcium"])

    assert "aaa → bbb → aaa" in refused(bench)


def test_a_longer_circle_is_named_without_its_bystanders(bench: Bench) -> None:
    write(bench, "aaa", ["dialysate.potassium"], ["dialysate.sodium"])
    write(bench, "bbb", ["dialysate.sodium"], ["dialysate.calcium"])
    write(bench, "ccc", ["dialysate.calcium"], ["dialysate.potassium"])
    write(bench, "ddd", ["dialysate.sodium"], ["dialysate.magnesium"])
    write(bench, "eee", [], ["flows.blood"])

    message = refused(bench)

    assert "aaa → ccc → bbb → aaa" in message
    assert "ddd" not in message
    assert "eee" not in message


def test_a_circle_through_a_shared_layer_names_the_layer(bench: Bench) -> None:
    write(bench, "aaa", ["dialysate.calcium"], ["dialysate.sodium"])
    write(bench, "bbb", ["dialysate.sodium"], ["dialysate.calcium"])
    write(bench, "ccc", [], ["dialysate.sodium"])

    assert "aaa+ccc → bbb → aaa+ccc" in refused(bench)


def test_a_circle_is_found_before_any_code_is_imported(bench: Bench) -> None:
    write(bench, "aaa", ["dialysate.calcium"], ["dialysate.sodium"])
    write(bench, "bbb", ["dialysate.sodium"], ["dialysate.calcium"])
    for name in ("aaa", "bbb"):
        (bench.folder / name / "__init__.py").write_text("raise ValueError\n", encoding="utf-8")

    refused(bench)


# --- the order that plugins are given in does not matter --------------------------------------------------------------

# Each asks for one more than what it reads; in any other order than theirs there is nothing to read yet.
CHAIN = {
    "dd_first": ("dialysate.potassium", "dialysate.acetate"),
    "cc_second": ("dialysate.acetate", "dialysate.glucose"),
    "aa_third": ("dialysate.glucose", "dialysate.lactate"),
}


def chain(bench: Bench) -> None:
    for name, (read, written) in CHAIN.items():
        source, target = (path.rsplit(".", maxsplit=1)[1] for path in (read, written))
        code = (
            f"{HEAD}from calciplug.units import ratio\n@hookimpl\ndef calciplug_propose(case, p):\n"
            f"    with case.rule('T-1') as rule:\n"
            f"        value = p.one * (ratio(rule.need('{read}'), p.source) + 1)\n"
            f"        rule.propose('{written}', value, 'plain')\n"
        )
        parameters: dict[str, Any] = {
            key: {"title": key, "kind": kind, "value": 1, "unit": "mmol/L", "minimum": 1, "maximum": 1, "policy": True}
            for key, kind in (("one", KINDS[target]), ("source", KINDS[source]))
        }
        bench.write(name, code, reads=[read], writes=[written], parameters=parameters)


def test_every_order_of_registration_gives_the_same_layers(bench: Bench) -> None:
    chain(bench)
    write(bench, "bb_other", [], ["flows.blood"])
    hosts = [Host(order, trust=bench.names) for order in permutations(in_folder(bench.folder))]

    assert {host.layers for host in hosts} == {(("bb_other",), ("dd_first",), ("cc_second",), ("aa_third",))}


def test_each_layer_sees_what_the_layers_before_it_left(bench: Bench) -> None:
    """Potassium is 2 in force: acetate 3, glucose 4, lactate 5, whichever plugin was found first."""
    chain(bench)
    outcomes = [run(Host(order, trust=bench.names)) for order in permutations(in_folder(bench.folder))]

    assert {after(outcome, "dialysate.lactate") for outcome in outcomes} == {5}


def test_every_order_of_registration_gives_the_same_outcome(bench: Bench) -> None:
    for name, value in (("one", 134), ("two", 135), ("three", 136)):
        bench.guard(
            name,
            f"{HEAD}@hookimpl\ndef calciplug_guard(case, p):\n    with case.rule('T-1') as rule:\n"
            f"        rule.limit('dialysate.sodium', 'bound', minimum=p.aim - p.aim / 137 * {137 - value})\n",
        )
    bench.write(
        "asks",
        f"{HEAD}@hookimpl\ndef calciplug_propose(case, p):\n    with case.rule('T-1') as rule:\n"
        "        rule.propose('dialysate.sodium', p.aim - p.aim / 137 * 2, 'plain')\n",
    )
    found = in_folder(bench.folder)
    outcomes = [run(Host(order, trust=bench.names)) for order in permutations(found)]

    assert all(outcome == outcomes[0] for outcome in outcomes)
    assert after(outcomes[0]) == 136
