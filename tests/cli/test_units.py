"""`calciplug units` and `calciplug schema`: the closed table and the schemas, as they are used."""

from __future__ import annotations

import json

import pytest

from calciplug import units
from calciplug.cli import exits
from calciplug.cli.schema import NAMES
from calciplug.codec import NAMES as SHIPPED
from calciplug.codec import schema_text


def test_every_kind_stands_in_the_table_with_its_codes(run):
    text = run("units").stdout
    rows = {row["kind"]: row for row in map(json.loads, run("units", "--format", "json").stdout.splitlines())}

    assert set(rows) == set(units.kinds())
    for name, own in units.kinds().items():
        assert f"{name} " in text
        assert rows[name]["accepts"] == list(own.accepts)


def test_one_kind_shows_factors_substance_and_fields(run):
    text = run("units", "dialysate_calcium").stdout

    assert "1 meq/L   = 0.5 mmol/L" in text
    assert "valence 2" in text
    assert "dialysate.calcium" in text
    assert "0.5 mmol/L (1 mEq/L) to 2 mmol/L (4 mEq/L)" in text


def test_grams_of_thiosulfate_show_both_salts(run):
    text = run("units", "thiosulfate_amount").stdout

    assert "1 g pentahydrate   = 1 g pentahydrate" in text
    assert "1 g anhydrous      = 1.5697" in text.replace("1.56966669", "1.5697")


def test_every_kind_can_be_shown(run):
    for name in units.kinds():
        done = run("units", name)
        assert done.exit_code == 0, name
        assert all(len(line) <= 100 for line in done.stdout.splitlines())


def test_a_code_leads_to_the_kinds_that_accept_it(run):
    found = [json.loads(line)["kind"] for line in run("units", "meq/L", "--format", "json").stdout.splitlines()]

    assert "dialysate_calcium" in found
    assert found == [name for name, own in units.kinds().items() if "meq/L" in own.accepts]


@pytest.mark.parametrize(("typed", "meant"), [("mEq/L", "meq/L"), ("dialysate_calcum", "dialysate_calcium")])
def test_a_misspelt_kind_or_code_is_answered_with_the_nearest(run, typed, meant):
    done = run("units", typed)

    assert done.exit_code == exits.USAGE
    assert f"did you mean {meant!r}?" in done.stderr


@pytest.mark.parametrize("name", SHIPPED)
def test_a_schema_is_printed_as_it_is_shipped(run, name):
    assert run("schema", name).stdout == schema_text(name)


def test_the_names_of_the_schemas_are_the_codecs():
    assert NAMES == SHIPPED


def test_a_schema_that_is_not_there_is_usage(run):
    assert run("schema", "cases").exit_code == exits.USAGE
