"""A calendar as a person and as a program read it: who decides comes first, what waits never looks given."""

from __future__ import annotations

import json

from calendars import dwell_case, follow_up, laid, session_case

from calciplug import write_calendar
from calciplug.codec.schema import check
from calciplug.model.amount import Amount
from calciplug.model.plan import Due
from calciplug.report import calendar_sheet

MWF = {"weekdays": ("mon", "wed", "fri"), "at": "22:00"}
STEP = Amount(path="thiosulfate.dose", stored=25.0, kind="thiosulfate_dose", form="pentahydrate")
FOLLOW_UPS = [
    follow_up(rule="X-1", due=Due(on="session"), detail="sodium runs in"),
    follow_up(
        "step", rule="X-2", key="up", title="double the dose", detail="once tolerated", path="thiosulfate.dose",
        to=STEP, due=Due(on="dose", numbers=(2,)),
    ),
    follow_up("review", rule="X-3", key="r", title="look at it all", detail="", due=Due(on="day", after=84 * 1440.0)),
    follow_up(rule="X-4", key="far", title="bone density", checks=(), due=Due(on="day", after=4000 * 1440.0)),
]  # fmt: skip


def sheet(calendar):
    return calendar_sheet(json.loads(write_calendar(calendar)))


def test_the_sheet_says_first_who_decides() -> None:
    text = sheet(laid(session_case(3), FOLLOW_UPS, **MWF))

    assert text.startswith("calciplug proposes; a licensed prescriber decides. ")
    assert "make it anew after each change" in " ".join(text.split())
    assert all(len(line) <= 100 and line == line.rstrip() for line in text.splitlines())


def test_every_part_stands_under_its_heading() -> None:
    """Sessions by the week; steps, checks and reviews once with all their days; what has no day, with the reason."""
    text = sheet(laid(session_case(3), FOLLOW_UPS, **MWF))

    for line in (
        "WEEK 1   2026-01-12 to 2026-01-18",
        "  Mon 2026-01-12  22:00 \u2013 02:00 Tue +01:00  dialysis session",
        "  Tue 2026-01-13  01:00 \u2013 02:00 +01:00      thiosulfate infusion, 12.5 g pentahydrate, 50 mL of",
        "  2026-01-14 22:00: double the dose",
        "      To thiosulfate dose 25 g pentahydrate.",
        "      site, X-2 (policy): once tolerated",
        "  2026-01-12 22:00, 2026-01-14 22:00, 2026-01-16 22:00: measure sodium",
        "      To measure: serum sodium before dialysis (LOINC 2951-2).",
        "LATER   after the last week",
        "  2026-04-06: look at it all",
        "WITHOUT A DAY",
        "  bone density: it falls later than 520 weeks after the first day",
    ):
        assert line in text.splitlines(), line
    order = [
        text.index(name)
        for name in ("WEEK 1", "STEPS THAT WAIT", "CHECKS", "LATER", "WITHOUT A DAY", "NOTES", "MADE BY")
    ]
    assert order == sorted(order)


def test_a_change_of_clocks_is_seen_at_both_ends() -> None:
    from datetime import date

    text = sheet(laid(session_case(7, 480, None), start=date(2026, 3, 23), at="22:00"))

    assert "  Sat 2026-03-28  22:00 +01:00 \u2013 07:00 Sun +02:00  dialysis session" in text.splitlines()


def test_dwells_are_told_one_by_one_and_their_solution_once() -> None:
    text = sheet(laid(dwell_case(day=(7, 14, 3), night=(35, 2, None)), exchanges={"day": "07:00", "night": "21:00"}))

    assert "  exchange volume 2 L; dwell 14 h" in text.splitlines()
    assert (
        "  Mon 2026-01-12  07:00 \u2013 21:00 +01:00      dwell day, thiosulfate 12.5 g pentahydrate, 50 mL of"
        in text.splitlines()
    )
    assert text.count(" dwell night") == 35


def test_the_document_obeys_its_schema_and_has_everything() -> None:
    """Times with offset, LOINC of what is measured, who asked, what waits; no key without a value."""
    data = write_calendar(laid(session_case(3), FOLLOW_UPS, **MWF))
    document = json.loads(data)
    step = next(item for item in document["entries"] if item["kind"] == "step")

    assert check("calendar", document) == []
    assert data == write_calendar(laid(session_case(3), FOLLOW_UPS, **MWF))
    assert step["state"] == "conditional"
    assert step["to"] == {
        "path": "thiosulfate.dose",
        "value": 25,
        "unit": "g/{session}",
        "form": "pentahydrate",
        "shown": "25 g pentahydrate",
    }
    assert document["entries"][0]["checks"] == [
        {"path": "labs.sodium", "title": "serum sodium before dialysis", "loinc": "2951-2"}
    ]
    assert document["entries"][1] == {
        "kind": "session", "day": "2026-01-12", "start": "2026-01-12T22:00:00+01:00",
        "end": "2026-01-13T02:00:00+01:00", "title": "dialysis session", "detail": "session duration 240 min (4 h)",
        "state": "planned", "thiosulfate": True, "checks": [], "asked": [],
    }  # fmt: skip
    assert (document["zone"], document["at"], document["weekdays"]) == ("Europe/Paris", "22:00", ["mon", "wed", "fri"])
    assert [item["day"] for item in document["later"]] == ["2026-04-06"]
    assert [item["rule"] for item in document["undated"]] == ["X-4"]
