"""One rule's block: what it reads, its silence and its answers are recorded here, not by the author."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from calciplug import units
from calciplug.host.following import Following
from calciplug.model.manifest import covers
from calciplug.resolve import lifts

if TYPE_CHECKING:
    from datetime import datetime

    from calciplug.units import Quantity


class Rule(Following):
    """One rule's block; use it as `with case.rule("N-1") as rule:`.

    `need` ends the block where a value is missing or stale; everything that was read and said is
    recorded under the rule.
    """

    def need(self, path: str) -> Any:
        """The value at *path*; where it is missing, stale or withheld, the block ends and the outcome says so.

        A list that the case does not name is missing; one that it names and leaves empty is a value. Of what a person
        ordered to stop the rule has nothing to say.
        """
        value = self._reader.value(path)
        if value is None and self._reader.has_stopped(path):
            self.stop()
        if value is None or self._reader.is_unknown(path):
            self._end(self._reader.why(path), path)
        return value

    def get(self, path: str, *, stale: bool = False) -> Any:
        """The value at *path*, or None.

        Args:
            path: a declared path.
            stale: also hand out a value older than its limit; only for a rule that can but tighten.
        """
        return self._reader.value(path, stale=stale)

    def stated(self, path: str) -> bool:
        """Whether the case names the list at *path*, even as empty; a list that it does not name is not known."""
        return self._reader.stated(path)

    def series(self, path: str, *, stale: bool = False) -> tuple[Quantity, ...]:
        """The fresh values of the laboratory series *path*, newest first."""
        return self._reader.series(path, stale=stale)

    def mean(self, path: str, *, count: Quantity, within: Quantity) -> Quantity | None:
        """Mean of the newest *count* values of *path* that are no older than *within*.

        The newest value alone where there are fewer; None where there is none.
        """
        values = self._reader.series(path, stale=True, within=within)
        wanted = round(units.ratio(count, units.make(1.0, "count")))
        if not values:
            return None
        return units.mean(values[:wanted]) if len(values) >= wanted else values[0]

    def in_force(self, path: str) -> Any:
        """The value in force at *path*, or None."""
        return self._reader.in_force(path)

    def ordered(self, path: str) -> Any:
        """The value that the order gives *path*, or None."""
        return self._reader.ordered(path)

    def drafted(self, path: str) -> Any:
        """The value at *path* as ordered or in force, before any plugin proposed; or None."""
        return self._reader.drafted(path)

    def standing(self, path: str) -> Any:
        """The value at *path* if nobody proposes another: ordered, or in force where the guards refused the order.

        None where neither may stand. A rule that asks for a step from the value in force asks this whether a
        person's own step stands, so that ordering the outcome gives the outcome again.
        """
        return self._reader.standing(path)

    def form(self, path: str) -> str | None:
        """The salt form of the grams at *path*, or None."""
        return self._reader.form(path)

    def assay(self, path: str) -> str | None:
        """The assay of the newest sample of the laboratory series *path*, or None; values of two do not compare."""
        return self._reader.assay(path)

    def since(self, moment: datetime) -> Quantity:
        """Time from *moment* to the case's `as_of`; negative where it lies ahead."""
        return self._reader.since(moment)

    def age(self, path: str) -> Quantity | None:
        """Time since the newest sample of the laboratory series *path* was taken; None where there is none."""
        return self._reader.age(path)

    def taken(self, path: str) -> datetime | None:
        """When the newest sample of the laboratory series *path* was taken; None where there is none."""
        return self._reader.taken(path)

    def withheld_by(self, name: str) -> tuple[str, ...]:
        """Plugins that withheld the section called *name*; empty where it has a value.

        A rule that offers elsewhere what it withheld here asks this first: what others withheld is not offered.
        """
        return self._reader.withheld_by(name)

    def overridden(self, path: str, value: Any = None) -> bool:
        """Whether a person lets *value* at *path* (without one: the whole section) stand against this rule.

        A rule that would put another value in the place of one that it refuses asks this first.
        """
        stored, spec = None if value is None else self._stored(path, value), self._spec
        lifting = [
            own
            for own in self._reader.overrides()
            if own.path == path and lifts(own, spec.id, spec.override, spec.override_plan, stored)
        ]
        self.used_overrides.extend(lifting)
        return bool(lifting)

    def rest(self, path: str, after: Quantity) -> None:
        """End the block where a rule moved *path* less than *after* ago."""
        for change in self._reader.changes():
            if covers(change.path, path) and units.below(self.since(change.changed), after):
                self._end("resting", path)
