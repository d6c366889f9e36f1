"""What stands at a path, and where: worked out once for every path, never at a read."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final, Literal

import attrs

from calciplug.host.facts import BATHS, FACTS, PTH_LIMIT, RECORDS
from calciplug.model.computed import COMPUTED
from calciplug.model.field import code_field, field, general, section

if TYPE_CHECKING:
    from calciplug.model.computed import Computed

Standing = Literal["series", "fact", "patient", "leaf", "nowhere"]

# What a path begins with that is no leaf of a prescription and no laboratory series.
_OF_THE_CASE: Final = ("patient", "history", "site", "medications", "therapies", "case")
# Lists of the case: of one that it does not name nothing is known.
LISTS: Final = frozenset((*RECORDS, BATHS))


@attrs.frozen(kw_only=True, eq=False)
class Access:
    """How the value at one path is found.

    Attributes:
        path: which.
        stands: in a laboratory series, among the facts of the case, with the patient, in a prescription, or nowhere.
        series: name of the laboratory series that would stand there.
        name: what the patient's values would call it.
        kind: kind of quantity of the number that is stored there; None where no field is.
        max_age: minutes after which the field's value is stale, or None.
        computed: how it is computed from stored leaves, or None.
        is_known: whether any document has such a path.
        sections: it has no value where one of these is withheld.
    """

    path: str
    stands: Standing
    series: str
    name: str
    kind: str | None
    max_age: float | None
    computed: Computed | None
    is_known: bool
    sections: tuple[str, ...]


# A plugin reads the same paths in every case; only the keys of exchanges differ, and a bounded cache takes those too.
@lru_cache(maxsize=8192)
def access(path: str) -> Access:
    """How the value at *path* is found."""
    declared, computed = field(path), COMPUTED.get(general(path))
    is_stored = declared is not None or code_field(path) is not None
    return Access(
        path=path,
        stands=_stands(path, is_stored=is_stored),
        series=path.removeprefix("labs."),
        name=path.removeprefix("patient."),
        kind=None if declared is None else declared.kind,
        max_age=None if declared is None else declared.max_age,
        computed=computed,
        is_known=is_stored or computed is not None or path == "exchanges",
        sections=_sections(path, computed),
    )


def _stands(path: str, *, is_stored: bool) -> Standing:
    if path.startswith("labs."):
        return "series" if field(path) is not None else "nowhere"
    if path.split(".", maxsplit=1)[0] not in _OF_THE_CASE:
        return "leaf"
    if path in LISTS or path in FACTS or path == PTH_LIMIT:
        return "fact"
    return "patient" if is_stored and path.startswith("patient.") else "nowhere"


def _sections(path: str, computed: Computed | None) -> tuple[str, ...]:
    if computed is not None:
        key = path.split(".")[1] if path.startswith("exchanges.") else "*"
        return tuple(name.replace("*", key) for name in computed.sections)
    declared = field(path) or code_field(path)
    return () if declared is None or declared.section is None else (section(path),)
