"""Records that a case holds beside its leaves: allergies, drugs, doses given, products, solutions.

A number in a record is kept as a float in its kind's own unit and handed to plugins as a fresh
quantity; `measured` marks such an attribute with its kind.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

import attrs

from calciplug import units
from calciplug.units.lane import is_fast

if TYPE_CHECKING:
    from datetime import datetime

    from calciplug.units import Quantity

R = TypeVar("R", bound=attrs.AttrsInstance)


def measured(kind: str, *, optional: bool = True) -> Any:
    """An attribute that holds a number of *kind*."""
    return attrs.field(default=None, metadata={"kind": kind}) if optional else attrs.field(metadata={"kind": kind})


@cache
def _measures(shape: type[attrs.AttrsInstance]) -> tuple[tuple[str, str], ...]:
    """Attributes of a record that hold a number, with their kinds."""
    return tuple((item.name, item.metadata["kind"]) for item in attrs.fields(shape) if "kind" in item.metadata)


def with_quantities(record: R) -> R:
    """*record* with a fresh quantity in place of each stored float."""
    if is_fast():  # the stored floats are what it would hold
        return record
    fresh = {
        name: units.make(getattr(record, name), kind)
        for name, kind in _measures(type(record))
        if getattr(record, name) is not None
    }
    return attrs.evolve(record, **fresh) if fresh else record  # type: ignore[misc]  # every record is an attrs class


@attrs.frozen(kw_only=True)
class Coded:
    """A condition, symptom or reaction: a code out of a closed list; `other` needs a text.

    Attributes:
        code: out of the list for its field.
        text: what `other` stands for.
        since: when it began, or None.
    """

    code: str
    text: str | None = None
    since: datetime | None = None


@attrs.frozen(kw_only=True)
class Allergy:
    """An allergy: agent and reaction, each a code; `other` needs a text."""

    agent: str
    reaction: str
    text: str | None = None


@attrs.frozen(kw_only=True)
class Medication:
    """A medicine the patient takes, is ordered or has stopped.

    Attributes:
        drug: code; `other` needs a text.
        status: `active`, `ordered` or `stopped`.
        text: what `other` stands for.
        last_given: last administration, or None.
        next_due: next planned administration, or None.
    """

    drug: str
    status: str
    text: str | None = None
    last_given: datetime | None = None
    next_due: datetime | None = None


@attrs.frozen(kw_only=True)
class Therapy:
    """A treatment or measure beside dialysis and medicines: in place, ordered, planned, stopped, or ruled out.

    Attributes:
        therapy: code; `other` needs a text.
        status: `in-place`, `ordered`, `planned`, `stopped`, `not-indicated` or `not-possible`.
        text: what `other` stands for.
        since: when it began, or None.
        weekdays: days on which it is done, as codes; empty where they are not stated.
        begins: for one that runs during dialysis: minutes after the start of the session, or None.
        duration: of one treatment (min), or None.
        pressure: in a chamber (atm, absolute), or None.
        treatments_done: how many so far, or None.
        treatments_planned: how many in all, or None.
    """

    therapy: str
    status: str
    text: str | None = None
    since: datetime | None = None
    weekdays: tuple[str, ...] = ()
    begins: Quantity | None = measured("session_duration")
    duration: Quantity | None = measured("treatment_time")
    pressure: Quantity | None = measured("chamber_pressure")
    treatments_done: Quantity | None = measured("count")
    treatments_planned: Quantity | None = measured("count")


@attrs.frozen(kw_only=True)
class GivenDose:
    """A dose of thiosulfate that was given.

    Attributes:
        given: when.
        dose: how much (g of pentahydrate in memory).
        form: salt form of the label.
        route: `intravenous`, `intraperitoneal`, `intralesional` or `oral`.
        tolerance: `tolerated`, `not-tolerated` or `unknown`.
        problems: reactions that came with it, as codes.
    """

    given: datetime
    dose: Quantity = measured("thiosulfate_amount", optional=False)
    form: str
    route: str
    tolerance: str
    problems: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class PastChange:
    """A change that was made to a path of the prescription."""

    path: str
    changed: datetime
    rule: str | None = None


@attrs.frozen(kw_only=True)
class Event:
    """Something that happened during a session: a code and when; `other` needs a text."""

    code: str
    happened: datetime
    text: str | None = None
    fall: Quantity | None = measured("pressure")


@attrs.frozen(kw_only=True)
class Effluent:
    """One look at the peritoneal effluent."""

    seen: datetime
    appearance: str


@attrs.frozen(kw_only=True)
class OptIn:
    """The signed decision to put thiosulfate into a peritoneal dwell.

    Attributes:
        signed: when.
        reason: why the intravenous route is not possible, as a code.
        effluent_check: `daily` or `none`.
        text: what `other` stands for.
    """

    signed: datetime
    reason: str
    effluent_check: str
    text: str | None = None


@attrs.frozen(kw_only=True)
class Product:
    """A thiosulfate product that the site stocks.

    Attributes:
        id: how the prescription names it.
        drug: always `sodium thiosulfate`, in full.
        code: the site's or the market's product code.
        form: salt form of the label's grams.
        strength: grams of label in a volume (g/L of pentahydrate in memory).
        amount: grams in one container (g of pentahydrate in memory).
        volume: volume of one container (L).
        sodium: sodium the maker declares (mmol/L), or None.
        potassium: potassium in it (mmol/L), or None.
        boric_acid: boric acid in it (g/L), or None.
        sulfite: whether it contains a sulfite as an excipient, or None where unknown.
    """

    id: str
    drug: str
    code: str
    form: str
    strength: Quantity = measured("thiosulfate_strength", optional=False)
    amount: Quantity = measured("thiosulfate_amount", optional=False)
    volume: Quantity = measured("container_volume", optional=False)
    sodium: Quantity | None = measured("product_sodium")
    potassium: Quantity | None = measured("product_potassium")
    boric_acid: Quantity | None = measured("boric_acid_content")
    sulfite: bool | None = None


@attrs.frozen(kw_only=True)
class Solution:
    """A peritoneal solution that the site stocks."""

    id: str
    type: str
    sodium: Quantity | None = measured("sodium")
    calcium: Quantity | None = measured("dialysate_calcium")
    osmolarity: Quantity | None = measured("osmolarity")


@attrs.frozen(kw_only=True)
class Override:
    """A decision by a person to let a refused value stand.

    Attributes:
        finding: code of the finding, which is its rule.
        path: the refused path.
        value: the refused value, a float in its kind's own unit, a code, several codes, or None for a whole section.
        role: role of the person.
        reason: why.
        plan: checks that were promised, as codes.
    """

    finding: str
    path: str
    value: float | str | tuple[str, ...] | None
    role: str
    reason: str
    plan: tuple[str, ...] = ()
