"""Benchmark placeholder: refuse ultrafiltration that is faster than a ceiling."""

from __future__ import annotations

from calciplug import CaseView, Parameters, hookimpl


@hookimpl
def calciplug_guard(case: CaseView, p: Parameters) -> None:
    """Limit the rate as drafted, and once more as it comes out."""
    with case.rule("uf-ceiling") as rule:
        rate = rule.need("ultrafiltration.rate")
        rule.limit("ultrafiltration.rate", "too-fast", maximum=p.ceiling, rate=rate)
