"""Calendars and refusals as files: each says what goes in, everything that comes out, and how that was worked out."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from calendars import dwell_case, laid, refusal, session_case

from calciplug.testing import patched

if TYPE_CHECKING:
    from calciplug.model.calendar import Entry

CALENDARS = Path(__file__).resolve().parents[2] / "fixtures" / "calendars"
GOLDEN = [json.loads(path.read_text("utf-8")) for path in sorted(CALENDARS.glob("*.json")) if path.stem != "refused"]
REFUSED = json.loads((CALENDARS / "refused.json").read_text("utf-8"))["cases"]


def document(case: dict[str, Any]) -> dict[str, Any]:
    """The case document that a file describes."""
    made = session_case(**case["sessions"]) if "sessions" in case else dwell_case(**case["dwells"])
    return patched(made, case.get("proposed", {}), case.get("removed", []))


def times(given: dict[str, Any]) -> dict[str, Any]:
    found = dict(given)
    if "start" in found:
        found["start"] = date.fromisoformat(found["start"])
    if "weekdays" in found:
        found["weekdays"] = tuple(found["weekdays"].split(","))
    return found


def row(item: Entry) -> str:
    """An entry in one line."""
    parts = [item.kind, item.exchange, item.start and item.start.isoformat(), item.end and item.end.isoformat()]
    parts += ["with thiosulfate" if item.thiosulfate else None, item.dose and item.dose.shown]
    return " ".join(part for part in [*parts, item.volume and item.volume.shown] if part)


@pytest.mark.parametrize("case", GOLDEN, ids=lambda case: case["about"][:40])
def test_a_calendar_is_the_one_of_its_file(case: dict[str, Any]) -> None:
    """Every entry, in order."""
    found = laid(document(case["case"]), **times(case["times"])).entries

    assert [row(item) for item in found] == case["entries"]


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case["about"])
def test_what_cannot_be_laid_is_refused_with_every_reason(case: dict[str, Any]) -> None:
    """All problems, and no others."""
    assert list(refusal(document(case["case"]), **times(case["times"]))) == case["problems"]


def test_there_are_files() -> None:
    assert (len(GOLDEN), len(REFUSED)) == (3, 30)
