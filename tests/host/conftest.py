"""A folder for throw-away plugins."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from throwaway import Bench

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    """An empty folder for plugins."""
    folder = tmp_path / "plugins"
    folder.mkdir()
    return Bench(folder)
