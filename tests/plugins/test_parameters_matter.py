"""Every number that a rule turns on is pinned: moved by a thousandth either way, some case file decides otherwise.

A parameter that no trigger reads (one that is only printed, or only scales a printed figure) is listed in `SHOWN_ONLY`
with the reason; the list may not name one that does matter.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
import pytest

from calciplug import adjust, read_case
from calciplug.codec import outcome_document
from calciplug.engine import plan
from calciplug.host.parameters import Value
from calciplug.testing import (
    PluginCase,
    differences,
    follow_up_lines,
    host_of,
    load_cases,
    observed,
    unplanned_lines,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from calciplug.host import Host
    from calciplug.protocol import Protocol

pytestmark = pytest.mark.slow  # once a gate, on one Python: some thousand cases are run with a number moved
ROOT = Path(__file__).resolve().parents[2]
CASES = load_cases(ROOT / "fixtures" / "cases")
PLUGINS = sorted(path.parent.name for path in (ROOT / "plugins").glob("*/plugin.json"))

# plugin.parameter → why no decision turns on it: it is only printed.
SHOWN_ONLY: dict[str, str] = {
    "calcimimetic.stop_calcium": "to be stopped or reduced: a warning either way, whose words test_said holds",
    "calcimimetic.stop_ionised": "to be stopped or reduced: a warning either way, whose words test_said holds",
    "local_thiosulfate.least_absorbed": "arithmetic on a measured share, printed",
    "local_thiosulfate.most_absorbed": "arithmetic on a measured share, printed",
    "local_thiosulfate.usually_absorbed": "arithmetic on a measured share, printed",
    "session_schedule.bookable_step": "the rate beside the time that would do",
    "session_schedule.time_step": "the time that would do, named in a warning that comes anyway",
    "thiosulfate_dose.child_high_dose": "a published figure beside a hold that comes anyway",
    "thiosulfate_dose.child_high_surface": "a published figure beside a hold that comes anyway",
    "thiosulfate_dose.child_low_dose": "a published figure beside a hold that comes anyway",
    "thiosulfate_dose.child_low_surface": "a published figure beside a hold that comes anyway",
    "thiosulfate_dose.exposure_high": "a model's figure, printed",
    "thiosulfate_dose.exposure_low": "a model's figure, printed",
    "thiosulfate_timing.label_rate": "the emergency rate of a label, printed",
}

# plugin.parameter → (its smallest step, as a fraction of it; why a thousandth is less than that).
STEPPED: dict[str, tuple[float, str]] = {
    "dialysate_sodium.lowest_candidate": (1 / 135, "the aim is rounded up to 1 mmol/L"),
    "dialysate_sodium.mean_of": (1 / 3, "a count of values"),
    "hyperbaric_oxygen.fewest_treatments": (1 / 20, "a count of treatments"),
    "hyperbaric_oxygen.most_treatments": (1 / 108, "a count of treatments"),
    "many_changes.most_changes": (1 / 2, "a count of changes"),
    "thiosulfate_dose.escalate_at": (1 / 2, "the number of a dose"),
    "thiosulfate_safety.bicarbonate_for": (1 / 2, "whole weeks of samples"),
    "thiosulfate_safety.checked_doses": (1, "numbers of doses"),
}


@cache
def host(names: tuple[str, ...]) -> Host:
    return host_of(names)


@attrs.frozen
class _Moved:
    """A host whose one parameter is moved, past its range and without a protocol's say."""

    own: Host
    plugin: str
    name: str
    factor: float

    def __getattr__(self, name: str) -> Any:
        return getattr(self.own, name)

    def bind(self, protocol: Protocol) -> dict[str, Mapping[str, Value]]:
        bound = dict(self.own.bind(protocol))
        values = dict(bound[self.plugin])
        held = values[self.name]
        moved = (
            tuple(one * self.factor for one in held.value)
            if isinstance(held.value, tuple)
            else held.value * self.factor
        )
        values[self.name] = attrs.evolve(held, value=moved)
        return bound | {self.plugin: values}


def numeric() -> list[tuple[str, str]]:
    found = []
    for plugin in PLUGINS:
        for name, item in host((plugin,)).plugins[plugin].manifest.parameters.items():
            if item.kind is not None:
                found.append((plugin, name))
    return found


@cache
def readers() -> dict[tuple[str, str], list[PluginCase]]:
    """Case files that read a parameter, those of the plugin's own folder first: they are where it should be pinned."""
    found: dict[tuple[str, str], list[PluginCase]] = {}
    for case in CASES:
        if "problems" in case.expected:
            continue
        for used in decided(case, host(case.plugins))["parameters"]:
            found.setdefault((used["plugin"], used["name"]), []).append(case)
    for (plugin, _), cases in found.items():
        cases.sort(key=lambda case: not case.name.startswith(plugin))
    return found


def decided(case: PluginCase, own: Any) -> dict[str, Any]:
    """What the case decides, and, where it makes a plan, what it asks for; with every parameter that was read."""
    read = read_case(json.dumps(case.document).encode("utf-8"))
    if not case.plans:
        return outcome_document(adjust(read, own, case.protocol_object(), raise_faults=True))
    made = plan(read, own, case.protocol_object(), raise_faults=True)
    document = outcome_document(made.outcome)
    used = [{"plugin": item.plugin, "name": item.name} for item in made.parameters]
    return document | {
        "follow_ups": follow_up_lines(made),
        "unplanned": unplanned_lines(made),
        "parameters": [*document["parameters"], *(item for item in used if not _is_among(item, document))],
    }


def _is_among(item: Mapping[str, Any], document: Mapping[str, Any]) -> bool:
    return any((own["plugin"], own["name"]) == (item["plugin"], item["name"]) for own in document["parameters"])


def notices(case: PluginCase, plugin: str, name: str, factor: float) -> bool:
    moved: Any = _Moved(host(case.plugins), plugin, name, factor)
    return differences(case.expected, observed(decided(case, moved))) != []


@pytest.mark.parametrize(("plugin", "name"), numeric(), ids=lambda item: item)
def test_some_case_notices_a_moved_parameter(plugin: str, name: str) -> None:
    """Moved down and moved up by 0.1 %, or by its smallest step, the parameter changes what some case decides."""
    own = readers().get((plugin, name), [])
    key = f"{plugin}.{name}"
    step = STEPPED.get(key, (0.001, ""))[0]
    noticed = {factor: any(notices(case, plugin, name, factor) for case in own) for factor in (1 - step, 1 + step)}

    if key in SHOWN_ONLY:
        assert not any(noticed.values()), f"{key} does matter: take it off the list"
    else:
        assert noticed == {1 - step: True, 1 + step: True}
