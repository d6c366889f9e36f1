"""The five rules of disagreement, each by itself."""

from __future__ import annotations

from typing import Any

import pytest

from calciplug.model.answers import Because, Limit, Proposal, Refusal
from calciplug.model.prescription import Prescription
from calciplug.model.records import Override
from calciplug.resolve import Bounds, Decision, decide, outside

PATH = "dialysate.sodium"
WHY = Because(key="why", values={})


def proposal(plugin: str, value: float) -> Proposal:
    return Proposal(plugin=plugin, rule="R", because=WHY, severity="info", path=PATH, read=(), value=value)


def limit(low: float | None = None, high: float | None = None, **more: Any) -> Limit:
    own: dict[str, Any] = {"override": "named-role", "plan": (), **more}
    return Limit(
        plugin="guard",
        rule="L",
        because=WHY,
        severity="block",
        path=PATH,
        read=(),
        minimum=low,
        maximum=high,
        kind="sodium",
        form=None,
        **own,
    )


def refusal(value: float | None, **more: Any) -> Refusal:
    own: dict[str, Any] = {"override": "named-role", "plan": (), **more}
    return Refusal(
        plugin="guard",
        rule="B",
        because=WHY,
        severity="block",
        path=PATH,
        read=(),
        refuses=value,
        kind="sodium",
        form=None,
        alternative={},
        **own,
    )


def override(finding: str, value: float | None, **more: Any) -> Override:
    own: dict[str, Any] = {"role": "nephrologist", "reason": "discussed", **more}
    return Override(finding=finding, path=PATH, value=value, **own)


def decided(
    proposals: list[Proposal],
    *,
    in_force: float | None = 140.0,
    ordered: float | None = None,
    limits: tuple[Limit, ...] = (),
    refusals: tuple[Refusal, ...] = (),
    overrides: tuple[Override, ...] = (),
    prefer: str | None = None,
) -> Decision:
    old = Prescription({PATH: in_force} if in_force is not None else {})
    draft = old if ordered is None else old.with_value(PATH, ordered)
    bounds = Bounds(limits=limits, refusals=refusals, overrides=overrides, prefer={PATH: prefer} if prefer else {})
    return decide(PATH, draft, old, proposals, bounds)


def test_one_proposal_is_taken() -> None:
    """A single proposal inside every limit stands."""
    assert decided([proposal("a", 137.0)]).value == 137.0


def test_writers_agree_after_the_step() -> None:
    """Two values less than half a step of 1 mmol/L apart are one value."""
    decision = decided([proposal("b", 137.4), proposal("a", 137.0)])

    assert (decision.value, decision.conflict) == (137.0, ())


@pytest.mark.parametrize("apart", [0.5, 1.0])
def test_writers_differ_and_the_value_in_force_stands(apart: float) -> None:
    """Half a step apart is a difference: neither is taken, and both are named."""
    decision = decided([proposal("a", 137.0), proposal("b", 137.0 + apart)])

    assert decision.value == 140.0
    assert [item.plugin for item in decision.conflict] == ["a", "b"]


def test_a_conflict_is_symmetric() -> None:
    """It does not matter who asked first."""
    one, two = proposal("a", 137.0), proposal("b", 135.0)

    assert decided([one, two]) == decided([two, one])


def test_a_conflict_refuses_the_order_too() -> None:
    """The order is not the way out of a conflict: the value in force stands, and the order was refused."""
    decision = decided([proposal("a", 137.0), proposal("b", 135.0)], ordered=138.0)

    assert (decision.value, decision.reverted) == (140.0, True)


def test_the_protocol_prefers_one_by_name() -> None:
    """A preferred plugin's value is taken, and there is no conflict left."""
    decision = decided([proposal("a", 137.0), proposal("b", 135.0)], prefer="b")

    assert (decision.value, decision.conflict) == (135.0, ())


def test_a_conflict_over_nothing_in_force_withholds() -> None:
    """Where no value is in force, a conflict leaves none."""
    assert decided([proposal("a", 137.0), proposal("b", 135.0)], in_force=None, ordered=136.0).withheld


def test_a_proposal_outside_a_limit_is_refused_not_moved() -> None:
    """134 against a minimum of 135 gives the value in force, not 135."""
    decision = decided([proposal("a", 134.0)], limits=(limit(low=135.0),))

    assert (decision.value, [item.plugin for item in decision.dropped]) == (140.0, ["a"])


def test_an_order_outside_a_limit_reverts() -> None:
    """A refused change leaves the value in force."""
    decision = decided([], ordered=146.0, limits=(limit(high=145.0),))

    assert (decision.value, decision.reverted, decision.withheld) == (140.0, True, False)


def test_a_value_in_force_outside_a_limit_is_withheld() -> None:
    """Where giving the value in force is what is forbidden, nothing stands."""
    decision = decided([], in_force=146.0, limits=(limit(high=145.0),))

    assert (decision.value, decision.withheld) == (None, True)


def test_an_order_and_the_value_in_force_both_outside_are_withheld() -> None:
    """Falling back to a value that is itself refused is no way out."""
    assert decided([], in_force=150.0, ordered=146.0, limits=(limit(high=145.0),)).withheld


def test_a_refused_value_may_be_replaced() -> None:
    """A block on the value in force leaves room for another one."""
    assert decided([proposal("a", 138.0)], refusals=(refusal(140.0),)).value == 138.0


def test_a_refused_value_without_a_replacement_is_withheld() -> None:
    """A block on the value in force, with nothing in its place, leaves no value."""
    assert decided([], refusals=(refusal(140.0),)).withheld


@pytest.mark.parametrize("value", [145.0, 145.0 * (1 + 1e-12)])
def test_at_a_limit_is_inside(value: float) -> None:
    """A value at a limit, up to rounding, is not outside."""
    assert not outside(limit(high=145.0), value)


@pytest.mark.parametrize("value", [145.1, 145.0 * (1 + 1e-6), float("nan"), float("inf"), -float("inf"), "145"])
def test_outside_a_limit(value: float | str) -> None:
    """Above, and everything that is no finite number, is outside."""
    assert outside(limit(low=130.0, high=145.0), value)


def test_a_zero_maximum_vetoes() -> None:
    """Nothing above zero passes a maximum of zero."""
    assert decided([proposal("a", 1.0)], limits=(limit(high=0.0),)).withheld


def test_an_override_lifts_exactly_its_value() -> None:
    """The overridden value stands against the limit."""
    lifted = override("L", 146.0)

    assert decided([], ordered=146.0, limits=(limit(high=145.0),), overrides=(lifted,)).value == 146.0


@pytest.mark.parametrize(
    "lapsed",
    [
        override("L", 147.0),
        override("B", 146.0),
        override("L", None),
        override("L", 146.0, role="nurse"),
    ],
    ids=["another value", "another finding", "no value", "no specialist"],
)
def test_an_override_lapses(lapsed: Override) -> None:
    """Another value, another finding, no value, or a role that may not: the limit holds."""
    decision = decided([], ordered=146.0, limits=(limit(high=145.0, override="specialist"),), overrides=(lapsed,))

    assert (decision.value, decision.reverted) == (140.0, True)


def test_nobody_overrides_what_nobody_may() -> None:
    """A rule that nobody may override ignores an override."""
    own = limit(high=145.0, override="nobody")

    assert decided([], ordered=146.0, limits=(own,), overrides=(override("L", 146.0),)).reverted


@pytest.mark.parametrize(("plan", "value"), [((), 140.0), (("ecg",), 140.0), (("ecg", "ionised-calcium"), 146.0)])
def test_an_override_has_to_promise_the_checks(plan: tuple[str, ...], value: float) -> None:
    """An override without all the promised checks is none."""
    own = limit(high=145.0, plan=("ecg", "ionised-calcium"))

    assert decided([], ordered=146.0, limits=(own,), overrides=(override("L", 146.0, plan=plan),)).value == value


def test_an_order_just_past_a_limit_reverts_even_within_a_step() -> None:
    """134.7 against a minimum of 135 is refused; 135 in force, less than half a step away, stands."""
    decision = decided([], in_force=135.0, ordered=134.7, limits=(limit(low=135.0),))

    assert (decision.value, decision.reverted, decision.withheld) == (135.0, True, False)
