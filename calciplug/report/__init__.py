"""An outcome document as the sheet that a pharmacist reads; see `sheet.sheet`.

A sheet is made from the document alone, so that a stored outcome can be printed again; the case, where it is
at hand, adds what was understood of it. Every value is printed as the document shows it: nothing is
computed here but ages in words and the clock of the infusion.
"""

from __future__ import annotations

from calciplug.report.brief import brief
from calciplug.report.calendar_table import calendar_sheet
from calciplug.report.comparison import comparison_sheet
from calciplug.report.evidence_list import evidence_list
from calciplug.report.evidence_text import evidence_entry
from calciplug.report.explanation import explanation
from calciplug.report.layout import WIDTH, Line, printed, safe
from calciplug.report.plugin_table import plugin_list, standing
from calciplug.report.prediction_table import prediction_sheet
from calciplug.report.problems import problem_lines
from calciplug.report.sheet import sheet
from calciplug.report.sweep_table import sweep_sheet
from calciplug.report.understood import understood
from calciplug.report.unit_table import all_kinds, one_kind
from calciplug.report.why_not import why_not_sheet

__all__ = [
    "WIDTH",
    "Line",
    "all_kinds",
    "brief",
    "calendar_sheet",
    "comparison_sheet",
    "evidence_entry",
    "evidence_list",
    "explanation",
    "one_kind",
    "plugin_list",
    "prediction_sheet",
    "printed",
    "problem_lines",
    "safe",
    "sheet",
    "standing",
    "sweep_sheet",
    "understood",
    "why_not_sheet",
]
