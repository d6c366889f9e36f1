"""Point out parathyroid hormone outside the site's band, and tell what is known before parathyroidectomy."""

from __future__ import annotations

from calciplug import AfterView, CaseView, Parameters, hookimpl

from .band import check_band
from .surgery import check_surgery


@hookimpl
def calciplug_review(case: CaseView, after: AfterView, p: Parameters) -> None:
    """The band, then surgery; no order is touched."""
    check_band(case, p)
    check_surgery(case, after, p)
