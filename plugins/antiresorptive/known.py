"""What was found of antiresorptive drugs in calciphylaxis."""

from __future__ import annotations

from calciplug import CaseView, Parameters

from .taken import MEDICINES, bisphosphonates, denosumab, stop_if_not_stated


def tell_what_is_known(case: CaseView, p: Parameters) -> None:
    """Tell what was published, and of what there is nothing."""
    with case.rule("antiresorptive-evidence") as rule:
        stop_if_not_stated(rule)
        if drugs := bisphosphonates(rule, p):
            rule.info(MEDICINES, "bisphosphonate", drugs=drugs)
        if drugs := denosumab(rule, p):
            rule.info(MEDICINES, "denosumab", drugs=drugs)
