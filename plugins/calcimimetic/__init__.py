"""Warn of a calcimimetic while calcium is low or another one is hardly stopped; tell what was found of the class."""

from __future__ import annotations

from calciplug import CaseView, Parameters, hookimpl

from .calcium import check_calcium
from .known import tell_what_is_known
from .switch import check_switch


@hookimpl
def calciplug_review(case: CaseView, p: Parameters) -> None:
    """The label's limits of calcium, its interval after cinacalcet, and published groups; no order is touched."""
    check_calcium(case, p)
    check_switch(case, p)
    tell_what_is_known(case, p)
