"""Point out what brings calcium beside the dialysate, and a missing phosphate binder; change no drug."""

from __future__ import annotations

from calciplug import CaseView, Parameters, hookimpl

from .binder import check_binder
from .sources import check_sources


@hookimpl
def calciplug_review(case: CaseView, p: Parameters) -> None:
    """Look at the medicines and feeds as they are recorded."""
    check_sources(case, p)
    check_binder(case, p)
