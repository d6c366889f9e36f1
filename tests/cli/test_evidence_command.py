"""`calciplug evidence list` and `show`: what there is, how far it may be trusted, and who leans on it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from calciplug import evidence
from calciplug.cli import exits
from calciplug.cli.evidence import DESIGNS, KINDS, TRUSTS
from calciplug.cli.evidence_rows import kinds
from calciplug.codec.schema import check, urn

ROOT = Path(__file__).resolve().parents[2]
ALL = ("--plugins-dir", ROOT / "plugins")


def entries(run, *arguments):
    """The entries of the JSON form, which obeys its schema."""
    done = run("evidence", *arguments, "--format", "json")
    assert done.exit_code == 0, done.stderr
    document = json.loads(done.stdout)
    assert document["schema"] == urn("evidence")
    assert check("evidence", document) == []
    return document["entries"]


def ids(rows):
    """Their ids, in order."""
    return [row["id"] for row in rows]


# --- list ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "one"), KINDS.items())
def test_every_entry_of_a_kind_is_listed(run, kind, one):
    """As JSON and as a table, one line or more for each; no entry of another kind."""
    rows = entries(run, "list", kind)
    known = {name for name, own in kinds().items() if own == one}
    text = run("evidence", "list", kind).stdout

    assert set(ids(rows)) == known
    assert all(f"\n  {name} " in text for name in known)
    assert {row["kind"] for row in rows} == {one}


def test_a_bare_list_is_everything(run):
    """Each kind under its heading."""
    text = run("evidence", "list").stdout

    assert set(ids(entries(run, "list"))) == set(kinds())
    assert [line.split()[0] for line in text.splitlines() if line and not line.startswith(" ")] == [
        "SOURCES", "DISPUTES", "ERRATA", "STATEMENTS", "FIGURES",
    ]  # fmt: skip
    assert all(len(line) <= 100 and line == line.rstrip() for line in text.splitlines())


def test_a_line_of_a_source(run):
    """Id, design, year, trust and the number of rules that cite it; N-1 and N-4 cite this one."""
    [line] = [line for line in run("evidence", "list", "sources").stdout.splitlines() if "arramreddy-2012" in line]

    assert line.split() == ["arramreddy-2012", "case-series", "2012", "read", "2", "rules"]


def test_numbers_are_sorted_as_numbers(run):
    """C-2 stands before C-10."""
    assert ids(entries(run, "list", "disputes")) == [f"C-{number}" for number in range(1, 26)]


@pytest.mark.parametrize(
    ("options", "wanted", "unwanted"),
    [
        (("sources", "--design", "case-control"), "pun-2013", "kdigo-2017"),
        (("sources", "--trust", "memory"), "kdigo-2017", "pun-2013"),
        (("figures", "--design", "cohort"), "assimon-2016-above-13", "pun-2013-gradient"),
        (("disputes", "--design", "in-vitro"), "C-6", "C-3"),
        (("errata", "--trust", "review"), "E-1", "E-10"),
        (("--cited-by", "N-1"), "arramreddy-2012", "pun-2013"),
        (("disputes", "--cited-by", "U-1"), "C-3", "C-1"),
        (("sources", "--cited-by", "U-9"), "sodium-nitrite-incidents", "urena-2025"),
        (("figures", "--cited-by", "D-5", *ALL), "pun-2013-gradient", "pun-2013-low-calcium"),
        (("sources", "--design", "guideline", "--trust", "read"), "kdoqi-2006", "kdigo-2017"),
    ],
)
def test_a_filter_lets_some_through(run, options, wanted, unwanted):
    """Filters hold together: all of them have to be met."""
    found = ids(entries(run, "list", *options))

    assert wanted in found
    assert unwanted not in found


def test_a_rule_of_the_manifest_names_what_its_manifest_says(run):
    """`--cited-by` against the manifest's own lists."""
    manifest = json.loads((ROOT / "plugins" / "dialysate_sodium" / "plugin.json").read_text("utf-8"))
    rule = manifest["rules"]["N-3"]

    assert set(ids(entries(run, "list", "sources", "--cited-by", "N-3"))) == set(rule["citations"])
    assert set(ids(entries(run, "list", "disputes", "--cited-by", "N-3"))) == set(rule["disputes"])


def test_nothing_found_is_said(run):
    """An empty table would look like a fault."""
    done = run("evidence", "list", "statements", "--design", "measure")

    assert done.exit_code == 0
    assert done.stdout == "  nothing in the evidence answers to that\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("list", "--cited-by", "N-11"), "no rule is called 'N-11'; did you mean 'N-1'?"),
        (("list", "papers"), "sources"),
        (("list", "--design", "rumour"), "case-control"),
        (("list", "--trust", "read", "--trust", "memory"), "given 2 times"),
        (("show",), "ID..."),
        (("show", "pun-2031"), "no evidence is called 'pun-2031'; did you mean 'pun-2013'?"),
        (("show", "N-1"), "'N-1' is explained by: calciplug explain N-1"),
        (("show", "pun-2013", "N-1", "nonsense"), "'N-1' is explained by: calciplug explain N-1; no evidence"),
    ],
)
def test_a_wrong_word_is_a_usage_error(run, arguments, said):
    """Everything wrong is named at once, and nothing is printed to stdout."""
    done = run("evidence", *arguments)

    assert done.exit_code == exits.USAGE
    assert done.stdout == ""
    assert said in done.stderr


# --- show ------------------------------------------------------------------------------------------------------------


def test_a_source_is_shown_whole(run):
    """What it is, what was read, its figures, its disputes, and who leans on it."""
    [row] = entries(run, "show", "pun-2013", *ALL)
    text = " ".join(run("evidence", "show", "pun-2013", *ALL).stdout.split())
    own = evidence.source("pun-2013")

    assert (row["title"], row["authors"], row["year"], row["doi"]) == (own.title, own.authors, own.year, own.doi)
    assert (row["design"], row["grade"], row["trust"]) == ("case-control", "case-control study", "read")
    assert (row["population"], row["read"]) == (own.population, own.read)
    assert [item["id"] for item in row["figures"]] == ["pun-2013-gradient", "pun-2013-low-calcium"]
    assert [item["id"] for item in row["disputes"]] == ["C-2", "C-5"]
    assert {"plugin": "dialysate_calcium", "id": "D-2"} in row["used_by"]["rules"]
    assert "dialysate_calcium.floor" in row["used_by"]["parameters"]
    for words in (evidence.cite("pun-2013"), own.read, own.population, evidence.told("pun-2013-gradient"), "D-2"):
        assert str(words) in text


def test_a_model_that_leans_on_a_source_is_named(run):
    """Watson's formula: the model of body water, and N-3."""
    [row] = entries(run, "show", "watson-1980")

    assert "body-water.watson" in row["used_by"]["models"]
    assert {"plugin": "dialysate_sodium", "id": "N-3"} in row["used_by"]["rules"]


def test_errata_stand_with_their_source(run):
    """Printed and correct, with the id."""
    [row] = entries(run, "show", "urena-2025")
    text = run("evidence", "show", "urena-2025").stdout

    assert {"id": "E-1", "printed": evidence.erratum("E-1").printed, "correct": "12.5 g, rising to 25 g"} in row[
        "errata"
    ]
    assert "E-1   12.5 mg per dialysis, rising to 25 mg → 12.5 g, rising to 25 g" in text


def test_a_dispute_shows_every_side_with_its_sources(run):
    """No side without its sources and the designs behind it."""
    own = evidence.dispute("C-1")
    text = run("evidence", "show", "C-1").stdout

    for side in own.sides:
        assert side.claim[:40] in text
        assert all(f"{name}: " in text for name in side.sources)
    assert "Meanwhile:" in text
    figures = " ".join(run("evidence", "show", "C-5").stdout.split())
    assert evidence.told("ter-meulen-2024-death") in figures
    assert "U-5 (calciplug itself)" in text


def test_a_statement_shows_grade_designs_and_figures(run):
    """A-10 is a statement here, although a rule carries its id too."""
    [row] = entries(run, "show", "A-10")

    assert row["kind"] == "statement"
    assert row["grade"] == "observational only; no randomised trial"
    assert row["designs"] == "systematic review and website"
    assert [item["id"] for item in row["figures"]] == ["udomkarnjananun-2019-death"]


def test_a_figure_is_told_whole(run):
    """The sentence that rules print, and the data behind it."""
    [row] = entries(run, "show", "suri-2013-access")

    assert row["told"] == evidence.told("suri-2013-access")
    assert (row["value"], row["interval"], row["design"]) == ("1.76", ["1.11", "2.79"], "randomised-trial")


def test_the_text_of_a_figure(run):
    """The whole of it, line by line; in this test one plugin is installed, and no rule of it prints the figure."""
    assert run("evidence", "show", "pun-2013-gradient").stdout.splitlines() == [
        "pun-2013-gradient   figure",
        "  odds ratio 1.40 (95 % CI 1.10 to 1.80) for sudden cardiac arrest for each 1 mEq/L of corrected",
        "  serum calcium above dialysate calcium, against 1 mEq/L less; adjusted; case-control study:",
        "  510 cardiac arrests and 1,560 controls among 43,200 patients on haemodialysis; this describes a",
        "  group and predicts nothing for this patient.",
        "",
        "SOURCES   in brackets: how far each may be trusted",
        "  - pun-2013: Pun PH, Horton JR, Middleton JP 2013. Dialysate calcium concentration and the risk of",
        "    sudden cardiac arrest in hemodialysis patients. Clin J Am Soc Nephrol (read in part or in",
        "    summary)",
        "",
        "LEANING ON IT",
        "  no rule, parameter, model or entry",
    ]


def test_several_are_shown_in_the_order_asked_for(run):
    """Each once, of any kind."""
    assert ids(entries(run, "show", "E-1", "C-2", "pun-2013", "E-1")) == ["E-1", "C-2", "pun-2013"]


def test_a_misprint_is_not_said_to_be_unused(run):
    """It is met through its source, and nothing has to name it."""
    told = run("evidence", "show", "E-16").stdout

    assert "LEANING ON IT" not in told
    assert "printed" in told


def test_every_entry_has_a_text(run):
    """No line is too long, none ends in blanks, and each entry begins with its id and kind."""
    done = run("evidence", "show", *kinds(), *ALL)

    assert done.exit_code == 0
    lines = done.stdout.splitlines()
    assert all(len(line) <= 100 and line == line.rstrip() for line in lines)
    assert all(f"{name}   {kind}" in lines for name, kind in kinds().items())


def test_the_closed_lists_of_the_options_are_those_of_the_evidence():
    """They are written out, so that help need not read the evidence."""
    assert set(DESIGNS) == evidence.DESIGNS
    assert set(TRUSTS) == evidence.TRUSTS
    assert set(KINDS.values()) == set(kinds().values())


def test_ids_are_completed(run):
    """As the shell asks for them."""
    from calciplug.cli.evidence import show

    context = show.make_context("show", ["C-1"])
    argument = next(item for item in show.params if item.name == "names")

    assert "pun-2013" in [item.value for item in argument.shell_complete(context, "pun")]
