"""Throw-away plugins, which tests share: a folder with a manifest and code, written for one test."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from calciplug import Host, Protocol, read_case
from calciplug.codec import outcome_document, write_outcome
from calciplug.engine import adjust
from calciplug.host import in_folder
from calciplug.model.manifest import covers
from calciplug.testing import patched
from calciplug.testing.cases import base

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from calciplug import Case

PROTOCOL = Protocol(name="test", version="1.0.0", summary="Every parameter as its manifest gives it.")

HEAD = "from calciplug import hookimpl\n"
# Proposes the parameter `aim` for dialysate sodium, under rule T-1.
PROPOSES = HEAD + (
    "@hookimpl\n"
    "def calciplug_propose(case, p):\n"
    "    with case.rule('T-1') as rule:\n"
    "        rule.propose('dialysate.sodium', p.aim, 'aim', value=p.aim)\n"
)
GUARDS = HEAD + (
    "@hookimpl\n"
    "def calciplug_guard(case, p):\n"
    "    with case.rule('T-1') as rule:\n"
    "        rule.info('dialysate.sodium', 'plain')\n"
)


def manifest(name: str, **changes: Any) -> dict[str, Any]:
    """A valid manifest of a plugin called *name*, with *changes* at its top level."""
    found: dict[str, Any] = {
        "schema": "urn:calciplug:schema:plugin:1",
        "name": name,
        "version": "1.0.0",
        "api": "1",
        "summary": "A throw-away plugin.",
        "modalities": ["HD"],
        "reads": ["labs.sodium", "dialysate.sodium", "thiosulfate"],
        "writes": ["dialysate.sodium"],
        "parameters": {
            "aim": {
                "title": "dialysate sodium that is asked for",
                "kind": "sodium",
                "value": 137,
                "unit": "mmol/L",
                "minimum": 130,
                "maximum": 145,
                "policy": True,
            },
            "event": {"title": "a code", "value": "cramps", "policy": True},
            "events": {"title": "codes", "value": ["cramps", "hypotension"], "policy": True},
            "mixed": {"title": "codes of several lists", "value": ["cramps", "vomiting"], "policy": True},
        },
        "rules": {
            "T-1": {
                "sentence": "Asks for one dialysate sodium.",
                "severities": ["info", "warning", "hold", "block"],
                "needs": [{"path": "labs.sodium", "absence": "nothing follows"}],
                "override": "named-role",
                "policy": True,
                "reasons": {
                    "aim": {"summary": "asks for {value:sodium}", "detail": "It asks for {value:sodium}."},
                    "plain": {"summary": "something to know", "detail": "There is something to know."},
                    "text": {"summary": "about {what}", "detail": "It is about {what}."},
                    "bound": {"summary": "a bound", "detail": "There is a bound."},
                },
            }
        },
    }
    whole = deepcopy({**found, **changes})
    if "reads" in changes and "rules" not in changes:
        # A rule may only need what its plugin reads; the rules of other tests stand as they are given.
        whole["rules"]["T-1"]["needs"] = [
            need
            for need in whole["rules"]["T-1"]["needs"]
            if any(covers(path, need["path"]) for path in (*whole["reads"], *whole["writes"]))
        ]
    return whole


def predicting(name: str = "one") -> dict[str, Any]:
    """Changes that give the rule T-1 two predictions, a flag and a model of the plugin's own."""
    own = manifest(name)["rules"]
    own["T-1"] |= {
        "predictions": {
            "sodium": {
                "title": "sodium after a while",
                "kind": "sodium",
                "model": "throwaway.level",
                "note": "A model, not a measurement; aims at {p.aim}.",
            },
            "share": {"title": "a share", "kind": "ratio", "model": "urea.single-pool", "note": "A model."},
        },
        "flags": {"far": "Far from {p.aim}."},
    }
    level = {"version": "3", "title": "A level", "sentence": "Nothing changes.", "sources": ["moret-2002"]}
    return {"rules": own, "models": {"throwaway.level": level}}


def following(name: str = "one") -> dict[str, Any]:
    """Changes that let the rule T-1 ask for a check, a step and a review."""
    own = manifest(name)["rules"]
    own["T-1"] |= {
        "citations": ["moret-2002"],
        "follow_ups": {
            "sample": {
                "action": "check",
                "title": "sodium again, aim {p.aim}",
                "detail": "Measured, because it was {value:sodium}.",
                "checks": ["labs.sodium"],
                "policy": True,
            },
            "lower": {"action": "step", "title": "one step down", "detail": "While sodium is not low."},
            "look": {"action": "review", "title": "look at it", "detail": "Look.", "citations": ["trinh-2017"]},
        },
    }
    return {"rules": own}


class Bench:
    """A folder of throw-away plugins, and hosts of them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.names: list[str] = []

    def write(self, name: str, code: str, **changes: Any) -> Path:
        """Write the plugin *name* with *code* and a changed manifest; return its folder."""
        return self.write_manifest(name, code, manifest(name, **changes))

    def guard(self, name: str, code: str, **changes: Any) -> Path:
        """As `write`, for a plugin that writes nothing."""
        return self.write(name, code, writes=[], **changes)

    def write_manifest(self, name: str, code: str, document: Mapping[str, Any] | str) -> Path:
        """Write a plugin folder from a whole manifest, or from its text."""
        own = self.folder / name
        own.mkdir(parents=True, exist_ok=True)
        text = document if isinstance(document, str) else json.dumps(document)
        (own / "plugin.json").write_text(text, encoding="utf-8")
        (own / "__init__.py").write_text(code, encoding="utf-8")
        self.names.append(name)
        return own

    def host(self, trust: Iterable[str] | None = None) -> Host:
        """A host of everything in the folder, all of it trusted unless *trust* says otherwise."""
        return Host(in_folder(self.folder), trust=tuple(self.names if trust is None else trust))

    def run(self, case: Case | None = None, protocol: Protocol = PROTOCOL) -> dict[str, Any]:
        """The outcome document for *case*, after it went through its own schema."""
        return run(self.host(), case, protocol)

    def fault(self, code: str, **changes: Any) -> str:
        """Fault code that a lone plugin's *code* ends a case with."""
        if "calciplug_propose" in code:
            self.write("lone", code, **changes)
        else:
            self.guard("lone", code, **changes)
        return fault_of(self.run())


def case_of(changes: Mapping[str, Any] | None = None, removed: Iterable[str] = ()) -> Case:
    """The plain haemodialysis case, patched."""
    return read_case(json.dumps(patched(base("hd"), changes or {}, removed)).encode())


def run(host: Host, case: Case | None = None, protocol: Protocol = PROTOCOL) -> dict[str, Any]:
    """The outcome document that *host* gives for *case*."""
    outcome = adjust(case or case_of(), host, protocol)
    write_outcome(outcome)
    return outcome_document(outcome)


def fault_of(document: Mapping[str, Any]) -> str:
    """The code of the fault that *document* was rejected for."""
    assert document["status"] == "rejected"
    assert document["prescription"] is None
    (finding,) = document["findings"]
    assert (finding["code"], finding["severity"]) == ("plugin-fault", "block")
    summary: str = finding["summary"]
    return summary[summary.index("[") + 1 : summary.index("]")]


def after(document: Mapping[str, Any], path: str = "dialysate.sodium") -> Any:
    """The number that the outcome gives *path*, or None where it is withheld."""
    node: Any = document["prescription"]
    for key in path.split("."):
        node = node.get(key) if node is not None else None
    return node["value"] if isinstance(node, dict) else node
