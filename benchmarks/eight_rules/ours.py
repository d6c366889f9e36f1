"""The eight rules as calciplug runs them: the host, the rules alone, and what the floor is handed ready-made."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import orjson

from calciplug import Host
from calciplug.engine import _Run
from calciplug.host import in_folder
from calciplug.sealing import seal

from .floor import Constants

if TYPE_CHECKING:
    from collections.abc import Iterable

    from calciplug import Case, Outcome, Protocol
    from calciplug.units.lane import Lane

FOLDER: Final = Path(__file__).parent / "plugins"
LABS: Final = ("calcium_total", "albumin", "phosphate", "calcium_ionised", "sodium", "bicarbonate")


def host() -> Host:
    """The eight plugins, trusted, and on record for the fast lane: `check` has compared the lanes."""
    found = list(in_folder(FOLDER))
    return Host(found, trust=[item.manifest.name for item in found], lanes=[item.digest for item in found])


def rules_alone(case: Case, own: Host, protocol: Protocol, lane: Lane) -> _Run:
    """Guard, propose, resolve and review one case that was read; nothing is sealed or written."""
    run = _Run(case, own, protocol, lane)
    run.guard()
    run.propose()
    run.docket.close()
    run.review()
    return run


def sealed(run: _Run) -> Outcome:
    """What `calciplug.adjust` does after the review."""
    run.predict()
    return seal(run.docket)


def constants(outcomes: Iterable[bytes]) -> Constants:
    """What the floor need not compute, as calciplug writes it in *outcomes*, which say of every rule all it can."""
    parameters: dict[str, dict[str, orjson.Fragment]] = {}
    silences = {}
    whole: dict[str, Any] = {}
    for whole in map(orjson.loads, outcomes):
        for item in whole["parameters"]:
            parameters.setdefault(item["plugin"], {})[item["name"]] = _fragment(item)
        for item in whole["silent"]:
            silences[item["plugin"], item["cause"], item.get("path")] = _fragment(item)
    return Constants(
        parameters=parameters, silences=silences, plugins=_fragment(whole["plugins"]),
        evidence=_fragment(whole["evidence"]), statement=whole["statement"], schema=whole["schema"],
        protocol=whole["protocol"],
    )  # fmt: skip


def flat(case: Case) -> dict[str, float | None]:
    """What the other engines are given: one number for each input, in one unit each; None where it is not fresh."""
    own = case.prescription
    found: dict[str, float | None] = {
        "weight": _number(case.patient.values["dry_weight"]),
        "goal": _number(own.get("ultrafiltration.goal")) * 1000,
        "length": _number(own.get("schedule.duration")),
        "bath_calcium": _number(own.get("dialysate.calcium")),
        "bath_sodium": _number(own.get("dialysate.sodium")),
        "bath_bicarbonate": _number(own.get("dialysate.bicarbonate")),
    }
    for name in LABS:
        newest = next(iter(case.labs.series.get(name, ())), None)
        limit = 30 if name in ("albumin", "phosphate") else 7
        fresh = newest is not None and (case.as_of - newest.taken).total_seconds() <= limit * 86400
        found[name] = newest.value if newest is not None and fresh else None
    return found


def decisions(case: Case, own: Host, protocol: Protocol) -> dict[str, Any]:
    """What the eight rules decide, under the names of `logic.OUTPUTS`: what every other engine has to decide too."""
    docket = rules_alone(case, own, protocol, "checked").docket
    standing, told = docket.draft, {(item.code, item.severity) for item in docket.findings}
    return {
        "new_length": standing.get("schedule.duration"),
        "new_calcium": standing.get("dialysate.calcium"),
        "new_sodium": standing.get("dialysate.sodium"),
        "new_bicarbonate": standing.get("dialysate.bicarbonate"),
        "new_dose": standing.get("thiosulfate.dose"),
        "new_run": standing.get("thiosulfate.infusion_duration"),
        "held": "thiosulfate" in docket.withheld,
        "too_fast": ("uf-ceiling", "block") in told,
        "refused": "ultrafiltration" in docket.withheld,
        "no_room": ("infusion-time", "warning") in told,
    }


def _number(value: object) -> float:
    assert isinstance(value, float), "every case has it"
    return value


def _fragment(value: Any) -> orjson.Fragment:
    return orjson.Fragment(orjson.dumps(value))
