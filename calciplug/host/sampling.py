"""Reads laboratory series for one rule, and keeps the record of all that the rule read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from calciplug import units
from calciplug.errors import PluginFault
from calciplug.units.lane import is_fast

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from calciplug.host.access import Access
    from calciplug.host.found import Found
    from calciplug.host.remit import Remit
    from calciplug.host.scene import Scene
    from calciplug.model.answers import ReadValue
    from calciplug.model.case import Measurement
    from calciplug.model.manifest import Need
    from calciplug.units import Quantity


class Sampling:
    """What one rule of a plugin may read of the laboratory series of a case.

    Args:
        remit: the plugin's, for its declared reads.
        needs: of the rule by path, for ages of its own.
        scene: the case and the draft that this plugin's layer sees.

    Attributes:
        noted: what was read so far, in order: by what it is called, as it was last found.
    """

    __slots__ = ("_chart", "_needs", "_remit", "_scene", "_snapshot", "noted")

    def __init__(self, remit: Remit, needs: Mapping[str, Need], scene: Scene) -> None:
        self._remit = remit
        self._needs = needs
        self._scene = scene
        self._chart = scene.chart
        self.noted: dict[str, ReadValue] = {}
        # One tuple for all answers between two reads; None where something was read since.
        self._snapshot: tuple[ReadValue, ...] | None = ()

    def read(self) -> tuple[ReadValue, ...]:
        """What has been read so far, in order."""
        if self._snapshot is None:
            self._snapshot = tuple(self.noted.values())
        return self._snapshot

    def series(self, path: str, *, stale: bool = False, within: Quantity | None = None) -> tuple[Quantity, ...]:
        """Fresh values of a laboratory series, newest first; samples after dialysis are left out.

        Args:
            path: the series.
            stale: also values older than their limit.
            within: only values no older than this.
        """
        own, need, laboratory = self._remit.access(path), self._needs.get(path), self._chart.laboratory
        if own.kind is None:
            raise PluginFault("plugin.undeclared_path", f"read {path}, which is not a path")
        found: list[Quantity] = []
        for measurement in laboratory.samples(own.series):
            if within is not None and units.exceeds(self.since(measurement.taken), within):
                break
            newest = None if found else laboratory.newest(own, need)
            if newest is not None:
                self._given(newest.found)
            if not stale and laboratory.is_stale(own, measurement, need):
                break
            found.append(units.make(measurement.value, own.kind))
        return tuple(found)

    def age(self, path: str) -> Quantity | None:
        """Time from the newest sample of a laboratory series, none of them after dialysis, to `as_of`."""
        taken = self.taken(path)
        return None if taken is None else self.since(taken)

    def taken(self, path: str) -> datetime | None:
        """When the newest sample of a laboratory series was taken, none of them after dialysis."""
        newest = self._newest(path)
        return None if newest is None else newest.taken

    def assay(self, path: str) -> str | None:
        """Assay of the newest sample of a laboratory series, none of them after dialysis."""
        newest = self._newest(path)
        return None if newest is None else newest.assay

    def since(self, moment: datetime) -> Quantity:
        """Time from *moment* to `as_of`."""
        return units.make(self._chart.laboratory.age(moment), "time")

    def _sampled(self, own: Access, *, stale: bool) -> Any:
        """The newest value of a series; None where there is none, or where it is too old and *stale* is false."""
        sample = self._chart.laboratory.newest(own, self._needs.get(own.path))
        if sample is None:
            return None
        value = self._given(sample.found)
        return None if sample.is_stale and not stale else value

    def _newest(self, path: str) -> Measurement | None:
        return next(self._chart.laboratory.samples(self._remit.access(path).series), None)

    def _given(self, found: Found | None) -> Any:
        """What was found, noted as read and fresh for this reader."""
        if found is None:
            return None
        noted = found.noted
        if noted is not None:
            self.noted[noted.path] = noted
            self._snapshot = None
        return found.bare if is_fast() else found.given()
