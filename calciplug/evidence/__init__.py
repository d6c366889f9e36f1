"""The evidence behind every rule, as data: sources, disputes, errata, figures and fixed statements.

The JSON files beside this module are read once, on first use. Every citation id that a plugin, a protocol or an
outcome names must resolve here; one that does not raises `EvidenceError`.
"""

from __future__ import annotations

import difflib
import functools
import json
from importlib import resources
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

from calciplug.errors import EvidenceError
from calciplug.evidence import _wording
from calciplug.evidence._figure import MEASURES, Figure
from calciplug.evidence._model import DESIGNS, TRUSTS, Dispute, Erratum, Side, Source, Statement

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

__all__ = [
    "DESIGNS",
    "MEASURES",
    "TRUSTS",
    "Dispute",
    "Erratum",
    "Figure",
    "Side",
    "Source",
    "Statement",
    "cite",
    "dispute",
    "disputes",
    "errata",
    "erratum",
    "figure",
    "figures",
    "grade",
    "source",
    "sources",
    "statement",
    "statements",
    "told",
]

_Entry = TypeVar("_Entry")


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


@functools.cache
def figures() -> Mapping[str, Figure]:
    """Every ratio and share that rules, disputes or statements print; read-only."""
    return _load("figures.json", Figure)


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


def figure(identifier: str, /) -> Figure:
    """Return one figure, or raise `EvidenceError` if the id is unknown."""
    return _look_up("figure", identifier, figures())


def cite(identifier: str, /) -> str:
    """Return a source as one printable line that ends with how far it may be trusted.

    The trust is never left out: a remembered number must not look like one that somebody has read.
    """
    return _wording.citation(source(identifier))


def told(identifier: str, /) -> str:
    """Return a figure as a fragment of a sentence, with interval, population, comparison and design.

    The number never stands alone, and the fragment ends by saying that it predicts nothing for one patient.
    """
    own = figure(identifier)
    return _wording.figure(own, source(own.source))


def grade(identifiers: Iterable[str], /, *, policy: bool = False) -> str:
    """Return the designs of sources in words, such as `guideline and cohort study; policy in part`.

    Args:
        identifiers: bibliography ids.
        policy: whether what rests on them is local policy in part; without any source it is policy alone.
    """
    return _wording.grade([source(name) for name in identifiers], policy=policy)
