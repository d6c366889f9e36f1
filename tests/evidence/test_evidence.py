"""The evidence is complete, resolves, says how far it may be trusted, and cannot be changed by its readers."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from calciplug import evidence
from calciplug.errors import EvidenceError

FOLDER = Path(evidence.__file__).parent
REVIEW = "urena-2025"
SECONDARY = "unverified-secondary"
DESIGNS = """
    guideline | product-label | pharmacopoeia | randomised-trial | cohort | case-control | case-series | case-report |
    systematic-review | narrative-review | in-vitro | pharmacokinetic-study | protocol | registry-entry | measure |
    textbook | website | dataset
"""
FIELDS = {"title", "authors", "year", "journal", "issuer", "doi", "url", "design", "population", "trust", "read"}
LOOK_UPS = [evidence.source, evidence.dispute, evidence.erratum, evidence.statement, evidence.figure, evidence.told]
MAPPINGS = [evidence.sources, evidence.disputes, evidence.errata, evidence.statements, evidence.figures]
FILES = ["bibliography", "disputes", "errata", "figures", "statements"]
# plugin → rule → what its manifest says of it, read without the code under test.
RULES: dict[str, dict[str, dict[str, Any]]] = {
    path.parent.name: {
        rule: {"disputes": [], **own} for rule, own in json.loads(path.read_text(encoding="utf-8"))["rules"].items()
    }
    for path in (Path(__file__).resolve().parents[2] / "plugins").glob("*/plugin.json")
}


def raw(name: str) -> dict[str, dict[str, Any]]:
    """The JSON file as it stands, read without the code under test."""
    entries: dict[str, dict[str, Any]] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return entries


def test_every_dispute_is_there() -> None:
    """C-1 to C-25, none missing and none added unseen."""
    assert set(evidence.disputes()) == {f"C-{number}" for number in range(1, 26)}


@pytest.mark.parametrize("key", [f"C-{number}" for number in range(1, 26)])
def test_a_dispute_has_both_sides(key: str) -> None:
    """Each dispute has two sides or more, each with a claim and a source, and the sides differ."""
    dispute = evidence.dispute(key)
    assert len(dispute.sides) >= 2
    assert all(side.claim and side.sources for side in dispute.sides)
    assert len({side.claim for side in dispute.sides}) == len(dispute.sides)
    assert len({side.sources for side in dispute.sides}) == len(dispute.sides)


def test_a_dispute_names_rules() -> None:
    """The rules a dispute touches are rules of a manifest, or calciplug's own: a U and a number."""
    known = {rule for rules in RULES.values() for rule in rules}
    for dispute in evidence.disputes().values():
        assert dispute.rules
        assert [rule for rule in dispute.rules if rule not in known and not re.fullmatch(r"U-\d{1,2}", rule)] == []


def test_a_dispute_names_every_rule_that_names_it() -> None:
    """Whoever looks a dispute up finds all rules that it touches."""
    touching = {(name, rule) for rules in RULES.values() for rule, own in rules.items() for name in own["disputes"]}
    assert sorted(touching - {(own.id, rule) for own in evidence.disputes().values() for rule in own.rules}) == []


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("C-1", ["201", "313", "316", "3.6 g", "12.7"]),
        ("C-5", ["2.00 (1.40-2.90)", "0.81", "1.05, 0.99-1.12"]),
        ("C-6", ["7 of 9", "5-75"]),
        ("C-7", ["77", "478", "182", "33 mmol/L", "3.7-4.4"]),
        ("C-8", ["75 g", "72 to 245 g"]),
        ("C-13", ["25 g per 1.73 m2", "12 g per 1.7 m2"]),
        ("C-16", ["13 mL/kg/h", "10 mL/kg/h", "3W+500", "1.31", "1.22", "1.20"]),
        ("C-17", ["2.1", "2.0"]),
        ("C-20", ["0.89 (0.71-1.12)", "26 %", "52 %", "26 against 59 %"]),
    ],
)
def test_a_dispute_gives_the_published_numbers(key: str, words: list[str]) -> None:
    """The figures of both sides stand in the claims, as the sources give them."""
    claims = " ".join(side.claim for side in evidence.dispute(key).sides)
    assert [word for word in words if word not in claims] == []


def test_closed_lists_hold() -> None:
    """Designs and trusts come from the closed lists, read from the files and not through the validators."""
    entries = raw("bibliography").values()
    sides = [side for dispute in raw("disputes").values() for side in dispute["sides"]]
    assert {entry["design"] for entry in [*entries, *sides]} <= {word.strip() for word in DESIGNS.split("|")}
    assert {entry["trust"] for entry in entries} <= {"read", "review", "quoted", "memory", "derived", "secondary"}


@pytest.mark.parametrize("field", ["design", "trust"])
def test_an_unlisted_value_is_refused(field: str) -> None:
    """A word outside a closed list is refused when the entry is made."""
    with pytest.raises(ValueError, match=field):
        evidence.Source(id=REVIEW, **{**raw("bibliography")[REVIEW], field: "rumour"})


def test_a_one_sided_dispute_is_refused() -> None:
    """A dispute with a single side is refused: it would be a decision in disguise."""
    fields = raw("disputes")["C-1"]
    with pytest.raises(ValueError, match="sides"):
        evidence.Dispute(id="C-1", **{**fields, "sides": fields["sides"][:1]})


def test_entries_are_whole() -> None:
    """Each source has exactly the fields of the format, and someone or something to be found under."""
    for key, entry in raw("bibliography").items():
        assert set(entry) == FIELDS, key
        assert entry["read"].endswith("."), key
        if key != SECONDARY:
            assert entry["authors"] or entry["issuer"] or entry["journal"], key


def test_ids_are_kebab_case() -> None:
    """Bibliography ids are lower-case words and numbers joined by single hyphens."""
    assert [key for key in raw("bibliography") if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", key)] == []


@pytest.mark.parametrize("key", sorted(raw("bibliography")))
def test_a_citation_is_one_line_with_its_trust(key: str) -> None:
    """No source is printed without its trust, whichever trust that is."""
    endings = {
        "read": "(read in part or in summary)",
        "review": "(as stated in the review)",
        "memory": "from memory, not read)",
        "derived": "(our own calculation or test)",
        "quoted": "(as other people's work or program quotes it, not read)",
        "secondary": "(secondary page; not a citation)",
    }
    line = evidence.cite(key)
    assert "\n" not in line
    assert "None" not in line
    assert ".." not in line
    assert line.endswith(endings[raw("bibliography")[key]["trust"]])


def test_a_remembered_source_says_so() -> None:
    """A source that nobody opened reads as such, with issuer, title, year and place in front."""
    line = evidence.cite("kdigo-2017")
    assert line == "KDIGO 2017. CKD-MBD guideline update. Kidney Int Suppl 7:1-59 (from memory, not read)"


def test_a_source_without_authors_begins_with_its_title() -> None:
    """Where no author or issuer is known the year follows the journal, so that no line begins with a bare year."""
    line = evidence.cite("semin-dial-2017")
    assert line.startswith("Review of dialysate composition")
    assert "Semin Dial 30:112 2017. doi:10.1111/sdi.12573 (" in line


def test_a_partly_remembered_source_says_so() -> None:
    """Where one needed fact is remembered and the rest was read, the line says both."""
    assert evidence.cite("farese-2011").endswith("(in part from memory, not read)")


def test_a_memory_source_explains_itself() -> None:
    """What a memory entry says was read is either nothing, or names what is remembered."""
    for key, entry in raw("bibliography").items():
        if entry["trust"] == "memory":
            assert re.match(r"Nothing\b|.*(remembered|memory)", entry["read"]), key


def test_the_secondary_page_is_no_citation() -> None:
    """There is one secondary entry; it names no page that could be mistaken for a source."""
    secondary = [key for key, entry in raw("bibliography").items() if entry["trust"] == "secondary"]
    assert secondary == [SECONDARY]
    assert evidence.cite(SECONDARY) == "Secondary page, not citable (secondary page; not a citation)"
    entry = evidence.source(SECONDARY)
    assert (entry.authors, entry.issuer, entry.journal, entry.doi, entry.url) == (None,) * 5


@pytest.mark.parametrize("name", FILES)
def test_no_secondary_page_is_named(name: str) -> None:
    """The machine-written site behind some figures appears nowhere in the evidence."""
    assert "droracle" not in (FOLDER / f"{name}.json").read_text(encoding="utf-8").lower()


def test_no_dispute_or_statement_rests_on_the_secondary_page_alone() -> None:
    """The secondary page only ever stands beside another source."""
    sides = [side.sources for dispute in evidence.disputes().values() for side in dispute.sides]
    facts = [entry.sources for entry in evidence.statements().values()]
    assert (SECONDARY,) not in sides + facts
    assert all(SECONDARY not in fact for fact in facts)


def test_the_banner_claims_no_more_than_its_sources() -> None:
    """A-10 says that no randomised trial supports the drug, that the use is off-label, and what pooled data gave."""
    banner = evidence.statement("A-10")
    for words in ("No randomised trial supports", "off-label", "856", "0.89", "0.71-1.12"):
        assert words in banner.text
    assert {"udomkarnjananun-2019", "wen-2023"} <= set(banner.sources)
    assert banner.grade == "observational only; no randomised trial"


def test_the_peritoneal_statement_gives_all_four_outcomes() -> None:
    """Healing is never quoted without the withdrawals, the change of modality and the death."""
    text = evidence.statement("ip-published-patients").text
    for words in ("five", "80 % healed", "80 % stopped", "40 % moved", "20 % (1 of 5) died of chemical peritonitis"):
        assert words in text


def test_statements_fit_and_have_sources() -> None:
    """A statement has at most 300 characters, a grade, and sources unless it claims nothing clinical."""
    for key, statement in evidence.statements().items():
        assert 0 < len(statement.text) <= 300, key
        assert statement.grade, key
        assert bool(statement.sources) == (key != "not-a-recommendation"), id


def test_errata_are_numbered_without_a_gap() -> None:
    """E-1 onwards, so that an erratum once cited keeps its number."""
    assert list(raw("errata")) == [f"E-{number}" for number in range(1, len(raw("errata")) + 1)]


@pytest.mark.parametrize(
    ("printed", "correct"),
    [("12.5 mg", "12.5 g"), ("860", "856"), ("50 %", "25 %"), ("1.25-3 mM", "1.25-1.5 mmol/L"), ("mEq/dL", "mEq/L")],
)
def test_a_known_misprint_is_listed(printed: str, correct: str) -> None:
    """The unit errors that were found in print are on record with their correction."""
    assert any(printed in entry.printed and correct in entry.correct for entry in evidence.errata().values())


@pytest.mark.parametrize("look_up", LOOK_UPS)
def test_an_unknown_id_is_refused(look_up: Any) -> None:
    """An id that does not resolve raises, and the message repeats it."""
    with pytest.raises(EvidenceError, match="'no-such-thing'"):
        look_up("no-such-thing")


def test_a_slip_gets_the_nearest_id() -> None:
    """The message for a misspelt id names the id that was probably meant."""
    with pytest.raises(EvidenceError, match="nearest is 'kdigo-2017'"):
        evidence.cite("kdigo-2071")


@pytest.mark.parametrize("mapping", MAPPINGS)
def test_a_mapping_is_read_only_and_read_once(mapping: Any) -> None:
    """Nobody can add to the evidence at run time, and asking twice gives the same object."""
    assert mapping() is mapping()
    with pytest.raises(TypeError):
        mapping()["new"] = None


def test_an_entry_is_frozen() -> None:
    """A reader cannot change what the next reader is told, lists included."""
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        evidence.source(REVIEW).trust = "read"  # type: ignore[misc]
    assert isinstance(evidence.dispute("C-1").sides, tuple)
    assert isinstance(evidence.dispute("C-1").sides[0].sources, tuple)


@pytest.mark.parametrize("name", FILES)
def test_files_are_canonical_json(name: str) -> None:
    """Two-space indent, UTF-8, no key twice: a change shows as the lines that changed."""
    text = (FOLDER / f"{name}.json").read_text(encoding="utf-8")

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        assert len({key for key, _ in pairs}) == len(pairs), pairs
        return dict(pairs)

    data = json.loads(text, object_pairs_hook=once)
    assert text == json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def test_importing_reads_nothing_and_loads_no_pint() -> None:
    """The files are read on first use, and evidence does not drag in the unit registry."""
    code = (
        "import sys, calciplug.evidence as e; "
        "assert 'pint' not in sys.modules; "
        "assert all(f.cache_info().currsize == 0 for f in (e.sources, e.disputes, e.errata, e.statements, e.figures))"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)


@given(names=st.lists(st.sampled_from(sorted(raw("bibliography"))), min_size=1, max_size=8), policy=st.booleans())
def test_a_grade_depends_on_the_designs_alone(names: list[str], policy: bool) -> None:
    """Order and repetition of sources change nothing, and policy is never lost."""
    words = evidence.grade(names, policy=policy)
    assert words == evidence.grade([*reversed(names), names[0]], policy=policy)
    assert words.endswith("; policy in part") == policy
    assert "own calculation" in words or all(evidence.source(name).trust != "derived" for name in names)


@pytest.mark.parametrize(
    ("sources", "policy", "words"),
    [
        (["pun-2013", "kdoqi-2006"], False, "guideline and case-control study"),
        (
            ["suri-2013", "assimon-2016", "kdoqi-2006"],
            True,
            "guideline, randomised trial and cohort study; policy in part",
        ),
        (["kdigo-2017"], False, "guideline; none of it read"),
        (["kdigo-2017", "pun-2013"], False, "guideline and case-control study"),
        (["calciplug-sodium-load"], False, "own calculation"),
        (["calciplug-sodium-load", "watson-1980"], False, "data or formula and own calculation"),
        ([], True, "policy"),
        ([], False, "no source"),
    ],
)
def test_a_grade_names_the_designs(sources: list[str], policy: bool, words: str) -> None:
    """Designs in one order, each once; our own arithmetic never passes for published data."""
    assert evidence.grade(sources, policy=policy) == words


def test_every_design_has_a_word() -> None:
    """A design without one would raise while a sheet is printed."""
    for key in raw("bibliography"):
        assert evidence.grade([key]) not in ("", "no source")


def test_a_grade_refuses_an_unknown_id() -> None:
    """It is not left out in silence."""
    with pytest.raises(EvidenceError, match="no-such-thing"):
        evidence.grade(["no-such-thing"])
