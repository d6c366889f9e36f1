"""Every case file of every plugin decides exactly what it says, and nothing more."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from calciplug.testing import PluginCase, differences, host_of, load_cases, observed

if TYPE_CHECKING:
    from calciplug.host import Host

ROOT = Path(__file__).resolve().parents[2]
CASES = load_cases(ROOT / "fixtures" / "cases")


@cache
def host(names: tuple[str, ...]) -> Host:
    return host_of(names)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case(case: PluginCase) -> None:
    """The outcome's status, changes, withheld sections, findings and silences are the file's."""
    document = case.run(host(case.plugins))

    assert differences(case.expected, observed(document)) == []
