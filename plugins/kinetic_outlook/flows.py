"""What blood and dialysate flows mean for dialyser clearances that were published for other sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from calciplug import Parameters, Rule
from calciplug.units import below, exceeds, lower

from .sides import FLOWS

if TYPE_CHECKING:
    from collections.abc import Mapping


class Flows(NamedTuple):
    """Blood and dialysate flow as they will be proposed (`now`) and in force (`then`); None for one not known."""

    now: tuple[Any, Any]
    then: tuple[Any, Any]


def read_flows(rule: Rule) -> Flows:
    """The flows of both prescriptions."""
    blood, dialysate = FLOWS.values()
    return Flows((rule.get(blood), rule.get(dialysate)), (rule.in_force(blood), rule.in_force(dialysate)))


def slower(pair: tuple[Any, Any]) -> Any:
    """The slower of blood and dialysate flow, above which no dialyser clears; None where one of them is not known."""
    blood, dialysate = pair
    return None if blood is None or dialysate is None else lower(blood, dialysate)


def known(**flows: Any) -> dict[str, Any]:
    """Those of the flows that are known: one that is not bounds nothing, and is left out."""
    return {name: flow for name, flow in flows.items() if flow is not None}


def bound(clearance: Any, flow: Any, before: Any) -> Any:
    """Whether a known flow, of either prescription, is below the published clearance."""
    up: Any = False
    for one in known(now=flow, then=before).values():
        up = up | exceeds(clearance, one)
    return up


def slow_flows(flows: Flows, p: Parameters) -> Any:
    """Whether blood or dialysate flows slower, under either prescription, than where clearances were published."""
    slow: Any = False
    for pair in flows:
        for flow, usual in zip(pair, (p.usual_blood_flow, p.usual_dialysate_flow), strict=True):
            slow = slow if flow is None else slow | below(flow, usual)
    return slow


def thiosulfate_flags(flows: Flows, p: Parameters, weight: Any, before: Mapping[str, Any] | None) -> dict[str, Any]:
    """What flows say of thiosulfate's published clearance, which is for each kilogram."""
    flow, earlier = slower(flows.now), None if before is None else slower(flows.then)
    return {
        "slow-flows": slow_flows(flows, p),
        "flows-unknown": flow is None or (before is not None and earlier is None),
        "flow-bound": bound(p.dialysis_high * weight, flow, earlier),
    }
