"""A value that is wanted only where the route is prescribed at all."""

from __future__ import annotations

from calciplug import Quantity, Rule


def prescribed(rule: Rule, path: str, section: str) -> Quantity:
    """The value at *path*; the rule has nothing to say where nobody prescribed it: no value is missing then."""
    if rule.get(path) is None and not rule.withheld_by(section):
        rule.stop()
    value: Quantity = rule.need(path)
    return value
