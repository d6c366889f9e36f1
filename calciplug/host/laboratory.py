"""The laboratory series of one case: the newest sample that counts, how old it is, and whether that is too old."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from calciplug.host.found import Number
from calciplug.model.answers import ReadValue
from calciplug.model.manifest import covers

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from calciplug.host.access import Access
    from calciplug.model.case import Case, Measurement
    from calciplug.model.manifest import Need


class Sample:
    """The newest sample of a series, as a rule with its own limit finds it.

    Attributes:
        found: its value.
        is_stale: whether it is older than the limit, or than a change that it should show.
    """

    __slots__ = ("found", "is_stale")

    def __init__(self, found: Number, *, is_stale: bool) -> None:
        self.found = found
        self.is_stale = is_stale


class Laboratory:
    """The laboratory series of *case*; samples after dialysis are left out of all."""

    __slots__ = ("_case", "_newest")

    def __init__(self, case: Case) -> None:
        self._case = case
        self._newest: dict[str | tuple[str, float | None, tuple[str, ...]], Sample | None] = {}

    def age(self, moment: datetime) -> Any:
        """Minutes from *moment* to `as_of`."""
        return (self._case.as_of - moment).total_seconds() / 60

    def samples(self, name: str) -> Iterator[Measurement]:
        """Samples of the series called *name*, newest first, read no further than is asked for."""
        for one in self._case.labs.series.get(name, ()):
            if one.timing != "post-dialysis":
                yield one

    def newest(self, access: Access, need: Need | None) -> Sample | None:
        """The newest sample at a path, as the rule finds it that has *need* of it; None where there is none."""
        key = access.path if need is None else (access.path, need.max_age, need.since)
        if key not in self._newest:
            measurement = next(self.samples(access.series), None)
            self._newest[key] = None if measurement is None else self._sample(access, measurement, need)
        return self._newest[key]

    def is_stale(self, access: Access, measurement: Measurement, need: Need | None) -> bool:
        """Whether *measurement* is older than its limit, or than a change of a path that *need* names."""
        limit = _limit(access, need)
        if limit is not None and self.age(measurement.taken) > limit:
            return True
        later = () if need is None else need.since
        return any(
            covers(own, change.path) and change.changed > measurement.taken
            for own in later
            for change in self._case.history.changes
        )

    def _sample(self, access: Access, measurement: Measurement, need: Need | None) -> Sample:
        assert access.kind is not None, "a laboratory series holds numbers"
        stale, age = self.is_stale(access, measurement, need), self.age(measurement.taken)
        noted = ReadValue(path=access.path, value=measurement.value, kind=access.kind, age=age, stale=stale)
        return Sample(Number(noted, measurement.value, access.kind), is_stale=stale)


def _limit(access: Access, need: Need | None) -> float | None:
    return need.max_age if need is not None and need.max_age is not None else access.max_age
