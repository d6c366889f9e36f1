"""An array of many cases has one truth or none, no text, and moments that go with their like only."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calciplug.forecast.many import Many, Parted, many
from calciplug.forecast.moments import Moments

NOW = datetime(2026, 1, 12, tzinfo=UTC)
MOMENTS = st.datetimes(datetime(1950, 1, 1), datetime(2100, 1, 1)).map(lambda moment: moment.replace(tzinfo=UTC))  # noqa: DTZ001


@given(st.lists(st.booleans(), min_size=1, max_size=8))
def test_the_truth_is_that_of_all_or_parts_them(truths):
    found = many(map(float, truths)) > 0.5

    if len(set(truths)) == 1:
        assert bool(found) is truths[0]
    else:
        with pytest.raises(Parted) as parted:
            bool(found)
        assert parted.value.labels == tuple(truths)
    assert bool(found.any()) is any(truths)


@pytest.mark.parametrize("worded", [str, repr, "{}".format, "{:.2f}".format], ids=["str", "repr", "format", "spec"])
def test_there_is_no_text(worded):
    for own in (many([1.0, 2.0]), Moments.of([NOW], [NOW])):
        with pytest.raises(TypeError, match="no text"):
            worded(own)


def test_a_result_of_arithmetic_is_of_many_cases_as_well():
    assert type(2.0 - many([1.0, 2.0]) * 3) is Many


@given(st.lists(st.tuples(MOMENTS, MOMENTS, MOMENTS), min_size=1, max_size=5))
def test_moments_are_those_of_each_case(rows):
    """Compared, and as far apart to the last bit, as the datetimes are."""
    nows, ones, twos = ([row[place] for row in rows] for place in range(3))
    one, two, now = (Moments.of(own, nows) for own in (ones, twos, nows))

    assert (one < two).tolist() == [a < b for a, b in zip(ones, twos, strict=True)]
    assert (one <= two).tolist() == [a <= b for a, b in zip(ones, twos, strict=True)]
    assert (one > two).tolist() == [a > b for a, b in zip(ones, twos, strict=True)]
    assert (one >= two).tolist() == [a >= b for a, b in zip(ones, twos, strict=True)]
    assert (one == two).tolist() == [a == b for a, b in zip(ones, twos, strict=True)]
    assert (one != two).tolist() == [a != b for a, b in zip(ones, twos, strict=True)]
    ages = [(own - moment).total_seconds() for own, moment in zip(nows, ones, strict=True)]
    assert (now - one).total_seconds().tolist() == ages


@pytest.mark.parametrize("other", [NOW, None, "2026-01-12", timedelta(0)])
def test_a_moment_of_many_cases_is_never_taken_for_another_thing(other):
    own = Moments.of([NOW], [NOW])

    for tried in (
        lambda: own == other, lambda: other == own, lambda: own < other, lambda: own - other, lambda: hash(own),
        lambda: own.tzinfo,
    ):  # fmt: skip
        with pytest.raises((TypeError, AttributeError)):
            tried()
