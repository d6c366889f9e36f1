"""What is found while a calendar is laid: everything that keeps it from being laid, and what its reader has to know."""

from __future__ import annotations

import attrs


@attrs.frozen
class Remarks:
    """Texts in the order in which they were found.

    Attributes:
        problems: what was found, and what would mend it; with one of them nothing is laid.
        notes: how days were chosen, what was rounded, what is not laid.
    """

    problems: list[str] = attrs.field(factory=list)
    notes: list[str] = attrs.field(factory=list)

    def refuse(self, text: str) -> None:
        """Add a problem."""
        self.problems.append(text)

    def note(self, text: str) -> None:
        """Add a note."""
        self.notes.append(text)
