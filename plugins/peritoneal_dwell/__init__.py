"""Keep thiosulfate out of the peritoneum unless a gate is passed, and then in one long, clear, manual glucose dwell."""

from __future__ import annotations

from calciplug import CaseView, Parameters, hookimpl

from .bag import limit_bags
from .dwell import move_dose, refuse_shorter
from .effluent import check_effluent
from .follow_ups import plan_effluent
from .gate import keep_gate
from .vehicle import check_vehicle


@hookimpl
def calciplug_guard(case: CaseView, p: Parameters) -> None:
    """The gate, the limits, the vehicle and the effluent; then the dwell."""
    keep_gate(case)
    limit_bags(case, p)
    check_vehicle(case, p)
    check_effluent(case, p)
    refuse_shorter(case, p)


@hookimpl
def calciplug_propose(case: CaseView, p: Parameters) -> None:
    """Move a dose that was withheld for its dwell alone to the longest suitable one."""
    move_dose(case, p)


@hookimpl
def calciplug_plan(case: CaseView, p: Parameters) -> None:
    """How the effluent is looked at while thiosulfate runs into the peritoneum."""
    plan_effluent(case, p)
