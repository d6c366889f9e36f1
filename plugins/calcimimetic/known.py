"""What was found of calcimimetics and calciphylaxis."""

from __future__ import annotations

from calciplug import CaseView, Parameters

from .taken import MEDICINES, stop_if_not_stated, taken


def tell_what_is_known(case: CaseView, p: Parameters) -> None:
    """Tell the published figures where a calcimimetic is taken or ordered."""
    with case.rule("calcimimetic-evidence") as rule:
        stop_if_not_stated(rule)
        drugs = taken(rule, p.calcimimetics)
        if drugs:
            rule.info(MEDICINES, "known", drugs=drugs)
