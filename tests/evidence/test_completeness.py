"""Everything that is named exists, and everything that exists is named by something that is no test."""

from __future__ import annotations

import re
from typing import Any

import pytest

from calciplug import evidence
from calciplug.cli.own_rules import OWN_RULES, OWN_SOURCES

from .citations import EVIDENCE, everywhere, raw

CITED = list(everywhere())
FILES = {
    "source": "bibliography", "dispute": "disputes", "erratum": "errata", "statement": "statements",
    "figure": "figures",
}  # fmt: skip
ENTRIES = {kind: raw(EVIDENCE / f"{name}.json") for kind, name in FILES.items()}
SOURCES = ENTRIES["source"]


@pytest.mark.parametrize("kind", FILES)
def test_everything_named_exists(kind: str) -> None:
    """Manifests, models, protocols, evidence and the program name only what there is."""
    assert [item for item in CITED if item.kind == kind and item.name not in ENTRIES[kind]] == []


@pytest.mark.parametrize("kind", ["source", "dispute", "statement", "figure"])
def test_everything_that_exists_is_named(kind: str) -> None:
    """An entry on which nothing rests would be read as the ground of something."""
    assert sorted(set(ENTRIES[kind]) - {item.name for item in CITED if item.kind == kind}) == []


@pytest.mark.parametrize("kind", FILES)
def test_the_search_finds_citations(kind: str) -> None:
    """Each kind but the erratum is cited somewhere, and rules, parameters and models are among the places."""
    places = {item.place.split()[0] for item in CITED if item.kind == kind}
    wanted: dict[str, set[str]] = {
        "source": {"rule", "parameter", "model", "dispute", "erratum", "statement", "figure"},
        "dispute": {"rule"}, "figure": {"rule", "dispute", "statement"}, "statement": {"protocol"}, "erratum": set(),
    }  # fmt: skip
    assert wanted[kind] <= places


def test_an_erratum_stands_with_its_source() -> None:
    """Whoever looks a source up is told what is misprinted in it."""
    from calciplug.cli.evidence_rows import entries

    shown = {item["id"] for row in entries(()) if row["kind"] == "source" for item in row["errata"]}
    assert shown == set(ENTRIES["erratum"])


def test_no_id_names_two_things() -> None:
    """`calciplug evidence show ID` shows one entry."""
    ids = [name for entries in ENTRIES.values() for name in entries]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("name", sorted(SOURCES))
def test_a_source_can_be_looked_up(name: str) -> None:
    """Authors in short form or an issuer or a journal; a year, or a kind of source that carries none."""
    own = SOURCES[name]
    if own["trust"] == "secondary":
        return
    assert own["authors"] or own["issuer"] or own["journal"]
    assert own["design"] in evidence.DESIGNS
    assert own["trust"] in evidence.TRUSTS
    assert own["read"].endswith(".")
    dated = own["year"] is not None or undated(own)
    assert dated, "a paper has a year; a page, a label, a register or a calculation of our own may have none"
    if own["authors"]:
        assert len(own["authors"].split(", ")) <= 6, "short form: the first ones, then et al."


def undated(own: dict[str, Any]) -> bool:
    """Whether a year may be missing: the source is a page that changes, or the year was not seen and that is said."""
    changing = {"website", "product-label", "pharmacopoeia", "registry-entry", "dataset", "textbook", "guideline"}
    return (
        own["design"] in changing or bool(own["url"]) or bool(re.search(r"not (seen|shown)|did not show", own["read"]))
    )


def test_a_doi_is_well_formed_and_names_one_source() -> None:
    """The registry's form, no address in front, and no paper twice unless the entry says which part of it."""
    dois = [own["doi"] for own in SOURCES.values() if own["doi"]]
    assert [doi for doi in dois if not re.fullmatch(r"10\.[0-9]{4,9}/[-._;()/:A-Za-z0-9]+", doi)] == []
    twice = {doi.lower() for doi in dois if sum(doi.lower() == other.lower() for other in dois) > 1}
    for doi in twice:
        same = [own for own in SOURCES.values() if (own["doi"] or "").lower() == doi]
        assert len({own["read"] for own in same}) == len(same), doi


def test_an_address_is_an_address() -> None:
    """Of a page, with nothing behind it that names a session."""
    for name, own in SOURCES.items():
        assert own["url"] is None or re.fullmatch(r"https?://[a-z0-9.-]+/[^\s?]*", own["url"]), name


def test_calciplugs_own_checks_name_known_rules() -> None:
    """Sources are given for checks that there are."""
    assert set(OWN_SOURCES) <= set(OWN_RULES)
    assert all(sources for sources in OWN_SOURCES.values())
