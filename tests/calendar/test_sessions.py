"""On which days sessions fall, which of them carry thiosulfate, and what is refused instead of guessed."""

from __future__ import annotations

import json
from datetime import date, time

import attrs
import pytest
from calendars import HOST, PROTOCOL, laid, refusal, session_case

from calciplug import CalendarError, Times, read_case
from calciplug.calendar import lay
from calciplug.engine import plan
from calciplug.model.outcome import Withheld

NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
NAMED = {"__prescription__schedule__weekdays": ["tue", "thu", "sat"]}


def days(calendar, kind="session"):
    return " ".join(f"{NAMES[item.day.weekday()]}{item.day.day}" for item in calendar.entries if item.kind == kind)


def test_the_prescriptions_own_days_are_taken() -> None:
    assert days(laid(session_case(3, **NAMED), at="08:00")) == "tue13 thu15 sat17"


def test_the_first_session_is_the_first_of_its_days_on_or_after_the_start() -> None:
    """Weeks are blocks of seven days from the start, and not calendar weeks."""
    calendar = laid(session_case(), start=date(2026, 1, 15), weeks=2, weekdays=("mon", "wed", "fri"), at="08:00")

    assert days(calendar) == "fri16 mon19 wed21 fri23 mon26 wed28"


MISSED = "The case's next session begins on mon 2026-01-12 at 08:00; no session here does. "


@pytest.mark.parametrize(
    ("start", "named", "at", "zone", "told"),
    [
        (date(2026, 1, 12), ("mon", "wed", "fri"), "08:00", "Europe/Paris", False),
        (date(2026, 1, 12), ("tue", "thu", "sat"), "08:00", "Europe/Paris", True),
        (date(2026, 1, 12), ("mon", "wed", "fri"), "08:15", "Europe/Paris", True),
        # The day after it, nothing is missing; and 08:00 in Paris is 07:00 in London.
        (date(2026, 1, 13), ("tue", "thu", "sat"), "08:00", "Europe/Paris", False),
        (date(2026, 1, 12), ("mon", "wed", "fri"), "07:00", "Europe/London", False),
    ],
)
def test_the_cases_next_session_is_not_left_out_in_silence(start, named, at: str, zone: str, told: bool) -> None:
    """The case begins it on Monday 2026-01-12 at 08:00 in Paris: one that no day or time here meets is told."""
    notes = laid(session_case(), start=start, weekdays=named, at=at, zone=zone).notes

    assert any(note.startswith(MISSED) for note in notes) is told


def test_every_day_needs_no_names() -> None:
    assert days(laid(session_case(7), at="08:00")) == "mon12 tue13 wed14 thu15 fri16 sat17 sun18"


def test_seven_in_two_weeks_are_every_second_day() -> None:
    calendar = laid(session_case(3.5), start=date(2026, 1, 14), weeks=2, at="08:00")

    assert days(calendar) == "wed14 fri16 sun18 tue20 thu22 sat24 mon26"
    assert "3.5 sessions a week: every second day from 2026-01-14 on." in calendar.notes


def test_the_cases_own_time_of_day_is_taken_in_its_own_zone() -> None:
    """08:00 in January and in July alike: the clocks of the wall, not the offset of the case."""
    calendar = laid(session_case(7), start=date(2026, 7, 6))

    assert calendar.entries[0].start.isoformat() == "2026-07-06T08:00:00+02:00"
    assert (
        "Every session begins at 08:00, as the next one in the case does; another time of day: --at." in calendar.notes
    )


@pytest.mark.parametrize(
    ("count", "named", "doses", "weeks", "found"),
    [
        # Of 4 sessions 3: gaps 3+2+2 (mon thu sat) and 2+2+3 (tue thu sat) are alike, the others have a gap of 1.
        (4, ("mon", "tue", "thu", "sat"), 3, 1, "mon12 thu15 sat17"),
        # The two gaps of 3+4 (mon thu) are alike in mon thu, mon fri: the earlier.
        (5, ("mon", "tue", "thu", "fri", "sat"), 2, 1, "mon12 thu15"),
        # From Saturday to Monday are two days as well: round the end of the week.
        (6, ("mon", "tue", "wed", "thu", "fri", "sat"), 3, 1, "mon12 wed14 fri16"),
        (3, ("mon", "wed", "fri"), 1, 1, "mon12"),
        (3, ("mon", "wed", "fri"), 3, 1, "mon12 wed14 fri16"),
        # One dose in two weeks; three in two weeks: gaps of 4, 5 and 5 days.
        (3, ("mon", "wed", "fri"), 0.5, 2, "mon12"),
        (3, ("mon", "wed", "fri"), 1.5, 2, "mon12 fri16 wed21"),
        # Seven sessions in two weeks, six of them: five gaps of 2 days and one of 4; the earliest six.
        (3.5, None, 3, 2, "mon12 wed14 fri16 sun18 tue20 thu22"),
    ],
)
def test_the_spread_of_doses(count, named, doses, weeks, found: str) -> None:
    """Worked out by hand from the gaps."""
    calendar = laid(session_case(count, doses=doses), weekdays=named, weeks=weeks, at="08:00")

    assert days(calendar, "infusion") == found


def test_a_note_says_who_chose_the_days() -> None:
    calendar = laid(session_case(4, doses=3), weekdays=("mon", "tue", "thu", "sat"), at="08:00")

    assert any("No rule chose these days" in note and "(policy)" in note for note in calendar.notes)


def test_an_infusion_carries_dose_product_and_volume_and_the_session_says_that_it_has_one() -> None:
    """12.5 g of 250 mg/mL are 50 mL; 240 min less 60 min."""
    session, infusion = laid(session_case(1, doses=1), weekdays=("tue",), at="22:00").entries

    assert (session.thiosulfate, session.dose) == (True, None)
    assert (infusion.dose.shown, infusion.product, infusion.volume.shown) == ("12.5 g pentahydrate", "vial", "50 mL")
    assert (infusion.start.isoformat(), infusion.end) == ("2026-01-14T01:00:00+01:00", session.end)
    assert infusion.detail == "It begins 180 min into the session and ends with it."


def test_an_infusion_without_a_duration_has_no_time_of_day() -> None:
    calendar = laid(session_case(1, doses=1, infusion=None), weekdays=("tue",), at="22:00")

    assert [(item.kind, item.start is None, item.end is None) for item in calendar.entries] == [
        ("infusion", True, True), ("session", False, False),
    ]  # fmt: skip
    assert "No infusion duration is proposed: infusions have no time of day here." in calendar.notes


def test_what_has_no_whole_minutes_is_told() -> None:
    """0.333333 h of an infusion are 19.99998 min."""
    document = session_case(7, doses=7)
    document["prescription"]["thiosulfate"]["infusion_duration"] = {"value": 0.333333, "unit": "h/{session}"}
    calendar = laid(document, at="08:00")

    assert calendar.entries[1].start.isoformat() == "2026-01-12T11:40:00+01:00"
    assert any("entries begin and end at whole minutes" in note for note in calendar.notes)


def changed(document, change, **times):
    """The calendar of *document* whose outcome *change* has changed, as rules would."""
    case = read_case(json.dumps(document).encode())
    asked = plan(case, HOST, PROTOCOL)
    asked = attrs.evolve(asked, outcome=attrs.evolve(asked.outcome, **change(asked.outcome.prescription)))
    return lay(case, asked, Times(weeks=1, start=date(2026, 1, 12), zone="Europe/Paris", **times))


def without(*sections):
    """What the engine leaves of an outcome whose *sections* are withheld."""

    def change(prescription):
        return {
            "status": "held", "computed": (),
            "withheld": tuple(Withheld(section=name, by=("S-1",), why="too low") for name in sections),
            "prescription": prescription.without(lambda path: path.startswith(sections)),
        }  # fmt: skip

    return change


def test_a_rule_that_adds_a_session_does_not_say_on_which_day() -> None:
    """Three days are named, and four sessions proposed: the fourth day is asked for, with the count."""
    with pytest.raises(CalendarError) as caught:
        changed(
            session_case(3, **NAMED), lambda own: {"prescription": own.with_value("schedule.count", 4.0)}, at=time(8)
        )

    assert caught.value.problems == (
        (
            "4 sessions a week are proposed, and the prescription names 3 (tue, thu, sat); name them, 4 of mon to sun: "
            "--weekdays DAY,DAY"
        ),
    )


def test_withheld_thiosulfate_leaves_sessions_without_it_and_a_note() -> None:
    calendar = changed(session_case(7, doses=7), without("thiosulfate"))

    assert {item.kind for item in calendar.entries} == {"session"}
    assert not any(item.thiosulfate for item in calendar.entries)
    assert "Withheld, and so not in this calendar: thiosulfate (too low)." in calendar.notes


def test_a_withheld_schedule_leaves_nothing_to_lay() -> None:
    with pytest.raises(CalendarError) as caught:
        changed(session_case(7), without("schedule"))
    assert caught.value.held
    assert caught.value.problems == ("schedule is withheld (too low); nothing can be laid",)


def test_what_is_proposed_and_has_no_day_is_told() -> None:
    document = session_case(7)
    document["prescription"]["exchanges"] = {"spare": {"volume": {"value": 2, "unit": "L/{exchange}"}}}
    notes = laid(document, at="08:00").notes

    assert "Proposed, and not laid here, because it has no day: exchanges.spare (exchange volume 2 L)." in notes


def test_a_session_that_is_past_is_told() -> None:
    """The case is of 07:00 on the first day: a session at 06:59 had begun, one at 07:00 had not."""
    note = "What begins on 2026-01-12 before 07:00, the moment of the case, is past."

    assert note in laid(session_case(7), at="06:59").notes
    assert note not in laid(session_case(7), at="07:00").notes


@pytest.mark.parametrize(
    ("zone", "day"), [("Europe/Paris", 12), ("America/New_York", 12), ("Pacific/Honolulu", 11), ("Asia/Tokyo", 12)]
)
def test_no_calendar_begins_before_the_day_of_its_case(zone: str, day: int) -> None:
    """12 January at 07:00 in Paris is 01:00 in New York, 15:00 in Tokyo, and 20:00 of the day before in Honolulu."""
    earlier = date(2026, 1, day - 1)
    problem = f"the calendar would begin on {earlier}, before the day of the case; give --start 2026-01-{day} or later"

    assert refusal(session_case(7), start=earlier, zone=zone, at="22:00") == (problem,)
    assert refusal(session_case(7), start=date(2026, 1, day), zone=zone, at="22:00") == ()
