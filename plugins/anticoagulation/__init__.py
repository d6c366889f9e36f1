"""Point out vitamin K antagonists, and what a mechanical valve means for their replacement; change no drug."""

from __future__ import annotations

from calciplug import CaseView, Parameters, hookimpl

from .antagonist import check_antagonist
from .valve import check_valve


@hookimpl
def calciplug_review(case: CaseView, p: Parameters) -> None:
    """Look at the medicines as they are recorded."""
    check_antagonist(case, p)
    check_valve(case, p)
