"""The short sheet leaves out reasons, and nothing that somebody has to act on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from calciplug import Host, adjust_document, read_case, shipped_protocol
from calciplug.errors import InputError
from calciplug.report import WIDTH, brief, sheet

PATIENTS = sorted((Path(__file__).resolve().parents[2] / "fixtures" / "patients").glob("*.json"))


def answered(path: Path) -> tuple[dict[str, Any], Any]:
    data = path.read_bytes()
    document: dict[str, Any] = json.loads(adjust_document(data, Host.discover(), shipped_protocol()))
    try:
        return document, read_case(data)
    except InputError:
        return document, None


@pytest.mark.parametrize("path", PATIENTS, ids=lambda path: path.stem)
def test_everything_to_act_on_stands_in_it(path: Path) -> None:
    """Each changed value, each section without one, each finding above a note, each rule that wanted a value."""
    document, case = answered(path)
    text = brief(document, case, name=path.name)
    flat = "".join(text.split())

    for item in document["changes"]:
        assert "".join(item["after"]["shown"].split()) in flat if "after" in item else "NOVALUETODAY" in flat
    for item in document["withheld"]:
        assert "".join(item["why"].split()) in flat
    for item in document["findings"]:
        assert item["code"] in text
        assert item["severity"] == "info" or "".join(item["summary"].split()) in flat
    for item in document["silent"]:
        assert item["rule"] in text or item["cause"] not in ("missing", "stale")
    for item in document["evidence"]:
        assert "".join(item["text"].split()) in flat
    for item in document["problems"]:
        assert item["pointer"] in text


@pytest.mark.parametrize("path", PATIENTS, ids=lambda path: path.stem)
def test_it_is_short_and_says_where_the_rest_is(path: Path) -> None:
    """Narrower than the page, less than a third of the sheet where there is one, and pointing to it."""
    document, case = answered(path)
    text = brief(document, case, name=path.name)

    assert max(len(line) for line in text.splitlines()) <= WIDTH
    if not document["problems"]:
        assert 3 * len(text) < len(sheet(document, case, name=path.name))
        assert "without --brief" in text
        assert "a licensed prescriber decides" in text


def test_refused_alternatives_and_overrides_are_told(by_hand: dict[str, Any]) -> None:
    """What was refused, what is offered instead, who may override, and who did."""
    text = " ".join(brief(by_hand).split())

    assert "Refused: dialysate calcium 0.75 mmol/L (1.5 mEq/L). Instead: dialysate calcium 1.25 mmol/L" in text
    assert "Override: a specialist may override this" in text
    assert "start low (OVERRIDDEN) Overridden by nephrologist: tolerated before" in text
    assert "NOTE N-1." in text
