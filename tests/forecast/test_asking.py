"""How one plugin is asked about many cases: parted where it branches, alone where it cannot take several."""

from __future__ import annotations

import pytest
from forecasts import PROTOCOL, case_of, held_to_each_alone

from calciplug.forecast import asking, forecast

NAME = "throwaway"
KEY = (NAME, "X-1", "it", "")
SODIUM = "/prescription/dialysate/sodium/value"
SODIUMS = (130, 132, 134, 136, 137, 138, 139, 140, 142, 144)
BRANCHING = """low = below(it, make(137.0, 'sodium'))
rule.predict('it', after=it * 2 if low else it, flags={'low': low})"""
COUNTING = """n = 0.0
while it > make(130.0 + n, 'sodium'):
    n = n + 1.0
rule.predict('it', after=make(n, 'sodium'))"""


@pytest.fixture(autouse=True)
def _all_together(monkeypatch):
    """Two cases are enough for an array."""
    monkeypatch.setattr(asking, "FEW", 2)


def cohort(values=SODIUMS, **more):
    return [case_of({SODIUM: value, **more}) for value in values]


def asked(found):
    own = found.asked[NAME]
    return own.together, own.alone, own.unable


def test_a_plugin_that_branches_is_asked_about_each_side_of_the_branch(plugin):
    """Once about all, of which nothing comes, and once for each side."""
    found = held_to_each_alone(cohort(), plugin(BRANCHING), NAME)

    assert found.columns[KEY].after[0].tolist() == [260, 264, 268, 272, *(float(x) for x in SODIUMS[4:])]
    assert asked(found) == (3, 0, 0)


def test_a_plugin_that_takes_every_exception_is_parted_all_the_same(plugin):
    body = (
        "try:\n    low = bool(below(it, make(137.0, 'sodium')))\nexcept Exception:\n    low = True\n"
        "rule.predict('it', after=it * 2 if low else it)"
    )

    assert asked(held_to_each_alone(cohort(), plugin(body), NAME)) == (3, 0, 0)


def test_a_plugin_that_branches_without_end_is_asked_one_by_one_at_last(plugin, monkeypatch):
    monkeypatch.setattr(asking, "DEEP", 3)
    body = (
        "n = 0.0\nwhile it > make(130.0 + n, 'sodium'):\n    n = n + 1.0\nrule.predict('it', after=make(n, 'sodium'))"
    )
    found = held_to_each_alone(cohort(), plugin(body), NAME)

    assert found.columns[KEY].after[0].tolist() == [float(value - 130) for value in SODIUMS]
    assert found.asked[NAME].alone
    assert not found.asked[NAME].unable


@pytest.mark.parametrize(
    "body",
    [
        "rule.predict('it', after=make(float(it.m), 'sodium'))",
        "rule.silent('missing', path='labs.sodium', part=f'{it}')\nrule.predict('it', after=it)",
        "rule.silent('missing', path='labs.sodium', part=str(it.m))\nrule.predict('it', after=it)",
        "rule.predict('it', after=it[1:] if hasattr(it.m, 'ndim') else it)",
    ],
)
def test_a_plugin_that_cannot_take_several_is_asked_one_by_one(plugin, body):
    assert asked(held_to_each_alone(cohort(), plugin(body), NAME)) == (1, 10, 10)


def test_a_few_cases_are_no_array(plugin, monkeypatch):
    monkeypatch.setattr(asking, "FEW", 11)

    assert asked(held_to_each_alone(cohort(), plugin("assert type(it.m) is float\n" + BRANCHING), NAME)) == (0, 10, 0)


POISON = {
    "a fault": "if it > make(143.0, 'sodium'):\n    raise ValueError('secret')\nrule.predict('it', after=it)",
    "not finite": "rule.predict('it', after=make(1.0, 'sodium') * (it / (it - make(144.0, 'sodium'))))",
    "only where it is": "if it > make(143.0, 'sodium'):\n    rule.predict('it', after=it * float('inf'))\n"
    "rule.predict('also', after=it)",
}


@pytest.mark.parametrize("body", POISON.values(), ids=POISON)
def test_one_case_that_cannot_be_predicted_spoils_no_other(plugin, body):
    """The tenth of ten; nothing is said of it, and its fault is the one that it has alone."""
    found = held_to_each_alone(cohort(), plugin(body), NAME)

    assert list(found.faults) == [9]
    assert "secret" not in str(found.faults[9][1])


def test_a_model_that_refuses_one_case_refuses_no_other(plugin):
    """Its reason names the one number, and no range of numbers of which most are right."""
    body = (
        "from calciplug.errors import KineticsError\n"
        "many = hasattr(it.m, 'ndim')\n"
        "high = bool((it.m > 143.0).any()) if many else it.m > 143.0\n"
        "if high:\n"
        "    raise KineticsError('own.double', 'up to ' + str(it.m if not many else 'some'))\n"
        "rule.predict('it', after=it)"
    )
    found = held_to_each_alone(cohort(), plugin(body), NAME)
    [silence] = found.silent[9]

    assert (silence.cause, silence.part) == ("needs-model", "own.double: up to 144.0")
    assert [len(own) for own in found.silent[:9]] == [0] * 9


def test_an_array_cannot_be_written_into(plugin):
    """What a hook writes would be what the next rule reads."""
    body = "getattr(it.m, 'fill', bool)(0.0)\nrule.predict('it', after=it)"

    assert held_to_each_alone(cohort(), plugin(body), NAME).columns[KEY].after[0].tolist() == list(SODIUMS)


def test_what_is_the_same_for_all_is_the_same_for_each(plugin):
    body = "rule.predict('it', after=make(140.0, 'sodium'), flags={'low': True})"
    found = held_to_each_alone(cohort(), plugin(body), NAME)

    assert found.columns[KEY].after[1].tolist() == [140.0] * 10
    assert found.columns[KEY].flags["low"].all()


def test_what_a_plugin_may_not_see_does_not_part_its_cases(plugin):
    """Other medicines, other codes, other leaves, other histories: one call."""
    others = [
        {"/medications": [{"drug": "cinacalcet", "status": "active"}]},
        {"/patient/sex": "M"},
        {"/prescription/dialysate/potassium": {"value": 3, "unit": "mmol/L"}},
        {"/history/events": [{"code": "cramps", "happened": "2026-01-07T10:00:00+01:00"}]},
        {"/case_id": "another"},
    ]
    found = held_to_each_alone(
        [case_of({SODIUM: 130 + i, **other}) for i, other in enumerate(others)], plugin(TWICE), NAME
    )

    assert asked(found) == (1, 0, 0)


TWICE = "rule.predict('it', after=it * 2)"
TIMES = {
    "since": (
        "old = any(below(make(1440.0, 'time'), rule.since(one.happened)) for one in rule.get('history.events'))\n"
        "rule.predict('it', after=it, flags={'low': bool(old)})"
    ),
    "compared": (
        "first, last = rule.get('history.events')\n"
        "rule.predict('it', after=it if first.happened < last.happened else it * 2)"
    ),
    "alike": (
        "first, last = rule.get('history.events')\n"
        "rule.predict('it', after=it if first.happened == last.happened else it * 2)"
    ),
    "subtracted": (
        "first, last = rule.get('history.events')\n"
        "rule.predict('it', after=it + make((last.happened - first.happened).total_seconds() / 1e6, 'sodium'))"
    ),
    "as of": "first, last = rule.get('history.events')\nage = rule.get('case.as_of') - first.happened\n"
    "rule.predict('it', after=it + make(age.total_seconds() / 1e6, 'sodium'))",
    "a day of the week": (
        "first, last = rule.get('history.events')\n"
        "rule.predict('it', after=it if first.happened.weekday() < 4 else it * 2)"
    ),
    "another moment": (
        "from datetime import datetime\nfirst, last = rule.get('history.events')\n"
        "rule.predict('it', after=it * 2 if first.happened == datetime(2026, 1, 7, 9, tzinfo=last.happened.tzinfo) "
        "else it)"
    ),
    "a key": (
        "first, last = rule.get('history.events')\nrule.predict('it', after=it * len({first.happened, last.happened}))"
    ),
}


@pytest.mark.parametrize("body", TIMES.values(), ids=TIMES)
def test_times_are_of_each_case(plugin, body):
    """Compared and subtracted together; whatever else a plugin asks of a time is asked one case at a time."""
    hours = [(7, 8), (8, 8), (9, 7), (7, 11), (12, 11)]
    every = [
        case_of({
            SODIUM: 130 + index,
            "/as_of": f"2026-01-{13 + index}T0{index}:00:00+01:00",
            "/history/events": [
                {"code": "cramps", "happened": f"2026-01-{one:02}T10:00:00+01:00"} for one in days
            ],
        })
        for index, days in enumerate(hours)
    ]  # fmt: skip

    held_to_each_alone(every, plugin(body, reads=("history.events", "case.as_of")), NAME)


def test_another_modality_is_told_so(plugin):
    found = held_to_each_alone([case_of(), case_of(name="pd"), case_of()], plugin(TWICE), NAME)

    assert [[own.cause for own in silent] for silent in found.silent] == [[], ["modality"], []]


def test_an_interrupt_is_given_back(plugin):
    with pytest.raises(KeyboardInterrupt):
        forecast(cohort(), plugin("raise KeyboardInterrupt"), PROTOCOL)
