"""Documents to the model and back, schema-checked both ways; the only user of jsonschema."""

from __future__ import annotations

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
