"""Entries of the evidence as one document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from calciplug.codec.compact import compact
from calciplug.codec.schema import demand, urn

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def write_evidence(entries: Sequence[Mapping[str, Any]]) -> bytes:
    """*entries* as one line of UTF-8 JSON.

    Raises:
        CalciplugError: the document breaks `schemas/evidence.json`; that is our bug.
    """
    document = {"schema": urn("evidence"), "entries": list(entries)}
    demand("evidence", document)
    return compact(document) + b"\n"
