"""A section that is ordered to stop ends, and no plugin brings it back."""

from __future__ import annotations

from throwaway import GUARDS, HEAD, Bench, case_of, manifest

DOSES = HEAD + (
    "@hookimpl\n"
    "def calciplug_propose(case, p):\n"
    "    with case.rule('T-1') as rule:\n"
    "        rule.propose('thiosulfate.dose', p.dose, 'plain', form='pentahydrate')\n"
)
DOSE = {
    "title": "dose that is asked for",
    "kind": "thiosulfate_dose",
    "value": 12.5,
    "unit": "g/{session}",
    "form": "pentahydrate",
    "minimum": 1,
    "maximum": 25,
    "policy": True,
}


def test_nothing_is_withheld_and_every_leaf_says_stopped(bench: Bench) -> None:
    """Without a word from a plugin: adjusted, no value after, on the order's word."""
    bench.guard("one", GUARDS)
    document = bench.run(case_of({"/stop": ["thiosulfate"]}))

    assert (document["status"], document["withheld"]) == ("adjusted", [])
    assert "thiosulfate" not in document["prescription"]
    changes = [(item["path"], item.get("after"), item["origin"], item["reason"]) for item in document["changes"]]
    assert changes == [
        (f"thiosulfate.{leaf}", None, "order", "stopped, as ordered")
        for leaf in ("access", "dose", "infusion_duration", "product", "sessions")
    ]


def test_a_proposal_for_it_is_not_taken_and_is_told(bench: Bench) -> None:
    """A plugin that asks for a dose all the same is named in a warning; the dose stays ended."""
    parameters = manifest("one")["parameters"] | {"dose": DOSE}
    bench.write("one", DOSES, parameters=parameters, writes=["thiosulfate"])
    document = bench.run(case_of({"/stop": ["thiosulfate"]}))

    assert "thiosulfate" not in document["prescription"]
    told = [item for item in document["findings"] if item["code"] == "host.stopped"]
    assert [(item["severity"], item["path"]) for item in told] == [("warning", "thiosulfate.dose")]
    assert "one (T-1)" in told[0]["summary"]


def test_what_is_not_to_stop_stays(bench: Bench) -> None:
    """Only the named section ends: the rest is as in force."""
    bench.guard("one", GUARDS)
    before, after = bench.run(case_of()), bench.run(case_of({"/stop": ["thiosulfate"]}))

    assert before["prescription"].pop("thiosulfate")
    assert after["prescription"] == before["prescription"]
