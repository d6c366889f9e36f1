"""Forecasts of many cases, each held to what one call with plain numbers says of it alone."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from calciplug import PluginFault, read_case, shipped_protocol
from calciplug.forecast import forecast
from calciplug.forecast.asking import HOOK
from calciplug.host import CaseView, Chart, Parameters, Scene
from calciplug.silences import told_silences
from calciplug.testing import patched
from calciplug.testing.cases import base

ROOT = Path(__file__).resolve().parents[2]
PROTOCOL = shipped_protocol()


def case_of(changes=None, gone=(), name="hd"):
    """A base patient, changed."""
    return read_case(json.dumps(patched(base(name), changes or {}, list(gone))).encode())


def alone(case, host, name):
    """What the plugin *name* says of one case, by one call with plain numbers."""
    view = CaseView(host.plugins[name].remit, Scene(Chart(case), case.draft()), "predict")
    host.call(name, HOOK, {"case": view, "p": Parameters(host.bind(PROTOCOL)[name])})
    return view.close()


def tried(case, host, name):
    """What `alone` gives, or how the plugin misbehaved."""
    try:
        return alone(case, host, name), None
    except PluginFault as fault:
        return None, fault


def held_to_each_alone(cases, host, name):
    """The forecast of *cases*, every value of which is what one call says of one case.

    Numbers to 1e-12 of the larger end: an interval's lower end may be a difference that is nearly nothing.
    """
    found = forecast(cases, host, PROTOCOL)
    manifest = host.plugins[name].manifest
    rules = [(manifest, rule.id) for rule in manifest.rules.values() if rule.predictions]
    for index, case in enumerate(cases):
        if case.modality not in manifest.modalities:
            assert {silence.cause for silence in found.silent[index]} == {"modality"}
            continue
        heard, fault = tried(case, host, name)
        assert found.faults.get(index, (name, None))[0] == name
        assert repr(found.faults.get(index, (name, None))[1]) == repr(fault)
        if heard is None:
            assert found.silent[index] == ()
            assert all(math.isnan(own.after[0][index]) for own in found.columns.values())
            continue
        spoke = {(one.plugin, one.rule) for one in heard.predictions}
        assert found.silent[index] == told_silences(heard.silences, spoke, rules, case.modality)
        said = {(one.plugin, one.rule, one.key, one.path or ""): one for one in heard.predictions}
        assert set(said) == {key for key, own in found.columns.items() if not math.isnan(own.after[0][index])}
        for key, own in found.columns.items():
            one = said.get(key)
            assert {code for code, up in own.flags.items() if up[index]} == {
                code for code, up in (one.flags if one else {}).items() if up
            }, key
            for ends, columns in (
                (one and one.before, own.before),
                (one and one.after, own.after),
            ):
                here = tuple(float(column[index]) for column in columns)
                if ends is None:
                    assert all(map(math.isnan, here)), key
                else:
                    scale = max(map(abs, ends))
                    assert here == pytest.approx(ends, rel=0, abs=1e-12 * scale), key
    return found
