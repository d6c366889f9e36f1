"""The evidence behind every rule, as data: sources, disputes, errata and fixed statements.

The JSON files beside this module are read once, on first use. Every citation id that a plugin, a protocol or an
outcome names must resolve here; one that does not raises `EvidenceError`.
"""

from __future__ import annotations

import difflib
import functools
import json
from importlib import resources
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, TypeVar

from calciplug.errors import EvidenceError
from calciplug.evidence._model import Dispute, Erratum, Side, Source, Statement

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = [
    "Dispute",
    "Erratum",
    "Side",
    "Source",
    "Statement",
    "cite",
    "dispute",
    "disputes",
    "errata",
    "erratum",
    "source",
    "sources",
    "statement",
    "statements",
]

_Entry = TypeVar("_Entry")

_UNREAD: Final = "from memory, not read"
_TRUST_IN_WORDS: Final = {
    "read": "read in part or in summary",
    "review": "as stated in the review",
    "quoted": "as other people's work or program quotes it, not read",
    "derived": "our own calculation or test",
    "secondary": "secondary page; not a citation",
}


def _load(name: str, build: Callable[..., _Entry]) -> Mapping[str, _Entry]:
    text = resources.files("calciplug.evidence").joinpath(name).read_text(encoding="utf-8")
    entries: dict[str, dict[str, Any]] = json.loads(text)
    return MappingProxyType({key: build(id=key, **fields) for key, fields in entries.items()})


def _look_up(kind: str, identifier: str, entries: Mapping[str, _Entry]) -> _Entry:
    if identifier in entries:
        return entries[identifier]
    nearest = difflib.get_close_matches(identifier, entries, n=1)
    hint = f"; the nearest is {nearest[0]!r}" if nearest else ""
    raise EvidenceError(f"found {kind} id {identifier!r}, expected one that calciplug.evidence knows{hint}")


@functools.cache
def sources() -> Mapping[str, Source]:
    """Every bibliography entry under its id; read-only."""
    return _load("bibliography.json", Source)


@functools.cache
def disputes() -> Mapping[str, Dispute]:
    """Every dispute between sources, `C-1` onwards; read-only."""
    return _load("disputes.json", Dispute)


@functools.cache
def errata() -> Mapping[str, Erratum]:
    """Every known misprint in a source, `E-1` onwards; read-only."""
    return _load("errata.json", Erratum)


@functools.cache
def statements() -> Mapping[str, Statement]:
    """Every sentence that outcomes print word for word; read-only."""
    return _load("statements.json", Statement)


def source(identifier: str, /) -> Source:
    """Return one bibliography entry, or raise `EvidenceError` if the id is unknown."""
    return _look_up("source", identifier, sources())


def dispute(identifier: str, /) -> Dispute:
    """Return one dispute, or raise `EvidenceError` if the id is unknown."""
    return _look_up("dispute", identifier, disputes())


def erratum(identifier: str, /) -> Erratum:
    """Return one erratum, or raise `EvidenceError` if the id is unknown."""
    return _look_up("erratum", identifier, errata())


def statement(identifier: str, /) -> Statement:
    """Return one fixed statement, or raise `EvidenceError` if the id is unknown."""
    return _look_up("statement", identifier, statements())


def cite(identifier: str, /) -> str:
    """Return a source as one printable line that ends with how far it may be trusted.

    The trust is never left out: a remembered number must not look like one that somebody has read.
    """
    entry = source(identifier)
    who = entry.authors or entry.issuer
    where = entry.journal if entry.journal or not entry.authors else entry.issuer
    year = str(entry.year) if entry.year else None
    doi = f"doi:{entry.doi}" if entry.doi else None
    # Without a name in front, a year there would read as the name.
    parts = [(who, year), (entry.title,), (where,), (doi,)] if who else [(entry.title,), (where, year), (doi,)]
    phrases = [" ".join(word for word in part if word).rstrip(".") for part in parts]
    line = ". ".join(phrase for phrase in phrases if phrase).replace("?. ", "? ")
    return f"{line} ({_trust(entry)})"


def _trust(entry: Source) -> str:
    if entry.trust != "memory":
        return _TRUST_IN_WORDS[entry.trust]
    return _UNREAD if entry.read.startswith("Nothing") else f"in part {_UNREAD}"
