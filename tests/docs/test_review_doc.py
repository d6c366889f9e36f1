"""docs/review.md is what its generator writes, and the comparison with the article finds what it should."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
ARTICLE = """\
Title with 5 words

An abstract, made up: one case per 2,000 patients [3].

Keywords: none

Un résumé : 7 %.

Mots-clés : aucun

{sections}

Authors' Contributions

None of these 9 words count.
"""


def tool(name: str) -> ModuleType:
    """A program of tools/, as a module."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "tools" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


CHECK, BUILD = tool("check_review"), tool("build_review_table")


def article(**bodies: str) -> str:
    """An article with every section of the review, and *bodies* in some."""
    own = {name: bodies.get(name.replace(" ", "_"), "No number here.") for name in CHECK.HEADINGS}
    parts = (f"{'▼ Table I. Points' if name == 'Table I' else name}\n\n{body}" for name, body in own.items())
    return ARTICLE.format(sections="\n\n".join(parts)).replace("Mots-clés :", "Mots-clés:")


def row(section: str, place: int | None, *numbers: str) -> dict[str, Any]:
    """As much of a row as the comparison reads."""
    return {"section": section, "place": place, "numbers": list(numbers)}


ABSTRACTS = {"a": row("Abstract", 1, "one case per 2,000"), "b": row("Résumé", 1, "7 %")}


def test_the_page_is_what_the_generator_writes() -> None:
    """A change of the table, of an erratum or of a manifest shows on the page."""
    committed = (ROOT / "docs" / "review.md").read_text(encoding="utf-8")
    assert committed == BUILD.written(), "run python tools/build_review_table.py: docs/review.md is older than its data"


def test_the_page_says_grams_before_it_says_anything() -> None:
    """The one misprint that could kill stands above the tables."""
    page = BUILD.written()
    assert page.index("E-1") < page.index("| the review says |")


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("two to nine times", ("2", "9")),
        ("up to four-fold (odds ratio 3.74)", ("4", "3.74")),
        ("in a third of cases, and two-thirds of others", ("1/3", "2/3")),
        ("1,030 cases, 3.49 per 1,000", ("1030", "3.49", "1000")),
        ("one case per 1,500, twice a day", ("1", "1500", "2")),
        ("between 2010 and 2014", ("2010", "2014")),
        ("On the one hand, one of the first steps in 2015 [49, 50] was CD73, FGF23, K1, C5b-9 or INZ-701", ()),
        ("Figure 1A; November 2-5; 99mTc; 1) purification", ()),
    ],
)
def test_what_a_number_is(text: str, values: tuple[str, ...]) -> None:
    """Quantities in digits and words count; names, labels, citations and dates do not."""
    assert CHECK.values(text) == values


def test_sentences_are_found_section_by_section() -> None:
    """Numbered in their section; a sentence cut by a page break is one; what follows the article does not count."""
    text = article(
        Clinical="It has 3 parts. It has none. Some et al. found that 4\n\nof them heal.", Table_I="- 1.25 mmol/L"
    )
    found = [(one.section, one.place, one.values) for one in CHECK.sentences(text)]

    assert found == [
        ("Abstract", 1, ("1", "2000")),
        ("Résumé", 1, ("7",)),
        ("Clinical", 1, ("3",)),
        ("Clinical", 2, ("4",)),
        ("Table I", 1, ("1.25",)),
    ]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ({"c": row("Clinical", 1, "three parts")}, []),
        ({"c": row("Clinical", 1, "three parts"), "d": row("Clinical", None)}, []),
        ({}, ["Clinical, 1: no row for 3"]),
        ({"c": row("Clinical", 1, "4 parts")}, ["(c): the row lacks 3", "(c): the text has no 4"]),
        (
            {"c": row("Clinical", 1, "3"), "d": row("Histology", 1, "3")},
            ["Histology, 1 (d): the text has no such sentence"],
        ),
    ],
)
def test_what_the_comparison_says(rows: dict[str, Any], said: list[str]) -> None:
    """A number on one side only is named, whichever side it is."""
    found = CHECK.differences(CHECK.sentences(article(Clinical="It has 3 parts.")), ABSTRACTS | rows)

    assert len(found) == len(said)
    assert all(part in line for part, line in zip(said, found, strict=True))


def test_a_text_that_lacks_a_section_is_refused() -> None:
    """A text that is not the article must not pass as one without differences."""
    with pytest.raises(SystemExit, match="no section Histology in the text"):
        CHECK.sentences(article().replace("Histology\n", "Other\n"))


def test_the_program_ends_with_1_where_the_two_differ(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The exit code is for a gate, the lines are for a reader."""
    path = tmp_path / "article.txt"
    path.write_text(article(), encoding="utf-8")

    assert CHECK.main([str(path)]) == 1
    assert "the text has no such sentence" in capsys.readouterr().out
    assert CHECK.main(["--list", str(path)]) == 0
    assert capsys.readouterr().out.startswith("Abstract, 1: 1, 2000\n")
