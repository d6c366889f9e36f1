"""Withhold sodium thiosulfate, or warn, where the patient or another drug forbids it; propose nothing."""

from __future__ import annotations

from calciplug import CaseView, Parameters, hookimpl

from .acid_base import check_acid_base
from .again import plan_again
from .allergy import check_allergy
from .calcium import check_calcium
from .interactions import check_interactions
from .line import check_line, check_vein
from .monitoring import plan_ecg, plan_monitoring
from .pressure import check_pressure
from .qtc import check_qtc
from .sodium import check_sodium
from .unread import check_unread


@hookimpl
def calciplug_guard(case: CaseView, p: Parameters) -> None:
    """Every interlock, on the draft as ordered."""
    check_allergy(case, p)
    check_unread(case)
    check_line(case, p)
    check_vein(case)
    check_sodium(case, p)
    check_acid_base(case, p)
    check_calcium(case, p)
    check_qtc(case, p)
    check_pressure(case, p)
    check_interactions(case, p)


@hookimpl
def calciplug_plan(case: CaseView, p: Parameters) -> None:
    """What is measured while thiosulfate is given, and what again while it is withheld."""
    plan_monitoring(case, p)
    plan_ecg(case)
    plan_again(case, p)
