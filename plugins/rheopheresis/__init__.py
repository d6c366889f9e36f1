"""Say what is known of rheopheresis and its kin, and where plasma removal meets thiosulfate; change nothing."""

from __future__ import annotations

from calciplug import CaseView, Parameters, hookimpl

from .current import codes_of, current
from .window import check_window

RHEOPHERESIS = "rheopheresis"


@hookimpl
def calciplug_review(case: CaseView, p: Parameters) -> None:
    """Look at the therapies of the case beside the thiosulfate of the result."""
    with case.rule("rheopheresis") as rule:
        found = codes_of(current(rule, p))
        if RHEOPHERESIS in found:
            rule.info("therapies", "published")
        others = tuple(code for code in found if code != RHEOPHERESIS)
        if others:
            rule.info("therapies", "unvalidated", therapies=others)
    check_window(case, p)
