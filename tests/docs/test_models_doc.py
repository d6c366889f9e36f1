"""The table of models in the docs is the models that there are."""

from __future__ import annotations

import re
from pathlib import Path

from calciplug.kinetics.models import models

PAGE = Path(__file__).resolve().parents[2] / "docs" / "kinetics.md"
ROW = re.compile(r"^\| `([a-z0-9.-]+)` \| (\S+) \| ([^|]+) \| ([^|]*)\|$", re.MULTILINE)


def test_the_page_lists_every_model() -> None:
    """Id, version, title, and whether the equation was only remembered."""
    remembered = "equation remembered, not read "
    real = [(key, own.version, own.title, remembered if own.memory else "") for key, own in sorted(models().items())]
    assert [tuple(part.lstrip() for part in row) for row in ROW.findall(PAGE.read_text("utf-8"))] == [
        (key, version, title, note.lstrip()) for key, version, title, note in real
    ]
