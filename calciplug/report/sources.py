"""Numbers for citations, and the list that they lead to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from calciplug import evidence
from calciplug.errors import EvidenceError
from calciplug.report.layout import Line, heading, paragraph

if TYPE_CHECKING:
    from collections.abc import Iterable

# A no-break space: the numbers of one mark stay on one line.
_JOINED: Final = ",\u00a0"


class Sources:
    """The sources of one sheet, numbered in the order in which it first names them."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def mark(self, identifiers: Iterable[str]) -> str:
        """The numbers of *identifiers*: `[1, 4]`; nothing for none."""
        numbers = [self._numbers.setdefault(name, len(self._numbers) + 1) for name in identifiers]
        return f"[{_JOINED.join(str(number) for number in sorted(numbers))}]" if numbers else ""

    def basis(self, identifiers: Iterable[str], policy: bool) -> str:
        """What something rests on: its sources, the word policy, or both."""
        numbers = self.mark(identifiers)
        return " and ".join(filter(None, (f"sources {numbers}" if numbers else "", "policy" if policy else "")))

    def lines(self) -> list[Line]:
        """The list, each source with how far it may be trusted."""
        if not self._numbers:
            return []
        width = len(str(len(self._numbers))) + 2
        found = heading("Sources", "in brackets: how far each may be trusted")
        for name, number in self._numbers.items():
            found += paragraph(_cited(name), f"  {f'[{number}]':>{width}} ")
        return found


def _cited(name: str) -> str:
    try:
        return evidence.cite(name)
    except EvidenceError:
        # A stored outcome may be older or newer than the evidence that is installed.
        return f"{name} (not in the bibliography of this version; unknown how far it may be trusted)"
