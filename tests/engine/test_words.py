"""Templates that are taken apart once, and findings that are put in order, against the plain ways to do both."""

from __future__ import annotations

import gc
import re
from pathlib import Path

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from calciplug import Host, adjust, evidence, read_case, shipped_protocol
from calciplug.findings import _RANK, in_order, natural
from calciplug.model.manifest import FIGURE, PLACEHOLDER, Reason
from calciplug.model.outcome import Finding
from calciplug.templates import Blank, parts

PATIENT = Path(__file__).resolve().parents[2] / "fixtures" / "patients" / "P01.json"
HOST = Host.discover()
TEMPLATES = sorted(
    {
        text
        for plugin in HOST.plugins.values()
        for rule in plugin.manifest.rules.values()
        for text in (
            *(text for reason in rule.reasons.values() for text in (reason.summary, reason.detail)),
            *(text for item in rule.follow_ups.values() for text in (item.words.summary, item.words.detail)),
            *(item.note for item in rule.predictions.values()),
            *rule.flags.values(),
        )
    }
)


def told(name: str, *, is_parameter: bool) -> str:
    return f"<{'p.' if is_parameter else ''}{name}>"


def plain(template: str) -> str:
    """*template* filled with one pattern after the other."""
    figures = FIGURE.sub(lambda match: evidence.told(match[1]), template)
    return PLACEHOLDER.sub(lambda match: told(match[2], is_parameter=match[1] is not None), figures)


def filled(template: str) -> str:
    return "".join(
        told(part.name, is_parameter=part.is_parameter) if isinstance(part, Blank) else part for part in parts(template)
    )


def test_every_shipped_template_is_filled_as_its_pattern_says() -> None:
    """Text, parameters, values and figures, in their order."""
    assert len(TEMPLATES) > 200
    for template in TEMPLATES:
        assert filled(template) == plain(template), template


@given(st.lists(st.sampled_from(["{", "}", "{p.a}", "{b:sodium}", "{c}", "{p.}", "{D}", " ", "x", "{{", "p.a", "ß"])))
def test_any_template_is(pieces: list[str]) -> None:
    """Braces that name nothing stay as they are."""
    template = "".join(pieces)

    assert filled(template) == plain(template)


@given(st.text("ab{}:p.", max_size=30), st.text("ab{}:p.", max_size=30))
def test_a_reason_names_what_its_pattern_finds(summary: str, detail: str) -> None:
    """Names with their kinds; nobody who asks can change them for the next."""
    names = Reason(summary=summary, detail=detail).names()

    assert names == {own[1]: own[2] or None for own in PLACEHOLDER.findall(summary + detail) if not own[0]}
    with pytest.raises(TypeError):
        names["more"] = None  # type: ignore[index]  # what is to fail


OUTCOME = adjust(read_case(PATIENT.read_bytes()), HOST, shipped_protocol())


@given(st.lists(st.sampled_from(OUTCOME.findings)), st.randoms())
def test_findings_are_each_told_once_and_in_order(findings: list[Finding], chance: object) -> None:
    """Also ones that differ only in what no order looks at, as by their state."""
    mixed = [*findings, *(attrs.evolve(one) for one in findings), *(attrs.evolve(one, state="x") for one in findings)]
    chance.shuffle(mixed)  # type: ignore[attr-defined]  # a random.Random
    expected = sorted(
        dict.fromkeys(mixed),
        key=lambda own: (_RANK[own.severity], natural(own.code), own.path or "", own.plugin or "", own.summary),
    )

    assert in_order(mixed) == tuple(expected)


@given(st.from_regex(re.compile(r"[A-Z]{1,2}-\d{1,3}[a-z]?", re.ASCII), fullmatch=True))
def test_codes_are_sorted_by_their_numbers(code: str) -> None:
    """N-2 before N-10, whatever stands around the number."""
    assert natural(f"{code}-2") < natural(f"{code}-10")


def test_a_case_leaves_nothing_to_collect() -> None:
    """All that an adjustment made is gone when its outcome is: a server does not grow between two collections."""
    case, protocol = read_case(PATIENT.read_bytes()), shipped_protocol()
    adjust(case, HOST, protocol)
    gc.collect()
    gc.disable()
    try:
        adjust(case, HOST, protocol)
        assert gc.collect() == 0
    finally:
        gc.enable()
