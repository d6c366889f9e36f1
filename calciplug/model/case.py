"""The case: everything that is known when a prescription is adjusted, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs

from calciplug.model.computed import COMPUTED
from calciplug.model.field import general, is_prescribed, section
from calciplug.model.prescription import Prescription

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from calciplug.model.prescription import Stored
    from calciplug.model.records import (
        Allergy,
        Coded,
        Effluent,
        Event,
        GivenDose,
        Medication,
        OptIn,
        Override,
        PastChange,
        Product,
        Solution,
        Therapy,
    )

# Sections that can end while dialysis goes on (`*`: any exchange); the rest of a prescription is changed, never ended.
STOPPABLE: Final = ("thiosulfate", "oral", "intralesional", "convection", "exchanges.*", "exchanges.*.thiosulfate")


@attrs.frozen
class Measurement:
    """One laboratory value or vital sign.

    Attributes:
        value: float in the own unit of its field's kind.
        taken: when.
        timing: `pre-dialysis`, `post-dialysis`, `between-sessions`, or None where that has no meaning.
        assay: method, where the field asks for one.
    """

    value: float
    taken: datetime
    timing: str | None = None
    assay: str | None = None


@attrs.frozen(kw_only=True)
class Patient:
    """Who is treated: numbers and codes by name, and the coded lists."""

    values: Mapping[str, Stored]
    conditions: tuple[Coded, ...] = ()
    allergies: tuple[Allergy, ...] = ()
    reactions: tuple[Coded, ...] = ()
    symptoms: tuple[Coded, ...] = ()
    lesions_since: datetime | None = None
    intraperitoneal_opt_in: OptIn | None = None


@attrs.frozen(kw_only=True)
class Labs:
    """Laboratory series by name, each newest first."""

    series: Mapping[str, tuple[Measurement, ...]]


@attrs.frozen(kw_only=True)
class History:
    """What happened before: doses, changes, events, effluent."""

    thiosulfate: tuple[GivenDose, ...] = ()
    changes: tuple[PastChange, ...] = ()
    events: tuple[Event, ...] = ()
    effluent: tuple[Effluent, ...] = ()


@attrs.frozen(kw_only=True)
class Site:
    """What can be delivered and how it is measured: machine, stock, analyser, upper limit of normal of PTH (pmol/L)."""

    machine: str | None = None
    chloride_analyser: str | None = None
    calcium_baths: tuple[float, ...] = ()
    products: tuple[Product, ...] = ()
    solutions: tuple[Solution, ...] = ()
    pth_upper_limit: float | None = None


@attrs.frozen(kw_only=True)
class Case:
    """One patient at one moment, as read from a document.

    Attributes:
        id: pseudonym of the case.
        about: what a fixture says of itself, or None.
        as_of: the moment that ages are counted to; there is no other clock.
        session_start: when the next session begins, or None.
        zone: IANA zone of *session_start*, or None.
        prescription: in force.
        order: the change asked for, partial.
        stop: sections in force that are to end: `thiosulfate`, `exchanges.day.thiosulfate`.
        stated: lists that the document names, even if empty: what it does not name is not known.
        input_hash: SHA-256 of the canonical document.
    """

    id: str
    about: str | None = None
    as_of: datetime
    session_start: datetime | None = None
    zone: str | None = None
    patient: Patient
    labs: Labs
    medications: tuple[Medication, ...] = ()
    therapies: tuple[Therapy, ...] = ()
    history: History = attrs.field(factory=History)
    site: Site = attrs.field(factory=Site)
    prescription: Prescription
    order: Prescription = attrs.field(factory=Prescription)
    stop: tuple[str, ...] = ()
    overrides: tuple[Override, ...] = ()
    stated: frozenset[str] = frozenset()
    input_hash: str
    # Every read of what was ordered asks for it, and a case never changes.
    _draft: Prescription = attrs.field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        joined = self.prescription.joined(self.order)
        object.__setattr__(self, "_draft", joined.without(self.stops) if self.stop else joined)

    @property
    def modality(self) -> str:
        """Modality of the draft: ordered, or else in force."""
        return str(self.order.get("modality") or self.prescription.get("modality"))

    def draft(self) -> Prescription:
        """The prescription in force with the order laid over it, without what is to stop."""
        return self._draft

    def stops(self, path: str) -> bool:
        """Whether the leaf at *path*, stored or computed, is to stop; nothing but a prescription stops."""
        if not self.stop:
            return False
        key = path.split(".")[1] if path.startswith("exchanges.") else "*"
        computed = COMPUTED.get(general(path))
        stored = [own.replace("*", key) for own in computed.reads] if computed is not None else [path]
        sections = [section(own) for own in stored if is_prescribed(own)]
        return any(own == name or own.startswith(f"{name}.") for own in sections for name in self.stop)

    def product(self, name: str) -> Product | None:
        """The stocked product called *name*, or None."""
        return next((item for item in self.site.products if item.id == name), None)

    def solution(self, name: str) -> Solution | None:
        """The stocked peritoneal solution called *name*, or None."""
        return next((item for item in self.site.solutions if item.id == name), None)
