"""calciplug: plugins adjust a dialysis prescription in calciphylaxis, in units that cannot be confused.

calciplug proposes; a licensed prescriber decides.

    case.json → codec → Case → engine.adjust → Outcome → codec → outcome.json → report

This is the front door, with `calciplug.sweep.sweep` for a grid of prescriptions; everything that is not named in
`__all__` may move. Names are imported when they are first used, so that a program pays only for what it needs.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from calciplug.api import adjust_document, shipped_protocol
    from calciplug.calendar import plan
    from calciplug.codec import (
        read_axes,
        read_case,
        read_protocol,
        write_calendar,
        write_comparison,
        write_ics,
        write_outcome,
        write_why_not,
    )
    from calciplug.comparison import what_if
    from calciplug.engine import adjust
    from calciplug.errors import (
        CalciplugError,
        CalendarError,
        EvidenceError,
        InputError,
        KineticsError,
        PluginError,
        PluginFault,
        ProtocolError,
        UnitError,
    )
    from calciplug.hookspecs import hookimpl
    from calciplug.host import AfterView, CaseView, Host, Parameters, Rule
    from calciplug.model.amount import Amount, Interval
    from calciplug.model.calendar import Calendar, Entry, Times
    from calciplug.model.case import Case
    from calciplug.model.comparison import Comparison
    from calciplug.model.outcome import Change, Finding, Outcome, Predicted
    from calciplug.model.prescription import Prescription
    from calciplug.model.problem import Problem
    from calciplug.model.wants import WhyNot
    from calciplug.protocol import Protocol, Setting
    from calciplug.units import Quantity
    from calciplug.units.lane import Lane
    from calciplug.wants import why_not

__version__ = "0.1.0"

_HOMES = {
    "AfterView": "host",
    "Amount": "model.amount",
    "CalciplugError": "errors",
    "Calendar": "model.calendar",
    "CalendarError": "errors",
    "Case": "model.case",
    "CaseView": "host",
    "Change": "model.outcome",
    "Comparison": "model.comparison",
    "Entry": "model.calendar",
    "EvidenceError": "errors",
    "Finding": "model.outcome",
    "Host": "host",
    "InputError": "errors",
    "Interval": "model.amount",
    "KineticsError": "errors",
    "Lane": "units.lane",
    "Outcome": "model.outcome",
    "Parameters": "host",
    "PluginError": "errors",
    "PluginFault": "errors",
    "Predicted": "model.outcome",
    "Prescription": "model.prescription",
    "Problem": "model.problem",
    "Protocol": "protocol",
    "ProtocolError": "errors",
    "Quantity": "units",
    "Rule": "host",
    "Setting": "protocol",
    "Times": "model.calendar",
    "UnitError": "errors",
    "WhyNot": "model.wants",
    "adjust": "engine",
    "adjust_document": "api",
    "hookimpl": "hookspecs",
    "plan": "calendar",
    "read_axes": "codec",
    "read_case": "codec",
    "read_protocol": "codec",
    "shipped_protocol": "api",
    "what_if": "comparison",
    "why_not": "wants",
    "write_calendar": "codec",
    "write_comparison": "codec",
    "write_ics": "codec",
    "write_outcome": "codec",
    "write_why_not": "codec",
}

__all__ = [
    "AfterView",
    "Amount",
    "CalciplugError",
    "Calendar",
    "CalendarError",
    "Case",
    "CaseView",
    "Change",
    "Comparison",
    "Entry",
    "EvidenceError",
    "Finding",
    "Host",
    "InputError",
    "Interval",
    "KineticsError",
    "Lane",
    "Outcome",
    "Parameters",
    "PluginError",
    "PluginFault",
    "Predicted",
    "Prescription",
    "Problem",
    "Protocol",
    "ProtocolError",
    "Quantity",
    "Rule",
    "Setting",
    "Times",
    "UnitError",
    "WhyNot",
    "__version__",
    "adjust",
    "adjust_document",
    "hookimpl",
    "plan",
    "read_axes",
    "read_case",
    "read_protocol",
    "shipped_protocol",
    "what_if",
    "why_not",
    "write_calendar",
    "write_comparison",
    "write_ics",
    "write_outcome",
    "write_why_not",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'calciplug' has no attribute {name!r}")
    # Kept, so that only the first use of a name comes here.
    found = globals()[name] = getattr(import_module(f"calciplug.{_HOMES[name]}"), name)
    return found


def __dir__() -> list[str]:
    return sorted(__all__)
