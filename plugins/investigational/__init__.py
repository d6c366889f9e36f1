"""Refuse the signature under an order for an investigational drug, and tell what was found of it; compute no dose."""

from __future__ import annotations

from calciplug import CaseView, Parameters, hookimpl

from .found import tell_what_was_found
from .order import check_order


@hookimpl
def calciplug_review(case: CaseView, p: Parameters) -> None:
    """Look at the medicines as they are recorded; there is no dose to compute and none is made up."""
    check_order(case, p)
    tell_what_was_found(case, p)
