"""A tighter number never gives a looser outcome; a withheld section counts as the tightest of all.

Every range in a manifest runs from the default towards caution. So any number of a plugin that bears on thiosulfate,
moved to the other end of its range, must leave every measure of how much thiosulfate a patient gets where it is, or
lower it.
"""

from __future__ import annotations

import json
import os
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import haemodialysis, peritoneal

from calciplug import Host, Protocol, Setting, adjust, read_case, shipped_protocol
from calciplug.codec import outcome_document

pytestmark = pytest.mark.slow  # once a gate, on one Python; `make soak` asks for many more examples
SETTINGS = settings(
    max_examples=50 * int(os.environ.get("CALCIPLUG_EXAMPLES", "1")),
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)

BEARING_ON_THIOSULFATE = ("thiosulfate_dose", "thiosulfate_safety", "thiosulfate_timing")
MEASURES = ("thiosulfate.dose", "thiosulfate.weekly_total", "thiosulfate.rate")


@cache
def host() -> Host:
    return Host.discover()


def tightened(plugin: str) -> dict[str, Setting]:
    """Each number of *plugin* at the end of its range that its default is not at."""
    found = {}
    for name, item in host().plugins[plugin].manifest.parameters.items():
        low, high = item.minimum, item.maximum
        if item.kind is not None and low is not None and high is not None and low != high and item.value in (low, high):
            found[name] = Setting(value=high if item.value == low else low, unit=item.unit, form=item.form)
    return found


def choices(plugins: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(plugin, name) for plugin in plugins for name in tightened(plugin)]


def outcome(document: dict[str, Any], protocol: Protocol) -> dict[str, Any]:
    case = read_case(json.dumps(document).encode("utf-8"))
    return outcome_document(adjust(case, host(), protocol, raise_faults=True))


def amounts(found: dict[str, Any]) -> dict[str, float]:
    """Every grams-like number of thiosulfate that stands, stored or computed."""
    own = {item["path"]: float(item["value"]) for item in found["computed"]}
    dose = (found["prescription"].get("thiosulfate") or {}).get("dose")
    if dose is not None:
        own["thiosulfate.dose"] = float(dose["value"])
    for key, exchange in (found["prescription"].get("exchanges") or {}).items():
        inside = exchange.get("thiosulfate")
        if inside is not None:
            own[f"exchanges.{key}.thiosulfate.dose"] = float(inside["dose"]["value"])
    return own


def compare(document: dict[str, Any], plugin: str, name: str, measures: tuple[str, ...]) -> None:
    tight = Protocol(name="tight", version="1.0.0", summary="t", parameters={plugin: {name: tightened(plugin)[name]}})
    before, after = amounts(outcome(document, shipped_protocol())), amounts(outcome(document, tight))

    looser = {
        path: (before.get(path, 0.0), after[path])
        for path in after
        if any(path.endswith(own) for own in measures) and after[path] > before.get(path, 0.0) * (1 + 1e-6) + 1e-9
    }
    assert looser == {}, f"{plugin}.{name}"


@SETTINGS
@given(haemodialysis(), st.data())
def test_tighter_thiosulfate_is_never_more(document: dict[str, Any], data: st.DataObject) -> None:
    """On haemodialysis no dose, weekly sum or rate rises when a number is tightened."""
    plugin, name = data.draw(st.sampled_from(choices(BEARING_ON_THIOSULFATE)))

    compare(document, plugin, name, MEASURES)


@SETTINGS
@given(peritoneal(), st.data())
def test_tighter_dwell_is_never_more(document: dict[str, Any], data: st.DataObject) -> None:
    """In a peritoneal dwell no dose or concentration rises when a number is tightened."""
    plugin, name = data.draw(st.sampled_from(choices(("peritoneal_dwell", "thiosulfate_safety"))))
    per_dwell = tuple(f"{key}.thiosulfate.{leaf}" for key in ("day", "night") for leaf in ("dose", "concentration"))

    compare(document, plugin, name, per_dwell)


@SETTINGS
@given(haemodialysis(), st.data())
def test_tighter_sodium_stays_inside(document: dict[str, Any], data: st.DataObject) -> None:
    """With hard bounds moved inwards, no proposed dialysate sodium lies outside them."""
    name = data.draw(st.sampled_from(("hard_low", "hard_high")))
    setting = tightened("dialysate_sodium")[name]
    tight = Protocol(name="tight", version="1.0.0", summary="t", parameters={"dialysate_sodium": {name: setting}})
    sodium = outcome(document, tight)["prescription"].get("dialysate", {}).get("sodium")

    if sodium is not None:
        limit = float(str(setting.value))
        assert sodium["value"] >= limit if name == "hard_low" else sodium["value"] <= limit
