"""No sentence claims more than the designs of its sources support; the lexicon stands in `wording.json`."""

from __future__ import annotations

import re

import pytest

from calciplug import evidence

from .citations import EVIDENCE, raw
from .claims import Claim, claims, lexicon, overclaims

GUIDELINE, UNREAD_GUIDELINE, COHORT, TRIAL = "kdoqi-2006", "kdigo-2017", "assimon-2016", "suri-2013"
SERIES, LABEL, REVIEW, WEBSITE, POOLED = "araya-2006", "uk-sts-smpc", "urena-2025", "edren-handbook", "wen-2023"


def excepted() -> set[tuple[str, str]]:
    """(place, family) of every exception."""
    return {(item["place"], item["family"]) for item in lexicon()["exceptions"]}


def test_no_text_claims_more_than_its_sources() -> None:
    """Manifests, models, disputes, statements, errata and figures, each against the designs that it cites."""
    found = [item for claim in claims() for item in overclaims(claim)]
    assert [item for item in found if (item.place, item.family) not in excepted()] == []


def test_no_exception_is_listed_in_vain() -> None:
    """One that is no longer needed would let the next overclaim through; each has its reason."""
    found = {(item.place, item.family) for claim in claims() for item in overclaims(claim)}
    assert excepted() - found == set()
    assert all(len(item["why"]) > 20 for item in lexicon()["exceptions"])


@pytest.mark.parametrize(
    ("text", "sources", "family"),
    [
        ("The guideline recommends 1.25 mmol/L.", [COHORT], "recommendation"),
        ("The guideline recommends 1.25 mmol/L.", [UNREAD_GUIDELINE], "recommendation"),
        ("It is proven that grams of thiosulfate help.", [TRIAL], "proof"),
        ("The cohort shows that deaths follow the rate.", [COHORT], "proof"),
        ("Longer dialysis prevents new lesions.", [COHORT], "effect"),
        ("Thiosulfate improved the lesions.", [SERIES], "effect"),
        ("High rates cause deaths.", [COHORT], "cause"),
        ("The drug led to acidosis.", [SERIES], "cause"),
        ("Lesions healed under it.", [LABEL], "healing"),
        ("Thiosulfate is safe in children.", [TRIAL, GUIDELINE], "worth"),
        ("An effective dose is 25 g.", [POOLED], "worth"),
        ("It is better than dialysis alone.", [SERIES], "comparison"),
        ("The odds were doubled below it.", ["pun-2013"], "multiplied"),
        ("Deaths were 1.3 times as frequent above it.", [COHORT], "multiplied"),
        ("Deaths were more frequent (HR 1.31).", [COHORT], "multiplied"),
        ("The difference was statistically significant.", [TRIAL], "statistics"),
        ("A trial found no difference.", [COHORT], "trial"),
        ("Patients were randomised to two baths.", [SERIES, WEBSITE], "trial"),
        ("Pooled data found no difference.", [COHORT], "pooling"),
        ("The guideline's band ends here.", [COHORT], "guideline"),
        ("It is contraindicated in asthma.", [WEBSITE], "label"),
        ("It is not licensed for this.", [COHORT], "label"),
        ("It clearly helps.", [TRIAL], "certainty"),
        ("A number with no source is a guideline's.", [], "guideline"),
    ],
)
def test_a_planted_overclaim_is_caught(text: str, sources: list[str], family: str) -> None:
    """Every family bites on a sentence whose sources do not carry it."""
    assert family in {item.family for item in overclaims(Claim("planted", text, tuple(sources)))}


def test_every_family_is_planted_once() -> None:
    """A family that no planted sentence meets might match nothing at all."""
    mark = next(item for item in test_a_planted_overclaim_is_caught.pytestmark if item.name == "parametrize")  # type: ignore[attr-defined]
    assert {family for _, _, family in mark.args[1]} == set(lexicon()["families"])


@pytest.mark.parametrize(
    ("text", "sources"),
    [
        ("The guideline recommends three hours.", [GUIDELINE]),
        ("No randomised trial supports thiosulfate.", [POOLED]),
        ("The review names contraindications.", [REVIEW]),
        ("{figure.pun-2013-low-calcium}", ["pun-2013"]),
        ("Ulcers healed in a few case reports: neither shows that the hours did it.", [SERIES]),
        ("In patients randomised to six sessions the access failed earlier.", [TRIAL]),
        ("Corrected calcium was no better than total calcium.", [COHORT]),
        ("Which drug is safer is not known.", [COHORT]),
        ("Find the cause, because calcium is low.", [LABEL]),
    ],
)
def test_an_honest_sentence_passes(text: str, sources: list[str]) -> None:
    """What a source carries, what is denied, and what says who speaks."""
    assert list(overclaims(Claim("planted", text, tuple(sources)))) == []


def test_a_report_is_excused_only_by_a_review_that_is_cited() -> None:
    """Saying who speaks helps where a narrative review is cited, for that sentence alone, and for no word of worth."""
    report = "The review names contraindications."
    assert list(overclaims(Claim("planted", report, (REVIEW,)))) == []
    assert list(overclaims(Claim("planted", report, (COHORT,)))) != []
    assert list(overclaims(Claim("planted", f"{report} It is contraindicated in asthma.", (REVIEW,)))) != []
    assert list(overclaims(Claim("planted", "The review says that it is safe.", (REVIEW,)))) != []


def test_designs_of_the_lexicon_exist() -> None:
    """A misspelt design would be carried by nothing and forbid its family for good."""
    named = {design for own in lexicon()["families"].values() for design in own["designs"]}
    named |= {
        design for own in lexicon()["grades"].values() for key in ("designs", "absent") for design in own.get(key, [])
    }
    assert named <= evidence.DESIGNS


@pytest.mark.parametrize("name", sorted(raw(EVIDENCE / "statements.json")))
def test_a_grade_is_what_the_designs_are(name: str) -> None:
    """Every grade is made of known phrases; each phrase holds for the designs of the statement's sources."""
    statement = evidence.statement(name)
    designs = {evidence.source(key).design for key in statement.sources}
    said = {phrase: own for phrase, own in lexicon()["grades"].items() if phrase in statement.grade}
    assert said, statement.grade
    for phrase, own in said.items():
        assert "designs" not in own or designs & set(own["designs"]), phrase
        assert not designs & set(own.get("absent", [])), phrase


def test_a_side_is_no_stronger_than_its_sources() -> None:
    """The design that a side of a dispute names as its strongest is that of one of its sources."""
    for dispute in evidence.disputes().values():
        for side in dispute.sides:
            assert side.design in {evidence.source(name).design for name in side.sources}, (dispute.id, side.claim)


def test_ratios_of_claims_are_those_of_their_figures() -> None:
    """A ratio or an interval in a dispute or a statement is that of a figure which it names, digit by digit."""
    checked = 0
    for claim in claims():
        if claim.place.startswith(("dispute", "statement")) and not claim.place.endswith("shown"):
            held = _figures(claim)
            values = set(re.findall(r"\b(?:OR|HR|RR|ratio of) ([0-9]+(?:\.[0-9]+)?)", claim.text))
            intervals = set(re.findall(r"(?:[0-9] \(|, |CI )([0-9]\.[0-9]+)-([0-9]\.[0-9]+)", claim.text))
            assert values <= {own.value for own in held}, claim
            assert intervals <= {own.interval for own in held}, claim
            assert [own.id for own in held if own.value not in claim.text] == [], claim
            checked += len(held)
    assert checked >= 15


def _figures(claim: Claim) -> list[evidence.Figure]:
    kind, name, *rest = claim.place.split()
    if kind == "statement":
        return [evidence.figure(key) for key in evidence.statement(name).figures]
    side = evidence.dispute(name).sides[int(rest[1]) - 1]
    return [evidence.figure(key) for key in side.figures]
