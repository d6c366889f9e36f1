"""One line to one answer: the outcome in the bytes of `adjust_document`, and rows that say what went wrong."""

from __future__ import annotations

import hashlib
import re
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from calciplug.codec import MAX_BYTES, read_case, write_outcome
from calciplug.codec.outcome_parts import problem as problem_row
from calciplug.cohort.chunk import Answered
from calciplug.cohort.fields import line as line_of
from calciplug.cohort.tally import Tally
from calciplug.engine import adjust
from calciplug.errors import InputError
from calciplug.model.problem import Problem
from calciplug.sealing import refused

if TYPE_CHECKING:
    from calciplug.cohort.chunk import Line
    from calciplug.cohort.fields import Fields
    from calciplug.cohort.spec import Loaded
    from calciplug.model.outcome import Outcome

INTERNAL: Final = "internal"
DIED: Final = "worker-died"
# The code that stands behind a plugin's fault, in a text of our own.
_FAULT: Final = re.compile(r"\[(plugin\.[a-z_]+)\]")


def answered(line: Line, loaded: Loaded) -> Answered:
    """The answer to *line*; whatever goes wrong in it, an answer."""
    fields = loaded.spec.fields
    try:
        outcome = _outcome(line, loaded)
        return _answer(line, outcome, write_outcome(outcome), fields)
    except Exception as error:  # noqa: BLE001  # our fault in one case must not keep the others from their answers
        message = f"calciplug itself failed ({_described(error)}); this case was not evaluated"
        return _failed(line, fields, INTERNAL, message)


def died(line: Line, fields: Fields | None) -> Answered:
    """The answer to *line*, on which one worker after the other ended."""
    message = "the process that evaluated this case ended each time it was tried; this case was not evaluated"
    return _failed(line, fields, DIED, message)


def _outcome(line: Line, loaded: Loaded) -> Outcome:
    try:
        if line.digest:
            _refuse_size(line)
        case = read_case(line.data)
    except InputError as error:
        return refused(error.problems, _hash(line))
    return adjust(case, loaded.host, loaded.protocol, lane=loaded.spec.lane)


def _refuse_size(line: Line) -> None:
    # As the codec says it, which never gets to see such a line.
    message = f"{line.size:,} bytes; at most {MAX_BYTES:,} are read"
    raise InputError([Problem(code="json.size", pointer="", message=message, fix="send one case in a document")])


def _hash(line: Line) -> str:
    return f"sha256:{line.digest or hashlib.sha256(line.data).hexdigest()}"


def _failed(line: Line, fields: Fields | None, code: str, message: str) -> Answered:
    # The document says `internal`, as everywhere; which fault it was stands among the errors.
    outcome = refused((Problem(code=INTERNAL, pointer="", message=message),), _hash(line))
    return _answer(line, outcome, write_outcome(outcome), fields, code)


def _answer(line: Line, outcome: Outcome, document: bytes, fields: Fields | None, fault: str = "") -> Answered:
    rows = [_row(line, outcome, fault or item.code, problem_row(item)) for item in outcome.problems]
    if outcome.status == "rejected":
        rows += [
            _row(line, outcome, _fault_code(item.summary, item.code), {"pointer": "", "message": item.detail})
            for item in outcome.findings
        ]
    tally = Tally(errors=len(rows))
    tally.count(outcome, failed=bool(fault))
    out = document if fields is None else fields.row(line.number, outcome)
    return Answered(out, b"".join(line_of(row) for row in rows), tally)


def _row(line: Line, outcome: Outcome, code: str, row: dict[str, Any]) -> dict[str, Any]:
    # Every document is one line of its own: its line says nothing, the column does.
    rest = {key: value for key, value in row.items() if key not in ("code", "line")}
    return {"line": line.number, "case_id": outcome.case, "code": code, **rest}


def _fault_code(summary: str, code: str) -> str:
    found = _FAULT.search(summary)
    return found.group(1) if found else code


def _described(error: Exception) -> str:
    """The error's type and place, and never its text, which may hold patient data."""
    last = traceback.extract_tb(error.__traceback__)[-1:]
    return f"{type(error).__name__}{f' at {Path(last[0].filename).name}:{last[0].lineno}' if last else ''}"
