"""What a run finds that another one left where it means to write."""

from __future__ import annotations

from typing import TYPE_CHECKING

from calciplug.cohort.deriving import new_of
from calciplug.cohort.faults import NotResumable
from calciplug.cohort.journal import journal_of
from calciplug.cohort.part import part_of

if TYPE_CHECKING:
    from pathlib import Path


def refuse_leftovers(out: Path, *, derived: bool) -> None:
    """Refuse to begin the result *out* over hours of work, or over somebody else's file.

    Args:
        out: the result.
        derived: whether it is made of its lines at the end, under a third name.

    Raises:
        NotResumable: with what is there.
    """
    left = [str(path) for path in (part_of(out), journal_of(out)) if path.exists() and path.stat().st_size]
    if left:
        hint = "--resume goes on with it, --force begins anew"
        raise NotResumable(f"a run that did not end left {' and '.join(left)}; {hint}")
    if derived and new_of(out).exists():
        raise NotResumable(f"there is {new_of(out)}, which would be written over; --force does that")
