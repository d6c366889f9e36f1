"""What holds for every plan, whatever the case."""

from __future__ import annotations

import json
import math
import os
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from strategies import cases

from calciplug import Host, InputError, PluginFault, adjust, read_case, shipped_protocol, units
from calciplug.engine import plan
from calciplug.host import installed
from calciplug.host.due import due
from calciplug.model.field import field, section
from calciplug.model.prescription import same

pytestmark = pytest.mark.slow  # once a gate, on one Python; `make soak` asks for many more examples
SETTINGS = settings(
    max_examples=50 * int(os.environ.get("CALCIPLUG_EXAMPLES", "1")),
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
TIMES = st.one_of(st.none(), st.floats().map(lambda minutes: units.make(minutes, "time")))
COUNTS = st.one_of(st.floats(), st.integers(-5, 5), st.integers()).map(
    lambda number: units.make(float(number), "count") if abs(number) < 1e300 else number
)


@cache
def host() -> Host:
    """Every shipped plugin."""
    return Host.discover()


def read(document: Any) -> Any:
    """The case of *document*; None where the codec refuses it."""
    try:
        return read_case(json.dumps(document, ensure_ascii=False).encode("utf-8"))
    except InputError:
        return None


@SETTINGS
@given(cases())
def test_a_plan_never_fails_and_changes_no_outcome(document: dict[str, Any]) -> None:
    """No first-party follow-up is a fault, and the outcome is the adjustment's."""
    case = read(document)
    if case is None:
        return
    made = plan(case, host(), shipped_protocol(), raise_faults=True)

    assert made.outcome == adjust(case, host(), shipped_protocol())


@SETTINGS
@given(cases())
def test_a_step_leaves_a_value_that_stands_and_is_plausible(document: dict[str, Any]) -> None:
    """Nothing withheld has a step, and no step goes where the prescription is already."""
    case = read(document)
    if case is None:
        return
    made = plan(case, host(), shipped_protocol(), raise_faults=True)
    withheld = {item.section for item in made.outcome.withheld}
    for item in made.follow_ups:
        assert item.title
        assert item.detail
        assert item.citations or item.policy
        assert (item.to is not None) == (item.action == "step")
        if item.to is None:
            continue
        assert item.path is not None
        assert made.outcome.prescription is not None
        now, declared = made.outcome.prescription.get(item.path), field(item.path)
        assert section(item.path) not in withheld
        assert now is not None
        assert not same(item.path, now, item.to.stored)
        assert declared is not None
        assert isinstance(item.to.stored, float)
        assert declared.plausible[0] <= item.to.stored <= declared.plausible[1]


@SETTINGS
@given(cases(), st.randoms(use_true_random=False))
def test_order_of_plugins_does_not_matter(document: dict[str, Any], random: Any) -> None:
    """The same follow-ups in the same order, and the same silences, whatever the order in which plugins were found."""
    case, candidates = read(document), list(installed())
    random.shuffle(candidates)
    if case is None:
        return

    one, two = (plan(case, own, shipped_protocol()) for own in (Host(candidates), host()))

    assert (one.follow_ups, one.silent, one.parameters) == (two.follow_ups, two.silent, two.parameters)


@SETTINGS
@given(
    st.sampled_from(["session", "dose", "day", "week"]),
    st.one_of(st.none(), COUNTS, st.lists(COUNTS, max_size=3).map(tuple)),
    TIMES,
    TIMES,
    st.one_of(st.none(), COUNTS),
)
@example("dose", units.make(2.0 + 1e-12, "count"), None, None, None)
@example("day", None, units.make(-0.0, "time"), units.make(1440.0, "time"), 1)
def test_what_is_due_can_be_laid_out(on: str, numbers: Any, after: Any, every: Any, times: Any) -> None:
    """Anything that a plugin gives is refused, or is finite, whole, not in the past and without contradiction."""
    try:
        found = due(on, numbers, after, every, times)
    except PluginFault:
        return

    assert found.on in ("session", "dose", "day")
    assert all(type(one) is int and one >= 1 for one in found.numbers)
    assert list(found.numbers) == sorted(set(found.numbers))
    assert not (found.numbers and found.after is not None)
    assert found.after is None or (math.copysign(1, found.after) == 1 and math.isfinite(found.after))
    assert found.every is None or (found.after is not None and found.every >= 24 * 60)
    assert found.times is None or found.times >= 1
