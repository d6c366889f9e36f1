"""The shapes of evidence: what a source, a dispute, an erratum and a statement must say; `_figure` has the figures.

The closed lists stand here, so that a slip in the data is refused when it is read and not when a patient's sheet is
printed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import attrs

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

DESIGNS: Final = frozenset(
    {
        "guideline",
        "product-label",
        "pharmacopoeia",
        "randomised-trial",
        "cohort",
        "case-control",
        "case-series",
        "case-report",
        "systematic-review",
        "narrative-review",
        "in-vitro",
        "pharmacokinetic-study",
        "protocol",
        "registry-entry",
        "measure",
        "textbook",
        "website",
        "dataset",
    }
)
TRUSTS: Final = frozenset({"read", "review", "quoted", "memory", "derived", "secondary"})
LONGEST_STATEMENT: Final = 300

_words = attrs.validators.and_(attrs.validators.instance_of(str), attrs.validators.min_len(1))
_words_or_none = attrs.validators.optional(_words)
_year_or_none = attrs.validators.optional(attrs.validators.instance_of(int))
_ids = attrs.validators.deep_iterable(attrs.validators.instance_of(str))
_some_ids: Any = attrs.validators.and_(_ids, attrs.validators.min_len(1))
_design = attrs.validators.in_(DESIGNS)


@attrs.frozen(kw_only=True)
class Source:
    """One bibliography entry, together with how far it may be trusted.

    Attributes:
        title: the published title where it is known for certain, else a plain description.
        trust: the flag of the weakest fact that rules take from this source: one of `TRUSTS`.
        read: what was actually read, in one sentence; begins with "Nothing" where nothing was.
    """

    id: str = attrs.field(validator=_words)
    title: str = attrs.field(validator=_words)
    authors: str | None = attrs.field(validator=_words_or_none)
    year: int | None = attrs.field(validator=_year_or_none)
    journal: str | None = attrs.field(validator=_words_or_none)
    issuer: str | None = attrs.field(validator=_words_or_none)
    doi: str | None = attrs.field(validator=_words_or_none)
    url: str | None = attrs.field(validator=_words_or_none)
    design: str = attrs.field(validator=_design)
    population: str | None = attrs.field(validator=_words_or_none)
    trust: str = attrs.field(validator=attrs.validators.in_(TRUSTS))
    read: str = attrs.field(validator=_words)


@attrs.frozen(kw_only=True)
class Side:
    """One position in a dispute, with the sources that hold it, the design of the strongest, and figures it prints."""

    claim: str = attrs.field(validator=_words)
    sources: tuple[str, ...] = attrs.field(converter=tuple, validator=_some_ids)
    design: str = attrs.field(validator=_design)
    figures: tuple[str, ...] = attrs.field(default=(), converter=tuple, validator=_ids)


def _sides(entries: Iterable[Mapping[str, Any]]) -> tuple[Side, ...]:
    return tuple(Side(**entry) for entry in entries)


@attrs.frozen(kw_only=True)
class Dispute:
    """Sources that contradict each other, and what calciplug shows or does about it.

    Attributes:
        sides: every position, always two or more: a dispute with one side would be a decision in disguise.
        shown: what the user sees, or what calciplug does while the question is open.
        rules: the ids of the rules that the dispute touches.
    """

    id: str = attrs.field(validator=_words)
    title: str = attrs.field(validator=_words)
    sides: tuple[Side, ...] = attrs.field(converter=_sides, validator=attrs.validators.min_len(2))
    shown: str = attrs.field(validator=_words)
    rules: tuple[str, ...] = attrs.field(converter=tuple, validator=_some_ids)


@attrs.frozen(kw_only=True)
class Erratum:
    """A mistake in print, kept so that nobody copies it: what stands there, what should, and why."""

    id: str = attrs.field(validator=_words)
    source: str = attrs.field(validator=_words)
    printed: str = attrs.field(validator=_words)
    correct: str = attrs.field(validator=_words)
    why: str = attrs.field(validator=_words)
    sources: tuple[str, ...] = attrs.field(converter=tuple, validator=_some_ids)


@attrs.frozen(kw_only=True)
class Statement:
    """A sentence that outcomes print word for word, with figures it holds; it claims no more than its sources do."""

    id: str = attrs.field(validator=_words)
    text: str = attrs.field(validator=attrs.validators.and_(_words, attrs.validators.max_len(LONGEST_STATEMENT)))
    sources: tuple[str, ...] = attrs.field(converter=tuple, validator=_ids)
    grade: str = attrs.field(validator=_words)
    figures: tuple[str, ...] = attrs.field(default=(), converter=tuple, validator=_ids)
