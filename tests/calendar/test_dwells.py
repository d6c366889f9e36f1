"""Peritoneal dialysis, dwell by dwell, and intravenous thiosulfate beside it."""

from __future__ import annotations

from datetime import date

from calendars import PRODUCT, dwell_case, laid

CAPD = {"long": "21:00", "short": "06:00"}
IV = {
    "product": PRODUCT["id"], "dose": {"value": 12.5, "unit": "g/{session}", "form": "pentahydrate"},
    "sessions": {"value": 3, "unit": "{session}/wk"}, "infusion_duration": {"value": 60, "unit": "min/{session}"},
}  # fmt: skip


def capd(**more):
    document = dwell_case("CAPD", long=(7, 9, None), short=(21, 5, None))
    document["prescription"] |= more
    return document


def test_what_is_not_modelled_is_said() -> None:
    notes = laid(capd(), exchanges=CAPD).notes

    assert any("the time to drain and to fill is not modelled" in note for note in notes)


def test_every_second_day_is_laid_every_second_day() -> None:
    entries = laid(dwell_case(day=(3.5, 8, None)), exchanges={"day": "07:00"}, weeks=2).entries

    assert [item.day.day for item in entries] == [12, 14, 16, 18, 20, 22, 24]


def test_every_third_day_may_carry_every_second_time() -> None:
    """7/3 a week: days 12, 15, 18, ...; 7/6 a week with thiosulfate would be no half; all of them are all of them."""
    entries = laid(dwell_case(day=(2.333333, 8, 2.333333)), exchanges={"day": "07:00"}, weeks=3).entries

    assert [(item.day.day, item.dose is not None) for item in entries] == [
        (day, True) for day in (12, 15, 18, 21, 24, 27, 30)
    ]


def test_a_dose_goes_into_the_first_dwell_of_a_day() -> None:
    """Three a week of dwells that there are three of a day: Monday, Wednesday and Friday at 06:00."""
    entries = laid(dwell_case("CAPD", short=(21, 5, 3)), exchanges={"short": "06:00"}).entries
    carrying = [item for item in entries if item.thiosulfate]

    assert [item.start.isoformat() for item in carrying] == [f"2026-01-{day}T06:00:00+01:00" for day in (12, 14, 16)]
    assert {(item.dose.shown, item.product, item.volume.shown) for item in carrying} == {
        ("12.5 g pentahydrate", "vial", "50 mL")
    }


def test_a_dose_in_every_dwell_is_in_every_dwell() -> None:
    entries = laid(dwell_case("CAPD", short=(21, 5, 21)), exchanges={"short": "06:00"}).entries

    assert [item.thiosulfate for item in entries] == [True] * 21


def test_infusions_beside_the_dwells() -> None:
    calendar = laid(capd(thiosulfate=IV), exchanges=CAPD, weekdays=("mon", "wed", "fri"), at="10:00")
    infusions = [item for item in calendar.entries if item.kind == "infusion"]

    assert [(item.start.isoformat(), item.end.isoformat()) for item in infusions] == [
        (f"2026-01-{day}T10:00:00+01:00", f"2026-01-{day}T11:00:00+01:00") for day in (12, 14, 16)
    ]
    assert infusions[0].detail == "Intravenous, without a session."


def test_where_the_clocks_go_forward_a_dwell_is_shorter_and_says_so() -> None:
    """24 h of dwells in a day of 23 h: the long one, from 21:00 to 06:00, loses the hour. Also at the edge."""
    for start in (date(2026, 3, 23), date(2026, 3, 22)):
        entries = laid(capd(), exchanges=CAPD, start=start).entries
        [short] = [item for item in entries if item.note is not None]

        assert (short.start.isoformat(), short.end.isoformat()) == (
            "2026-03-28T21:00:00+01:00",
            "2026-03-29T06:00:00+02:00",
        )
        assert (
            short.note
            == "60 min shorter on 2026-03-28: the clocks go forward, and the next dwell begins at its time of day"
        )


def test_where_the_clocks_go_back_the_hour_without_a_dwell_is_said() -> None:
    """24 h of dwells in a day of 25 h: nine hours from 21:00 end at 05:00 by the clocks; the next begins at 06:00."""
    entries = laid(capd(), exchanges=CAPD, start=date(2026, 10, 19)).entries
    [free] = [item for item in entries if item.note is not None]

    assert (free.start.isoformat(), free.end.isoformat()) == ("2026-10-24T21:00:00+02:00", "2026-10-25T05:00:00+01:00")
    assert free.note == (
        "then 60 min without a dwell on 2026-10-24: the clocks go back, and the next begins at its time of day"
    )


def test_time_without_a_dwell_that_was_asked_for_is_no_remark() -> None:
    """One dwell a day, by day: the night is free in any week."""
    entries = laid(dwell_case(day=(7, 8, None)), exchanges={"day": "07:00"}, start=date(2026, 10, 19)).entries

    assert [item.note for item in entries if item.note is not None] == []
