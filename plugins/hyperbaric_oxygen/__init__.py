"""Hold hyperbaric oxygen against what was published, and name what speaks against it; change nothing."""

from __future__ import annotations

from typing import Any

from calciplug import CaseView, Parameters, hookimpl

from .conditions import check_conditions
from .settings import check_settings

HYPERBARIC_OXYGEN = "hyperbaric-oxygen"
RUNNING = ("in-place", "ordered", "planned")


@hookimpl
def calciplug_review(case: CaseView, p: Parameters) -> None:
    """Look at every course of it that is done, ordered or planned."""
    with case.rule("hyperbaric-oxygen") as rule:
        if not rule.stated("therapies"):
            rule.silent("missing", path="therapies")
        courses: list[Any] = [
            item for item in rule.get("therapies") if item.therapy == HYPERBARIC_OXYGEN and item.status in RUNNING
        ]
        if not courses:
            return
        rule.info("therapies", "published")
        check_conditions(rule, p)
        for course in courses:
            check_settings(rule, p, course)
