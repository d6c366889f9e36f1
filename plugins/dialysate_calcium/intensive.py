"""D-6: long, frequent sessions, which need calcium in the bath."""

from __future__ import annotations

from calciplug import CaseView, Parameters, Quantity
from calciplug.units import below

from .baths import BATH


def keep_on_intensive(case: CaseView, p: Parameters) -> None:
    """On long, frequent sessions the bath is kept, and the conflict shown."""
    with case.rule("D-6") as rule:
        count, duration = rule.need("schedule.count"), rule.need("schedule.duration")
        if not is_intensive(p, count, duration):
            rule.stop()
        current = rule.in_force(BATH)
        if current is not None:
            least = min(current, p.intensive_calcium)
            rule.limit(BATH, "keep", minimum=least, severity="warning", count=count, duration=duration)
        rule.warn(BATH, "conflict", count=count, duration=duration)


def is_intensive(p: Parameters, count: Quantity, duration: Quantity) -> bool:
    """Whether sessions are both long and frequent."""
    return not below(duration, p.intensive_duration) and not below(count, p.intensive_count)
