"""Ratios and shares: whole, printed whole, and printed nowhere else."""

from __future__ import annotations

import json
import re

import attrs
import pytest

from calciplug import evidence
from calciplug.errors import EvidenceError, PluginError
from calciplug.host.check import check_manifest
from calciplug.model.manifest import PLACEHOLDER, FollowUpSpec, Manifest, Reason, RuleSpec

from .citations import EVIDENCE, everywhere, manifests, raw

FIGURES = raw(EVIDENCE / "figures.json")
FIELDS = {
    "measure", "value", "interval", "per", "outcome", "exposure", "comparator", "population", "adjusted", "source",
}  # fmt: skip
RATIO = re.compile(
    r"\b(odds|hazard|relative risk|risk ratio|HR|OR|RR)\b|[0-9]\s?% CI|times as (high|often|likely|frequent)"
)


@pytest.mark.parametrize("name", sorted(FIGURES))
def test_a_printed_figure_is_whole(name: str) -> None:
    """Measure, value, interval, population, comparator and design stand in the fragment, and that it is a group's."""
    own, said = FIGURES[name], evidence.told(name)
    assert set(own) == FIELDS
    measures = {
        "odds-ratio": "odds ratio", "hazard-ratio": "hazard ratio", "risk-ratio": "risk ratio",
        "unstated-ratio": "ratio of an unstated kind", "share": "share of patients",
    }  # fmt: skip
    designs = {
        "cohort": "cohort study", "case-control": "case-control study", "case-series": "case series",
        "case-report": "case report", "systematic-review": "systematic review", "randomised-trial": "randomised trial",
        "narrative-review": "narrative review",
    }  # fmt: skip
    assert measures[own["measure"]] in said
    assert own["value"] in said
    assert own["outcome"] in said
    assert own["exposure"] in said
    assert own["population"] in said
    assert (f"against {own['comparator']}" if own["comparator"] else "without a comparison group") in said
    assert designs[raw(EVIDENCE / "bibliography.json")[own["source"]]["design"]] in said
    assert said.endswith("this describes a group and predicts nothing for this patient")
    if own["interval"]:
        assert f"95 % CI {own['interval'][0]} to {own['interval'][1]}" in said
    elif own["measure"] != "share":
        assert "no interval seen" in said
    assert "{" not in said
    assert "None" not in said


@pytest.mark.parametrize("name", sorted(FIGURES))
def test_a_comparison_says_whether_it_is_adjusted(name: str) -> None:
    """Adjusted, not adjusted, or not known; a share of one group has nothing to be adjusted for."""
    own, parts = FIGURES[name], evidence.told(name).split("; ")
    word = {True: "adjusted", False: "not adjusted", None: "adjustment not known"}[own["adjusted"]]
    wanted = [word] if own["comparator"] else []
    assert [part for part in parts if "adjust" in part] == wanted


def test_a_ratio_lies_in_its_interval() -> None:
    """A slip of a digit in either would put it outside, or the interval the wrong way round."""
    for name, own in FIGURES.items():
        if own["interval"]:
            low, high = map(float, own["interval"])
            assert low < float(own["value"]) < high, name


@pytest.mark.parametrize(
    ("name", "value", "interval", "source"),
    [
        ("pun-2013-low-calcium", "2.00", ["1.40", "2.90"], "pun-2013"),
        ("pun-2013-gradient", "1.40", ["1.10", "1.80"], "pun-2013"),
        ("assimon-2016-above-13", "1.31", ["1.28", "1.34"], "assimon-2016"),
        ("assimon-2016-above-10", "1.22", ["1.20", "1.24"], "assimon-2016"),
        ("suri-2013-access", "1.76", ["1.11", "2.79"], "suri-2013"),
        ("udomkarnjananun-2019-death", "0.89", ["0.71", "1.12"], "udomkarnjananun-2019"),
        ("ter-meulen-2024-death", "1.05", ["0.99", "1.12"], "ter-meulen-2024"),
        ("ter-meulen-2024-sudden-death", "0.81", ["0.67", "0.97"], "ter-meulen-2024"),
        ("gossett-2023-peritoneal-stopped", "80 %", None, "gossett-2023"),
        ("nigwekar-2013-healed", "26 %", None, "nigwekar-2013"),
        ("zitt-2013-remission", "52 %", None, "zitt-2013"),
    ],
)
def test_a_figure_is_the_published_one(name: str, value: str, interval: list[str] | None, source: str) -> None:
    """Typed here a second time, from the abstracts."""
    assert (FIGURES[name]["value"], FIGURES[name]["interval"], FIGURES[name]["source"]) == (value, interval, source)


def test_no_manifest_prints_a_ratio_by_hand() -> None:
    """In no text of a manifest stands a ratio of risks outside of `{figure...}`."""
    for manifest in manifests():
        for text in _texts(manifest):
            assert RATIO.search(re.sub(r"\{[^}]*\}", "", text)) is None, (manifest["name"], text)


def _texts(node: object) -> list[str]:
    if isinstance(node, dict):
        return [text for item in node.values() for text in _texts(item)]
    if isinstance(node, list):
        return [text for item in node for text in _texts(item)]
    return [node] if isinstance(node, str) else []


def test_the_search_for_ratios_bites() -> None:
    """The sentences that stood in manifests before there were figures are found."""
    for text in ("the hazard was 1.76", "odds ratio 2", "(RR 0.89, 95 % CI 0.71-1.12)", "1.4 times as high for each"):
        assert RATIO.search(text)


def test_rules_do_print_figures() -> None:
    """The pattern of a figure is met in the manifests: an empty list would pass everything above."""
    printed = {item.name for item in everywhere() if item.kind == "figure" and item.place.startswith("rule")}
    assert {"pun-2013-low-calcium", "pun-2013-gradient", "assimon-2016-above-13", "suri-2013-access"} <= printed


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("measure", "correlation"), ("value", "about 2"), ("value", "2,0"), ("interval", ["1.4", "up"]),
        ("population", "some patients"), ("comparator", ""), ("adjusted", "yes"),
    ],
)  # fmt: skip
def test_a_malformed_figure_is_refused(field: str, value: object) -> None:
    """A measure outside the list, a number that is none, a population without its number."""
    with pytest.raises((ValueError, TypeError), match=field):
        evidence.Figure(id="planted", **{**FIGURES["pun-2013-low-calcium"], field: value})


def test_an_unknown_figure_is_refused() -> None:
    """The nearest id is named."""
    with pytest.raises(EvidenceError, match="nearest is 'pun-2013-gradient'"):
        evidence.told("pun-2013-gradent")


# --- in a manifest ---------------------------------------------------------------------------------------------------


def planted(
    detail: str,
    summary: str = "short",
    citations: tuple[str, ...] = ("pun-2013",),
    later: tuple[str, ...] | None = None,
) -> Manifest:
    """A manifest whose one rule says *detail*; with *later* in a follow-up that cites that."""
    words = Reason(summary=summary, detail=detail)
    follow_ups = {"check": FollowUpSpec(action="check", words=words, checks=(), citations=later or (), policy=True)}
    rule = RuleSpec(
        id="X-1", sentence="s", needs=(), severities=("info",), override="nobody", override_plan=(),
        citations=citations, policy=False, disputes=(), recheck_after=None,
        reasons={"one": words if later is None else Reason(summary="s", detail="d")},
        follow_ups=follow_ups if later is not None else {},
    )  # fmt: skip
    return Manifest(
        name="planted", version="1", api="1", summary="s", modalities=("HD",), reads=(), writes=(), parameters={},
        rules={"X-1": rule},
    )  # fmt: skip


def test_a_named_figure_passes() -> None:
    """A detail may name a figure of a source that the rule cites; it is no named value of the template."""
    manifest = planted("Observed: {figure.pun-2013-gradient}.")
    check_manifest(manifest)
    rule = manifest.rules["X-1"]
    assert rule.figures() == ("pun-2013-gradient",)
    assert rule.reasons["one"].names() == {}
    assert PLACEHOLDER.search("{figure.pun-2013-gradient}") is None


@pytest.mark.parametrize(
    ("manifest", "fault"),
    [
        (planted("{figure.pun-2013-gradent}"), "'pun-2013-gradent'"),
        (planted("{figure.pun-2013-gradient}", citations=("kdigo-2017",)), "does not cite its source pun-2013"),
        (planted("d", summary="{figure.pun-2013-gradient}"), "which has no room for all that belongs to it"),
        (planted("{figure.pun-2013-gradient}", later=("kdigo-2017",)), "does not cite its source pun-2013"),
        (planted("d", summary="{figure.pun-2013-gradient}", later=("pun-2013",)), "which has no room for all that"),
        (planted("{figure.Pun-2013}"), "a figure is named as {figure.id}"),
        (planted("{figure:pun-2013-gradient}"), "a figure is named as {figure.id}"),
    ],
)
def test_a_manifest_with_a_wrong_figure_is_refused(manifest: Manifest, fault: str) -> None:
    """Unknown, of a source that the rule does not cite, or where there is no room for all of it."""
    with pytest.raises(PluginError, match=re.escape(fault)):
        check_manifest(manifest)


def test_a_finding_prints_the_whole_figure() -> None:
    """Through the host: F-5 of a patient whose sessions become more frequent holds the fragment word for word."""
    from pathlib import Path

    from calciplug import Host, adjust_document, shipped_protocol

    host, protocol = Host.discover(), shipped_protocol("cautious")
    host.bind(protocol)
    case = Path(__file__).resolve().parents[2] / "fixtures" / "patients" / "P01.json"
    outcome = json.loads(adjust_document(case.read_bytes(), host, protocol))
    [detail] = [item["detail"] for item in outcome["findings"] if item["code"] == "F-5"]
    assert evidence.told("suri-2013-access") in detail


def test_a_figure_is_frozen() -> None:
    """A reader cannot change what the next reader is told."""
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        evidence.figure("pun-2013-gradient").value = "1.0"  # type: ignore[misc]
