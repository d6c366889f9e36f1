"""The plugin host: discover, verify, order and call. See `host.Host`."""

from __future__ import annotations

from calciplug.host.discover import Candidate, in_folder, installed
from calciplug.host.host import Host, Plugin
from calciplug.host.parameters import Parameters
from calciplug.host.rule import Rule
from calciplug.host.view import AfterView, CaseView, Heard

__all__ = [
    "AfterView",
    "Candidate",
    "CaseView",
    "Heard",
    "Host",
    "Parameters",
    "Plugin",
    "Rule",
    "in_folder",
    "installed",
]
