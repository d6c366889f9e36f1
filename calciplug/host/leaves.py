"""The leaves of one prescription, stored and computed, each looked up once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from calciplug.errors import PluginFault
from calciplug.host.access import access
from calciplug.host.found import Number, Plain
from calciplug.model.answers import ReadValue
from calciplug.model.computed import compute
from calciplug.units.lane import fast

if TYPE_CHECKING:
    from calciplug.host.access import Access
    from calciplug.host.found import Found
    from calciplug.model.case import Case
    from calciplug.model.prescription import Prescription

_NOT_YET: Final = Plain(None, None)


class Leaves:
    """What stands in one prescription of a case.

    Args:
        case: the case.
        prescription: in force, ordered, drafted or proposed.
        form: salt form in which grams of thiosulfate are shown that are computed, or None.
        called: what the list of values read puts before a path, such as `in_force.`.

    Attributes:
        found: what was found before, by path.
    """

    __slots__ = ("_called", "_case", "_form", "found", "prescription")

    def __init__(self, case: Case, prescription: Prescription, form: str | None, called: str = "") -> None:
        self.prescription = prescription
        self._case = case
        self._form = form
        self._called = called
        self.found: dict[str, Found | None] = {}

    def at(self, own: Access) -> Found | None:
        """What stands at a path; None where nothing does.

        Raises:
            PluginFault: no document has such a path.
        """
        found = self.found.get(own.path, _NOT_YET)
        if found is _NOT_YET:
            found = self.found[own.path] = self._look(own)
        return found

    def number(self, path: str) -> float | None:
        """The float of the computed leaf *path*, as memory keeps it; None where a leaf that it needs does not stand."""
        found = self.at(access(path))
        return None if found is None or found.noted is None else found.noted.value  # type: ignore[return-value]  # of a computed leaf

    def _look(self, own: Access) -> Found | None:
        if not own.is_known:
            raise PluginFault("plugin.undeclared_path", f"read {own.path}, which is not a path")
        if own.path == "exchanges":
            return Plain(None, self.prescription.exchanges())
        return self._stored(own) if own.computed is None else self._computed(own, own.computed.kind)

    def _stored(self, own: Access) -> Found | None:
        path, kind = own.path, own.kind
        value = self.prescription.get(path)
        if value is None:
            return None
        noted = ReadValue(path=self._called + path, value=value, kind=kind, form=self.prescription.forms.get(path))
        return Plain(noted, value) if kind is None or isinstance(value, str | tuple) else Number(noted, value, kind)

    def _computed(self, own: Access, kind: str) -> Found | None:
        # The host's own formulas: tests have held their floats against what pint computes.
        with fast():
            value = compute(self._case, self.prescription, own.path)
        if value is None:
            return None
        form = self._form if kind.startswith("thiosulfate") else None
        noted = ReadValue(path=self._called + own.path, value=value, kind=kind, form=form)  # type: ignore[arg-type]  # a float in the fast lane
        return Number(noted, value, kind)
