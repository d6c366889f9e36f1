"""What blood and dialysate flows mean for dialyser clearances that were published for other sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from calciplug import Parameters, Rule
from calciplug.units import below, exceeds, lower

from .sides import FLOWS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def slower(read: Callable[[str], Any]) -> Any:
    """The slower of blood and dialysate flow, above which no dialyser clears; None where one of them is not known."""
    blood, dialysate = (read(path) for path in FLOWS.values())
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


def slow_flows(rule: Rule, p: Parameters) -> Any:
    """Whether blood or dialysate flows slower, under either prescription, than where clearances were published."""
    slow: Any = False
    for read in (rule.get, rule.in_force):
        for path, usual in (("flows.blood", p.usual_blood_flow), ("flows.dialysate", p.usual_dialysate_flow)):
            flow = read(path)
            slow = slow if flow is None else slow | below(flow, usual)
    return slow


def thiosulfate_flags(rule: Rule, p: Parameters, weight: Any, before: Mapping[str, Any] | None) -> dict[str, Any]:
    """What flows say of thiosulfate's published clearance, which is for each kilogram."""
    flow, earlier = slower(rule.get), None if before is None else slower(rule.in_force)
    return {
        "slow-flows": slow_flows(rule, p),
        "flows-unknown": flow is None or (before is not None and earlier is None),
        "flow-bound": bound(p.dialysis_high * weight, flow, earlier),
    }
