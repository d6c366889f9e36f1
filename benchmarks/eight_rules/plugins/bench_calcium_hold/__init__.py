"""Benchmark placeholder: no thiosulfate while ionised calcium is low."""

from __future__ import annotations

from calciplug import CaseView, Parameters, hookimpl
from calciplug.units import below


@hookimpl
def calciplug_guard(case: CaseView, p: Parameters) -> None:
    """Withhold thiosulfate for review."""
    with case.rule("calcium-hold") as rule:
        ionised = rule.need("labs.calcium_ionised")
        if not below(ionised, p.lowest):
            rule.stop()
        rule.hold("thiosulfate", "low", ionised=ionised)
