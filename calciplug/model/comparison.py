"""Two outcomes of one patient: the case as it is, and the same case with values that a person typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from calciplug.model.case import Case
    from calciplug.model.edit import Edit
    from calciplug.model.outcome import Outcome


@attrs.frozen(kw_only=True)
class Comparison:
    """A case and its edited copy, each adjusted under the same host and protocol.

    Attributes:
        edits: what was typed, in the order given.
        case: as it is.
        edited: the same with the edits.
        before: the outcome of *case*.
        after: the outcome of *edited*; no proposal for this patient, whose values were not measured so.
    """

    edits: tuple[Edit, ...]
    case: Case
    edited: Case
    before: Outcome
    after: Outcome
