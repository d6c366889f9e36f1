"""At which time of day a session begins: given, or the case's own; never guessed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from calciplug.codec.times import local

if TYPE_CHECKING:
    from datetime import time

    from calciplug.calendar.remarks import Remarks
    from calciplug.model.calendar import Times
    from calciplug.model.case import Case


def time_of_day(case: Case, times: Times, what: str, said: Remarks) -> time | None:
    """The time of day at which *what* begins; None where it is not known, with a problem for it."""
    if times.at is not None:
        return times.at
    if case.session_start is None or case.zone is None:
        said.refuse(f"neither --at nor the case's session_start says when {what} begins; give --at HH:MM")
        return None
    exact = local(case.session_start, case.zone).time()
    own = exact.replace(second=0, fold=0)
    if case.zone != times.zone:
        said.refuse(
            f"the case's session begins at {own:%H:%M} in {case.zone}, and the calendar is for {times.zone}; say at "
            f"which time of day {what} begins there: --at HH:MM"
        )
        return None
    if exact.second:
        said.note("The case's session_start has seconds; they are left out: entries begin and end at whole minutes.")
    said.note(f"Every session begins at {own:%H:%M}, as the next one in the case does; another time of day: --at.")
    return own
