"""Reads a case for one rule: declared paths only, fresh values first, and a record of every read."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from calciplug import units
from calciplug.errors import PluginFault
from calciplug.host.facts import BATHS, FACTS, PTH_LIMIT, RECORDS, fact
from calciplug.model.answers import ReadValue
from calciplug.model.computed import COMPUTED, compute
from calciplug.model.field import code_field, field, general, section
from calciplug.model.manifest import covers
from calciplug.model.prescription import Prescription

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from calciplug.model.case import Case, Measurement
    from calciplug.model.manifest import Manifest, Need
    from calciplug.model.prescription import Stored
    from calciplug.model.records import Override, PastChange
    from calciplug.units import Quantity

    Standing = Callable[[str], Stored | None]


# A plugin reads the same paths in every case; only the keys of exchanges differ, and a bounded cache takes those too.
@lru_cache(maxsize=8192)
def _is_declared(reads: tuple[str, ...], writes: tuple[str, ...], path: str) -> bool:
    """Whether a plugin that declares *reads* and *writes* may read *path*."""
    return any(covers(own, path) for own in (*reads, *writes))


class Reader:
    """What one plugin may read of one case and draft.

    Args:
        case: the case.
        draft: the draft that this plugin's layer sees.
        withheld: sections without a value today, and the plugins that withheld them.
        manifest: the plugin's, for its declared reads.
        needs: of the rule, for ages of its own.
        standing: what stands at a path if nobody proposes anything.
    """

    def __init__(
        self,
        case: Case,
        draft: Prescription,
        withheld: Mapping[str, tuple[str, ...]],
        manifest: Manifest,
        needs: tuple[Need, ...],
        *,
        standing: Standing,
    ) -> None:
        self._case = case
        self._draft = draft
        self._withheld = withheld
        self._manifest = manifest
        self._needs = {need.path: need for need in needs}
        self._standing = standing
        self._read: dict[str, ReadValue] = {}

    def fresh(self) -> Reader:
        """The same reader with an empty record."""
        needs = tuple(self._needs.values())
        return Reader(self._case, self._draft, self._withheld, self._manifest, needs, standing=self._standing)

    def read(self) -> tuple[ReadValue, ...]:
        """What has been read so far, in order."""
        return tuple(self._read.values())

    def value(self, path: str, *, stale: bool = False) -> Any:
        """The value at *path* as a quantity, a code or records; None where it is absent, withheld or too old."""
        self._allowed(path)
        if path.startswith("labs."):
            series = self.series(path, stale=stale)
            return series[0] if series else None
        if path.split(".", maxsplit=1)[0] in ("patient", "history", "site", "medications", "therapies", "case"):
            return self._fact(path)
        return self._leaf(self._draft, path)

    def stated(self, path: str) -> bool:
        """Whether the case names the list at *path*."""
        self._allowed(path)
        return path in self._case.stated

    def is_unknown(self, path: str) -> bool:
        """Whether *path* is a list of the case that it does not name: what would be in it is not known."""
        return (path in RECORDS or path == BATHS) and path not in self._case.stated

    def series(self, path: str, *, stale: bool = False, within: Quantity | None = None) -> tuple[Quantity, ...]:
        """Fresh values of a laboratory series, newest first; samples after dialysis are left out.

        Args:
            path: the series.
            stale: also values older than their limit.
            within: only values no older than this.
        """
        self._allowed(path)
        name = path.removeprefix("labs.")
        declared = field(path)
        if declared is None:
            raise PluginFault("plugin.undeclared_path", f"read {path}, which is not a path")
        found: list[Quantity] = []
        for measurement in self._case.labs.series.get(name, ()):
            if measurement.timing == "post-dialysis":
                continue
            if within is not None and units.exceeds(self.since(measurement.taken), within):
                break
            old = self._stale(path, measurement)
            if not found:
                self._note(path, measurement.value, declared.kind, age=self._age(measurement.taken), stale=old)
            if old and not stale:
                break
            found.append(units.make(measurement.value, declared.kind))
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

    def why(self, path: str) -> str:
        """Why `value` gave None: `missing`, `stale` or `withheld`."""
        if path.startswith("labs."):
            noted = self._read.get(path)
            return "stale" if noted is not None and noted.stale else "missing"
        return "withheld" if self.is_withheld(path) else "missing"

    def has_stopped(self, path: str) -> bool:
        """Whether a person ordered an end to what stands at *path*: that is no value that is missing."""
        return self._case.stops(path)

    def is_withheld(self, path: str) -> bool:
        """Whether the section of *path* has no value today."""
        if general(path) in COMPUTED:
            key = path.split(".")[1] if path.startswith("exchanges.") else "*"
            return any(name.replace("*", key) in self._withheld for name in COMPUTED[general(path)].sections)
        declared = field(path) or code_field(path)
        return declared is not None and declared.section is not None and section(path) in self._withheld

    def withheld_by(self, name: str) -> tuple[str, ...]:
        """Plugins that withheld the section called *name*."""
        return self._withheld.get(name, ())

    def in_force(self, path: str) -> Any:
        """The value in force at *path*."""
        self._allowed(path)
        return self._leaf(self._case.prescription, path, note=f"in_force.{path}")

    def ordered(self, path: str) -> Any:
        """The ordered value at *path*."""
        self._allowed(path)
        return self._leaf(self._case.order, path, note=f"order.{path}")

    def drafted(self, path: str) -> Any:
        """The value at *path* as ordered or in force."""
        self._allowed(path)
        return self._leaf(self._case.draft(), path, note=f"drafted.{path}")

    def standing(self, path: str) -> Any:
        """What stands at the stored leaf *path* if nobody proposes anything."""
        self._allowed(path)
        value = self._standing(path)
        standing = Prescription({} if value is None else {path: value}, self._draft.forms)
        return self._leaf(standing, path, note=f"standing.{path}")

    def is_swept(self) -> bool:
        """Whether the draft stands for many prescriptions, with arrays in it."""
        return any(units.is_many(value) for value in self._draft.values.values())

    def form(self, path: str) -> str | None:
        """Salt form of the grams at *path*, drafted or ordered."""
        return self._draft.forms.get(path) or self._case.draft().forms.get(path)

    def any_form(self) -> str | None:
        """Salt form that the case's thiosulfate is labelled in, where it has one."""
        forms = self._case.draft().forms
        return next((forms[path] for path in sorted(forms, reverse=True)), None)

    def since(self, moment: datetime) -> Quantity:
        """Time from *moment* to `as_of`."""
        return units.make(self._age(moment), "time")

    def overrides(self) -> tuple[Override, ...]:
        """Decisions of persons to let a refused value stand."""
        return self._case.overrides

    def ids(self, name: str) -> tuple[str, ...]:
        """Ids of the site's records called *name*: `products` or `solutions`."""
        return tuple(item.id for item in getattr(self._case.site, name))

    def changes(self) -> tuple[PastChange, ...]:
        """Changes that were made before, by a rule."""
        return tuple(change for change in self._case.history.changes if change.rule is not None)

    # -- inside ----------------------------------------------------------------------------

    def _newest(self, path: str) -> Measurement | None:
        self._allowed(path)
        samples = self._case.labs.series.get(path.removeprefix("labs."), ())
        return next((item for item in samples if item.timing != "post-dialysis"), None)

    def _allowed(self, path: str) -> None:
        if not _is_declared(self._manifest.reads, self._manifest.writes, path):
            raise PluginFault("plugin.undeclared_read", f"read {path}, which is not among its reads")

    def _fact(self, path: str) -> Any:
        if path in RECORDS or path in FACTS or path in (BATHS, PTH_LIMIT):
            found, called = fact(self._case, path)
            self._note(path, called)
            return found
        return self._patient(path)

    def _patient(self, path: str) -> Any:
        declared = field(path)
        if (declared is None and code_field(path) is None) or not path.startswith("patient."):
            raise PluginFault("plugin.undeclared_path", f"read {path}, which is not a path")
        value = self._case.patient.values.get(path.removeprefix("patient."))
        if value is None:
            return None
        self._note(path, value, declared.kind if declared else None)
        return units.make(value, declared.kind) if declared and isinstance(value, float) else value

    def _leaf(self, prescription: Prescription, path: str, note: str | None = None) -> Any:
        if general(path) in COMPUTED:
            found = compute(self._case, prescription, path)
            if found is not None:
                kind = COMPUTED[general(path)].kind
                self._note(note or path, units.measure_each(found, kind), kind, form=self._shown_form(kind))
            return found
        declared = field(path)
        if declared is None and code_field(path) is None and path != "exchanges":
            raise PluginFault("plugin.undeclared_path", f"read {path}, which is not a path")
        if path == "exchanges":
            return prescription.exchanges()
        value = prescription.get(path)
        if value is None:
            return None
        self._note(note or path, value, declared.kind if declared else None, form=prescription.forms.get(path))
        return units.make(value, declared.kind) if declared and not isinstance(value, str | tuple) else value

    def _shown_form(self, kind: str) -> str | None:
        return self.any_form() if kind.startswith("thiosulfate") else None

    def _age(self, moment: datetime) -> float:
        return (self._case.as_of - moment).total_seconds() / 60

    def _stale(self, path: str, measurement: Measurement) -> bool:
        need = self._needs.get(path)
        declared = field(path)
        own = declared.max_age if declared is not None else None
        limit = need.max_age if need is not None and need.max_age is not None else own
        if limit is not None and self._age(measurement.taken) > limit:
            return True
        later = need.since if need is not None else ()
        return any(
            covers(own, change.path) and change.changed > measurement.taken
            for own in later
            for change in self._case.history.changes
        )

    def _note(
        self,
        path: str,
        value: Any,
        kind: str | None = None,
        *,
        form: str | None = None,
        age: float | None = None,
        stale: bool = False,
    ) -> None:
        self._read[path] = ReadValue(path=path, value=value, kind=kind, form=form, age=age, stale=stale)
