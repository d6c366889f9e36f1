"""What plugin authors test with: cases as files, run through a real host, compared as a whole.

A case file says what differs from a base case, and everything that the outcome decides: status, changes, what
is withheld, findings, silences and, where it names them, the follow-ups of a plan. Prose is not compared; anything
else that is extra, missing or different is.
"""

from __future__ import annotations

from calciplug.testing.cases import PluginCase, load_cases, patched
from calciplug.testing.compare import differences, observed
from calciplug.testing.follow_ups import follow_up_lines, unplanned_lines
from calciplug.testing.hosts import host_of
from calciplug.testing.lanes import lane_differences

__all__ = [
    "PluginCase",
    "differences",
    "follow_up_lines",
    "host_of",
    "lane_differences",
    "load_cases",
    "observed",
    "patched",
    "unplanned_lines",
]
