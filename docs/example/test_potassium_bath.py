"""The example plugin's cases: copy this file beside your own plugin."""

from __future__ import annotations

from pathlib import Path

import pytest

from calciplug.testing import PluginCase, differences, host_of, load_cases, observed

HERE = Path(__file__).parent


@pytest.mark.parametrize("case", load_cases(HERE / "cases"), ids=lambda case: case.name)
def test_case(case: PluginCase) -> None:
    """The outcome decides what the case file says, and nothing else."""
    host = host_of(case.plugins, [HERE / "plugins"])

    assert differences(case.expected, observed(case.run(host))) == []
