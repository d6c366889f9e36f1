"""One pass over a document that its schema has already seen: what the schema cannot say is gathered here."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import attrs

from calciplug.codec.text import clean
from calciplug.codec.times import MomentError, agree, moment
from calciplug.model.problem import Problem

if TYPE_CHECKING:
    from datetime import datetime

# A clock that runs ahead by this much is a clock; by more it is a wrong date.
FUTURE: Final = timedelta(minutes=5)


@attrs.define
class Reading:
    """What one pass has found.

    Attributes:
        refused: pointers of what was refused and taken out before this pass.
        problems: found so far.
        as_of: the case's moment, once it is known.
    """

    refused: frozenset[str] = frozenset()
    problems: list[Problem] = attrs.field(factory=list)
    as_of: datetime | None = None

    def add(self, code: str, pointer: str, message: str, **more: Any) -> None:
        """Note a problem."""
        self.problems.append(Problem(code=code, pointer=pointer, message=message, **more))

    def when(self, node: Any, pointer: str, *, past: bool = True) -> datetime | None:
        """The moment in *node*; *past* ones may not lie after the case's own."""
        if not isinstance(node, str):
            return None
        try:
            found = moment(node)
        except MomentError as error:
            self.add(error.code, pointer, str(error), found=clean(node, 40), fix=error.fix)
            return None
        if past and self.as_of is not None and found > self.as_of + FUTURE:
            self.add("time.future", pointer, "lies after as_of", found=clean(node, 40), expected="a moment up to as_of")
            return None
        return found

    def zoned(self, node: Any, pointer: str) -> tuple[datetime, str] | tuple[None, None]:
        """The moment and the zone in *node*, which must agree."""
        time, zone = (node.get("time"), node.get("zone")) if isinstance(node, dict) else (None, None)
        found = self.when(time, f"{pointer}/time", past=False)
        if found is None or not isinstance(zone, str):
            return None, None
        try:
            agree(found, zone)
        except MomentError as error:
            step, shown = ("zone", zone) if error.code == "time.zone_unknown" else ("time", str(time))
            self.add(error.code, f"{pointer}/{step}", str(error), found=clean(shown), fix=error.fix)
            return None, None
        return found, zone
