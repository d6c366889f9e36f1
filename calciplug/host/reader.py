"""Reads a case for one rule: declared paths only, fresh values first, and a record of every read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from calciplug.host.access import LISTS, access
from calciplug.host.sampling import Sampling

if TYPE_CHECKING:
    from calciplug.model.records import Override, PastChange


class Reader(Sampling):
    """What one rule of a plugin may read of one case and draft."""

    __slots__ = ()

    def value(self, path: str, *, stale: bool = False) -> Any:
        """The value at *path* as a quantity, a code or records; None where it is absent, withheld or too old."""
        # Nothing is done more often: what the remit and the scene keep is looked up here, and not by a method each.
        own = self._remit.accesses.get(path) or self._remit.access(path)
        if own.stands == "series":
            return self._sampled(own, stale=stale)
        known = self._scene.found
        return self._given(known[path] if path in known else self._scene.find(own))

    def stated(self, path: str) -> bool:
        """Whether the case names the list at *path*."""
        self._remit.access(path)
        return path in self._chart.case.stated

    def is_unknown(self, path: str) -> bool:
        """Whether *path* is a list of the case that it does not name: what would be in it is not known."""
        return path in LISTS and path not in self._chart.case.stated

    def why(self, path: str) -> str:
        """Why `value` gave None: `missing`, `stale` or `withheld`."""
        if path.startswith("labs."):
            noted = self.noted.get(path)
            return "stale" if noted is not None and noted.stale else "missing"
        return "withheld" if self.is_withheld(path) else "missing"

    def has_stopped(self, path: str) -> bool:
        """Whether a person ordered an end to what stands at *path*: that is no value that is missing."""
        return self._chart.case.stops(path)

    def is_withheld(self, path: str) -> bool:
        """Whether the section of *path* has no value today."""
        return any(name in self._scene.withheld for name in access(path).sections)

    def withheld_by(self, name: str) -> tuple[str, ...]:
        """Plugins that withheld the section called *name*."""
        return self._scene.withheld.get(name, ())

    def in_force(self, path: str) -> Any:
        """The value in force at *path*."""
        return self._given(self._chart.in_force.at(self._remit.access(path)))

    def ordered(self, path: str) -> Any:
        """The ordered value at *path*."""
        return self._given(self._chart.ordered.at(self._remit.access(path)))

    def drafted(self, path: str) -> Any:
        """The value at *path* as ordered or in force."""
        return self._given(self._chart.drafted.at(self._remit.access(path)))

    def standing(self, path: str) -> Any:
        """What stands at the stored leaf *path* if nobody proposes anything."""
        return self._given(self._scene.standing(self._remit.access(path)))

    def is_swept(self) -> bool:
        """Whether the draft stands for many prescriptions, with arrays in it."""
        return self._scene.is_swept()

    def form(self, path: str) -> str | None:
        """Salt form of the grams at *path*, drafted or ordered."""
        return self._scene.form(path)

    def any_form(self) -> str | None:
        """Salt form that the case's thiosulfate is labelled in, where it has one."""
        return self._chart.form

    def overrides(self) -> tuple[Override, ...]:
        """Decisions of persons to let a refused value stand."""
        return self._chart.case.overrides

    def ids(self, name: str) -> tuple[str, ...]:
        """Ids of the site's records called *name*: `products` or `solutions`."""
        return tuple(item.id for item in getattr(self._chart.case.site, name))

    def changes(self) -> tuple[PastChange, ...]:
        """Changes that were made before, by a rule."""
        return tuple(change for change in self._chart.case.history.changes if change.rule is not None)
