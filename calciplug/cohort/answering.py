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
from calciplug.cohort.fields import Fields
from calciplug.cohort.fields import line as line_of
from calciplug.cohort.tally import Tally
from calciplug.engine import adjust
from calciplug.errors import InputError
from calciplug.model.problem import Problem
from calciplug.sealing import refused

if TYPE_CHECKING:
    from calciplug.cohort.chunk import Line
    from calciplug.cohort.spec import Loaded, Spec
    from calciplug.model.case import Case
    from calciplug.model.outcome import Outcome

INTERNAL: Final = "internal"
DIED: Final = "worker-died"
_KEYS: Final = Fields(())
# The code that stands behind a plugin's fault, in a text of our own.
_FAULT: Final = re.compile(r"\[(plugin\.[a-z_]+)\]")


def answered(line: Line, loaded: Loaded) -> Answered:
    """The answer to *line*; whatever goes wrong in it, an answer."""
    try:
        outcome = _outcome(line, loaded)
        return _answer(line, outcome, write_outcome(outcome), loaded.spec)
    except Exception as error:  # noqa: BLE001  # our fault in one case must not keep the others from their answers
        message = f"calciplug itself failed ({described(error)}); this case was not evaluated"
        return _failed(line, loaded.spec, INTERNAL, message)


def died(line: Line, spec: Spec) -> Answered:
    """The answer to *line*, on which one worker after the other ended."""
    message = "the process that evaluated this case ended each time it was tried; this case was not evaluated"
    return _failed(line, spec, DIED, message)


def _outcome(line: Line, loaded: Loaded) -> Outcome:
    try:
        case = case_of(line)
    except InputError as error:
        return refused(error.problems, _hash(line))
    return adjust(case, loaded.host, loaded.protocol, lane=loaded.spec.lane)


def case_of(line: Line) -> Case:
    """The case in *line*.

    Raises:
        InputError: the document was refused.
    """
    if line.digest:
        _refuse_size(line)
    return read_case(line.data)


def _refuse_size(line: Line) -> None:
    # As the codec says it, which never gets to see such a line.
    message = f"{line.size:,} bytes; at most {MAX_BYTES:,} are read"
    raise InputError([Problem(code="json.size", pointer="", message=message, fix="send one case in a document")])


def _hash(line: Line) -> str:
    return f"sha256:{line.digest or hashlib.sha256(line.data).hexdigest()}"


def _failed(line: Line, spec: Spec, code: str, message: str) -> Answered:
    # The document says `internal`, as everywhere; which fault it was stands among the errors.
    outcome = refused((Problem(code=INTERNAL, pointer="", message=message),), _hash(line))
    return _answer(line, outcome, write_outcome(outcome), spec, code)


def _answer(line: Line, outcome: Outcome, document: bytes, spec: Spec, fault: str = "") -> Answered:
    first = {spec.counted: line.number, "case_id": outcome.case}
    rows = [_row(first, fault or item.code, problem_row(item)) for item in outcome.problems]
    if outcome.status == "rejected":
        rows += [
            _row(first, _fault_code(item.summary, item.code), {"pointer": "", "message": item.detail})
            for item in outcome.findings
        ]
    tally = Tally(errors=len(rows))
    tally.count(outcome, failed=bool(fault))
    out = document if spec.fields is None else spec.fields.row(line.number, outcome, spec.counted)
    if spec.keyed:
        out = _KEYS.row(line.number, outcome, spec.counted) + out
    return Answered(out, b"".join(line_of(row) for row in rows), tally)


def _row(first: dict[str, Any], code: str, row: dict[str, Any]) -> dict[str, Any]:
    # A document that is one line of its input has no lines of its own: only its column says something.
    return {**first, "code": code, **{key: value for key, value in row.items() if key not in ("code", *first)}}


def _fault_code(summary: str, code: str) -> str:
    found = _FAULT.search(summary)
    return found.group(1) if found else code


def described(error: Exception) -> str:
    """The error's type and place, and never its text, which may hold patient data."""
    last = traceback.extract_tb(error.__traceback__)[-1:]
    return f"{type(error).__name__}{f' at {Path(last[0].filename).name}:{last[0].lineno}' if last else ''}"
