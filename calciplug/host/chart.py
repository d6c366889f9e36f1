"""The chart of one case: all that the rules of an adjustment read of it, each looked up once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from calciplug.host.facts import fact
from calciplug.host.found import Number, Plain
from calciplug.host.laboratory import Laboratory
from calciplug.host.leaves import Leaves
from calciplug.model.answers import ReadValue

if TYPE_CHECKING:
    from calciplug.host.access import Access
    from calciplug.host.found import Found
    from calciplug.model.case import Case


class Chart:
    """What a case holds, whatever becomes of the draft. Many rules read the same; nothing here changes.

    Attributes:
        case: the case.
        form: salt form that the case's thiosulfate is labelled in, or None.
        laboratory: its series.
        in_force: the prescription in force.
        ordered: the order.
        drafted: the prescription as ordered or else in force.
        facts: what was found of the case and of the patient, by path.
    """

    __slots__ = ("case", "drafted", "facts", "form", "in_force", "laboratory", "ordered")

    def __init__(self, case: Case) -> None:
        draft = case.draft()
        self.case = case
        self.form = next((draft.forms[path] for path in sorted(draft.forms, reverse=True)), None)
        self.laboratory = Laboratory(case)
        self.in_force = Leaves(case, case.prescription, self.form, "in_force.")
        self.ordered = Leaves(case, case.order, self.form, "order.")
        self.drafted = Leaves(case, draft, self.form, "drafted.")
        self.facts: dict[str, Found | None] = {}

    def fact(self, access: Access) -> Found | None:
        """The fact of the case at a path, or what the patient has there; None where that is nothing."""
        path = access.path
        if path not in self.facts:
            self.facts[path] = fact(self.case, path) if access.stands == "fact" else self._patient(access)
        return self.facts[path]

    def _patient(self, access: Access) -> Found | None:
        value, kind = self.case.patient.values.get(access.name), access.kind
        if value is None:
            return None
        noted = ReadValue(path=access.path, value=value, kind=kind)
        return Number(noted, value, kind) if kind is not None and isinstance(value, float) else Plain(noted, value)
