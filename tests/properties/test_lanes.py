"""Generated cases have one outcome in both lanes, with all plugins together."""

from __future__ import annotations

import json
import os
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from strategies import cases

from calciplug import Host, adjust_document, shipped_protocol

SETTINGS = settings(
    max_examples=100 * int(os.environ.get("CALCIPLUG_EXAMPLES", "1")),
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)


@cache
def host() -> Host:
    """Every plugin of ours."""
    return Host.discover()


@pytest.mark.slow
@SETTINGS
@given(cases())
def test_both_lanes_give_the_same_bytes(document: dict[str, Any]) -> None:
    """Whatever the case: the fast lane leaves out the checks and nothing else."""
    data = json.dumps(document).encode("utf-8")
    protocol = shipped_protocol()

    assert adjust_document(data, host(), protocol, lane="fast") == adjust_document(data, host(), protocol)
