"""Documents to the model and back, schema-checked both ways; the only user of jsonschema.

A reader or a writer is imported when it is first asked for: one case on the command line needs two of them.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from calciplug.codec.calendar_ics import write_ics
    from calciplug.codec.calendar_writer import write_calendar
    from calciplug.codec.case_reader import content_hash, read_case
    from calciplug.codec.comparison_writer import write_comparison
    from calciplug.codec.documents import read_manifest, read_protocol
    from calciplug.codec.grid import read_axes
    from calciplug.codec.outcome_writer import outcome_document, write_outcome
    from calciplug.codec.schema import NAMES, schema_text, urn
    from calciplug.codec.strict import MAX_BYTES
    from calciplug.codec.why_not_writer import write_why_not

_HOMES = {
    "MAX_BYTES": "strict",
    "NAMES": "schema",
    "content_hash": "case_reader",
    "outcome_document": "outcome_writer",
    "read_axes": "grid",
    "read_case": "case_reader",
    "read_manifest": "documents",
    "read_protocol": "documents",
    "schema_text": "schema",
    "urn": "schema",
    "write_calendar": "calendar_writer",
    "write_comparison": "comparison_writer",
    "write_ics": "calendar_ics",
    "write_outcome": "outcome_writer",
    "write_why_not": "why_not_writer",
}

__all__ = [
    "MAX_BYTES",
    "NAMES",
    "content_hash",
    "outcome_document",
    "read_axes",
    "read_case",
    "read_manifest",
    "read_protocol",
    "schema_text",
    "urn",
    "write_calendar",
    "write_comparison",
    "write_ics",
    "write_outcome",
    "write_why_not",
]

# Hidden from type checkers, for which any name would be here then.
if not TYPE_CHECKING:

    def __getattr__(name: str) -> Any:
        if name not in _HOMES:
            raise AttributeError(f"module 'calciplug.codec' has no attribute {name!r}")
        # Kept, so that only the first use of a name comes here.
        found = globals()[name] = getattr(import_module(f"calciplug.codec.{_HOMES[name]}"), name)
        return found
