"""Which of calciplug's own plugins were tried, byte for byte: a record by digest, never a decision of the moment."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files


@cache
def recorded_digests() -> frozenset[str]:
    """Digests of calciplug's own plugins whose every case gave the same outcome in both lanes.

    Before, their manifests were held against the schema and against all that they point to. A plugin of which one byte
    has changed is not among them: it is held against every check at each start, and runs in the checked lane, until it
    was tried again.
    """
    record = json.loads((files("calciplug.host") / "lanes.json").read_text("utf-8"))
    return frozenset(record)
