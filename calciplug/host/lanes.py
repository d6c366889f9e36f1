"""Which plugins may run in the fast lane: a record by digest that tests write, never a decision of the moment."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files


@cache
def recorded_digests() -> frozenset[str]:
    """Digests of calciplug's own plugins whose every case gave the same outcome in both lanes.

    A plugin of which one byte has changed is not among them, and runs checked until its cases were run again.
    """
    record = json.loads((files("calciplug.host") / "lanes.json").read_text("utf-8"))
    return frozenset(record)
