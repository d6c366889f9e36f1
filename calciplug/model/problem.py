"""A problem: why a document was refused, and what to do about it."""

from __future__ import annotations

import attrs


@attrs.frozen(kw_only=True)
class Problem:
    """One reason why a document was refused.

    Attributes:
        code: stable, for programs: `unit.unknown`, `json.duplicate_key`, ...
        pointer: JSON Pointer of the place ("" is the whole document).
        message: one sentence; never holds the document's text beyond the one value.
        found: what stands there, shortened and without control characters.
        expected: what may stand there.
        fix: nearest mend, or None.
        rule: unit rule (`U-1` ...) that it is reported under, or None.
        line: line of the document, from 1, or None.
        column: column of that line, from 1, or None.
    """

    code: str
    pointer: str
    message: str
    found: str | None = None
    expected: str | None = None
    fix: str | None = None
    rule: str | None = None
    line: int | None = None
    column: int | None = None
