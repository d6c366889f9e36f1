"""An outcome carries every side of each dispute that it touches, so that nobody has to look them up."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from calciplug import Host, adjust_document, shipped_protocol

ROOT = Path(__file__).resolve().parents[2]
RAW: dict[str, Any] = json.loads((ROOT / "calciplug" / "evidence" / "disputes.json").read_text("utf-8"))


@pytest.mark.parametrize("name", ["P01", "P07", "P14"])
def test_every_dispute_named_is_told_with_its_sides(name: str) -> None:
    """Those of findings and of predictions, each once, by number, in the words of the evidence."""
    data = (ROOT / "fixtures" / "patients" / f"{name}.json").read_bytes()
    document = json.loads(adjust_document(data, Host.discover(), shipped_protocol()))
    named = {own for item in (*document["findings"], *document["predictions"]) for own in item["disputes"]}

    assert [row["id"] for row in document["disputes"]] == sorted(named, key=lambda own: int(own[2:]))
    for row in document["disputes"]:
        own = RAW[row["id"]]
        assert (row["title"], row["shown"]) == (own["title"], own["shown"])
        assert [side["claim"] for side in row["sides"]] == [side["claim"] for side in own["sides"]]
        assert [side["citations"] for side in row["sides"]] == [side["sources"] for side in own["sides"]]


def test_what_is_refused_touches_no_dispute() -> None:
    """No rule ran, so there is none."""
    assert json.loads(adjust_document(b"{}", Host.discover(), shipped_protocol()))["disputes"] == []
