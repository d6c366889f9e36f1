"""Where follow-ups fall: at sessions, doses and days, repeated, merged, later than the last week, or nowhere."""

from __future__ import annotations

import json
from datetime import date

import pytest
from calendars import dwell_case, follow_up, laid, session_case

from calciplug import Times, plan, read_case, shipped_protocol
from calciplug.model.amount import Amount
from calciplug.model.plan import Due
from calciplug.testing import host_of, patched
from calciplug.testing.cases import base

DAY = 24 * 60.0
MWF = {"weekdays": ("mon", "wed", "fri"), "at": "22:00"}


def at(calendar, part="entries"):
    """Day, and the time of day where there is one, of every entry that a rule asked for."""
    own = [item for item in getattr(calendar, part) if item.asked]
    return " ".join(
        f"{item.day.month}-{item.day.day}{item.start.strftime('T%H:%M') if item.start else ''}" for item in own
    )


@pytest.mark.parametrize(
    ("due", "found", "later"),
    [
        (Due(on="session", numbers=(1, 3)), "1-12T22:00 1-16T22:00", ""),
        (Due(on="session", numbers=(7,)), "", "1-26T22:00"),
        (Due(on="session"), "1-12T22:00 1-14T22:00 1-16T22:00 1-19T22:00 1-21T22:00 1-23T22:00", ""),
        (Due(on="session", times=2), "1-12T22:00 1-14T22:00", ""),
        # Two doses on Monday, Wednesday, Friday: Monday and Friday are 4 and 3 days apart, the others 2 and 5.
        (Due(on="dose", numbers=(1, 2, 5)), "1-12T22:00 1-16T22:00", "1-26T22:00"),
        (Due(on="day", numbers=(1, 14, 15)), "1-12 1-25", "1-26"),
        # A week after the first session is a Monday again; three days after it a Thursday: the session of Friday.
        (Due(on="session", after=7 * DAY), "1-19T22:00", ""),
        (Due(on="session", after=3 * DAY), "1-16T22:00", ""),
        (Due(on="session", after=0.0, every=7 * DAY), "1-12T22:00 1-19T22:00", ""),
        (Due(on="session", after=7 * DAY, every=7 * DAY, times=3), "1-19T22:00", "1-26T22:00 2-2T22:00"),
        # Twelve weeks later: 12 January and 84 days are 6 April.
        (Due(on="day", after=84 * DAY), "", "4-6"),
        (Due(on="day", after=84 * DAY, every=28 * DAY), "", "4-6"),
        # Half a year of 182.625 days: 13 July and 15 hours.
        (Due(on="day", after=182.625 * DAY), "", "7-13"),
        # Every day, at sessions alone: Tuesday and Wednesday are both the session of Wednesday, which counts once.
        (Due(on="session", after=0.0, every=DAY, times=3), "1-12T22:00 1-14T22:00", ""),
    ],
)
def test_when_a_follow_up_is_due(due: Due, found: str, later: str) -> None:
    """Two weeks from Monday 12 January 2026; sessions on Monday, Wednesday and Friday; counted by hand."""
    calendar = laid(session_case(3, doses=2), [follow_up(due=due)], weeks=2, **MWF)

    assert (at(calendar), at(calendar, "later")) == (found, later)
    assert calendar.undated == ()


def test_a_calendar_day_does_not_move_with_the_clocks() -> None:
    """Seven days after Monday 19 October at 23:30 is Monday 26 October, although 168 hours later it is 22:30."""
    due = Due(on="session", after=7 * DAY)
    document, start = session_case(7, doses=None), date(2026, 10, 19)
    calendar = laid(document, [follow_up(due=due)], start=start, weeks=2, at="23:30")

    assert at(calendar) == "10-26T23:30"


# The case is of Monday 12 January 2026 at 07:00; a dose, a change or a sample was on Friday 9 January at 11:00.
EARLIER = 2 * DAY + 20 * 60


@pytest.mark.parametrize(
    ("due", "found", "later"),
    [
        # 9 January and 84 days are Friday 3 April; from the first session it would be 1 June.
        (Due(on="session", after=84 * DAY, since=EARLIER), "4-3T22:00", ""),
        (Due(on="session", after=84 * DAY), "", "6-1T22:00"),
        # 9 January and 60 days are Tuesday 10 March: the session of Wednesday.
        (Due(on="session", after=60 * DAY, since=EARLIER), "3-11T22:00", ""),
        (Due(on="day", after=60 * DAY, since=EARLIER), "3-10", ""),
        # Two weeks after that 10 March is the 24th, a Tuesday again; the next, 7 April, is after the last week.
        (Due(on="session", after=60 * DAY, since=EARLIER, every=14 * DAY), "3-11T22:00 3-25T22:00", ""),
        # 16 January and 12 January are past by then: due as the plan begins.
        (Due(on="session", after=7 * DAY, since=EARLIER), "3-9T22:00", ""),
        (Due(on="session", after=0.0, since=0.0), "3-9T22:00", ""),
        # What is overdue is done once, and not again three days later because 9 January and 63 days are 13 March.
        (
            Due(on="session", after=7 * DAY, since=EARLIER, every=7 * DAY, times=3),
            "3-9T22:00 3-16T22:00 3-23T22:00",
            "",
        ),
        # 9 January at 11:00 and 59 days are the first day itself: not overdue; 14.5 days later it is Monday 23 March
        # at 23:00, not the Tuesday that it would be from the session of 22:00.
        (Due(on="session", after=59 * DAY, since=EARLIER, every=14.5 * DAY), "3-9T22:00 3-23T22:00", ""),
    ],
)
def test_a_time_that_counts_from_before_the_plan(due: Due, found: str, later: str) -> None:
    """Four weeks from Monday 9 March 2026, eight weeks after the case; counted by hand."""
    calendar = laid(session_case(3), [follow_up(due=due)], start=date(2026, 3, 9), weeks=4, **MWF)

    assert (at(calendar), at(calendar, "later")) == (found, later)
    assert calendar.undated == ()


@pytest.mark.parametrize(("zone", "found"), [("Europe/Paris", "1-13"), ("America/New_York", "1-12")])
def test_a_moment_before_the_plan_has_its_day_in_the_zone(zone: str, found: str) -> None:
    """90 minutes before the case it was 05:30 of 12 January in Paris, and 23:30 of the 11th in New York."""
    calendar = laid(session_case(7), [follow_up(due=Due(on="day", after=DAY, since=90.0))], zone=zone, at="22:00")

    assert at(calendar) == found


def test_a_course_is_reviewed_twelve_weeks_after_its_first_dose_wherever_a_calendar_begins() -> None:
    """The first dose was on Wednesday 7 January: S-17 asks for its review on 1 April, 84 days later."""
    document = patched(base("hd"), {"/prescription/schedule/weekdays": ["mon", "wed", "fri"]})
    host, case = host_of(("thiosulfate_dose",)), read_case(json.dumps(document).encode())
    for start, weeks in ((date(2026, 1, 12), 12), (date(2026, 1, 14), 12), (date(2026, 3, 9), 4)):
        calendar = plan(case, host, shipped_protocol(), Times(weeks=weeks, start=start, zone="Europe/Paris"))

        assert [item.day for item in calendar.entries if item.kind == "review"] == [date(2026, 4, 1)]
        # Half a year, 182.625 days, ends on Thursday 9 July at 02:00: the session of Friday.
        assert [item.day for item in calendar.later if item.kind == "review"] == [date(2026, 7, 10)]


def test_a_dose_in_a_dwell_is_a_dose_and_not_a_session() -> None:
    calendar = laid(
        dwell_case(day=(7, 14, 3), night=(35, 2, None)),
        [follow_up(due=Due(on="dose")), follow_up(key="s", due=Due(on="session"))],
        exchanges={"day": "07:00", "night": "21:00"},
    )

    assert at(calendar) == "1-12T07:00 1-14T07:00 1-16T07:00"
    assert [(item.asked.key, item.why) for item in calendar.undated] == [("s", "there is no session in this calendar")]


def test_in_peritoneal_dialysis_an_infusion_is_a_session_and_a_dose() -> None:
    """Infusions on Monday and Friday at 10:00, and a dwell with thiosulfate a day at 07:00: doses in their order."""
    document = dwell_case(day=(7, 14, 7))
    document["prescription"]["thiosulfate"] = session_case(3, doses=2)["prescription"]["thiosulfate"]
    follow_ups = [
        follow_up(due=Due(on="session")),
        follow_up(key="d", checks=(), due=Due(on="dose", numbers=(1, 2, 3))),
    ]
    calendar = laid(document, follow_ups, exchanges={"day": "07:00"}, weekdays=("mon", "fri"), at="10:00")

    # The check of the second dose stands beside that of the first infusion: they measure different things.
    assert at(calendar) == "1-12T07:00 1-12T10:00 1-12T10:00 1-13T07:00 1-16T10:00"


def test_without_a_dose_nothing_can_be_placed_at_one() -> None:
    """It is told, with who asked, and not dropped."""
    calendar = laid(session_case(3, doses=None), [follow_up(due=Due(on="dose", numbers=(1,)))], **MWF)

    assert [(item.kind, item.asked.rule, item.why) for item in calendar.undated] == [
        ("check", "X-1", "there is no dose in this calendar")
    ]
    assert at(calendar) == ""


def test_what_is_farther_than_anybody_plans_is_told() -> None:
    calendar = laid(session_case(3), [follow_up(due=Due(on="day", after=4000 * DAY))], **MWF)

    assert [item.why for item in calendar.undated] == ["it falls later than 520 weeks after the first day"]


def test_the_same_check_at_the_same_moment_is_one_entry_that_names_every_rule() -> None:
    """Whatever the order in which the rules spoke; another check, or the same at another time, is another entry."""
    asked = [
        follow_up(
            plugin="b", rule="B-1", checks=("labs.sodium", "labs.potassium"), due=Due(on="session", numbers=(1,))
        ),
        follow_up(plugin="a", rule="A-1", checks=("labs.potassium", "labs.sodium"), due=Due(on="dose", numbers=(1, 2))),
        follow_up(plugin="a", rule="A-2", due=Due(on="session", numbers=(1,))),
        follow_up("step", plugin="a", rule="A-3", key="one", due=Due(on="session", numbers=(1,))),
        follow_up("step", plugin="a", rule="A-4", key="two", due=Due(on="session", numbers=(1,))),
    ]
    one, two = (laid(session_case(3), own, **MWF) for own in (asked, asked[::-1]))
    rows = [
        (item.kind, item.day.day, sorted(item.checks), [own.rule for own in item.asked])
        for item in one.entries
        if item.asked
    ]

    assert rows == [
        ("check", 12, ["labs.potassium", "labs.sodium"], ["A-1", "B-1"]),
        ("check", 12, ["labs.sodium"], ["A-2"]),
        ("step", 12, [], ["A-3"]),
        ("step", 12, [], ["A-4"]),
        ("check", 14, ["labs.potassium", "labs.sodium"], ["A-1"]),
    ]
    assert [(item.kind, [own.rule for own in item.asked]) for item in two.entries] == [
        (item.kind, [own.rule for own in item.asked]) for item in one.entries
    ]


def test_a_step_waits_and_changes_no_session() -> None:
    """25 g are shown as where the step would go, never as given: every infusion still has the proposed 12.5 g."""
    to = Amount(path="thiosulfate.dose", stored=25.0, kind="thiosulfate_dose", form="pentahydrate")
    step = follow_up(
        "step", title="double", detail="if tolerated", path="thiosulfate.dose", to=to, due=Due(on="dose", numbers=(2,))
    )
    calendar = laid(session_case(3), [step], weeks=2, **MWF)
    [own] = [item for item in calendar.entries if item.kind == "step"]

    assert (own.state, own.detail, own.to.shown, own.end, own.dose) == (
        "conditional",
        "if tolerated",
        "25 g pentahydrate",
        None,
        None,
    )
    assert {item.state for item in calendar.entries if item.kind != "step"} == {"planned"}
    assert {item.dose.shown for item in calendar.entries if item.kind == "infusion"} == {"12.5 g pentahydrate"}


def test_a_check_stands_before_what_it_is_made_for() -> None:
    calendar = laid(session_case(1, doses=1), [follow_up(due=Due(on="session"))], weekdays=("mon",), at="22:00")

    assert [item.kind for item in calendar.entries] == ["check", "session", "infusion"]
