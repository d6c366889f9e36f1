"""The shape of a figure: one ratio or share that a source gives for a group of people, whole enough to be printed."""

from __future__ import annotations

import re
from typing import Any, Final

import attrs

# measure → how it is printed
MEASURES: Final = {
    "odds-ratio": "odds ratio",
    "hazard-ratio": "hazard ratio",
    "risk-ratio": "risk ratio",
    "unstated-ratio": "ratio of an unstated kind",
    "share": "share of patients",
}
_RATIO: Final = re.compile(r"[0-9]+(\.[0-9]+)?")
_SHARE: Final = re.compile(r"[0-9]+(\.[0-9]+)? %|[0-9]+ of [0-9]+")

_words = attrs.validators.and_(attrs.validators.instance_of(str), attrs.validators.min_len(1))
_words_or_none = attrs.validators.optional(_words)


def _printed(figure: Any, attribute: attrs.Attribute[Any], value: Any) -> None:
    wanted = _SHARE if figure.measure == "share" else _RATIO
    for number in (value,) if isinstance(value, str) else value or ():
        if not wanted.fullmatch(number):
            raise ValueError(f"{attribute.name} of figure {figure.id!r}: found {number!r}, expected it as printed")


def _ends(value: Any) -> tuple[str, str] | None:
    if value is None:
        return None
    low, high = value
    return low, high


@attrs.frozen(kw_only=True)
class Figure:
    """A ratio or a share of a published group; numbers are text, so that they keep the digits of their source.

    Attributes:
        measure: what the number is; a key of `MEASURES`.
        value: as printed: `2.00`; of a share `26 %` or `6 of 6`.
        interval: ends of its 95 % confidence interval as printed, or None where none was seen.
        per: the step of a graded exposure that the ratio belongs to (`1 mEq/L`), or None.
        outcome: what happened to those who are counted.
        exposure: what they were exposed to, or given.
        comparator: what they are compared with, or None where there is no comparison group.
        population: who was studied, with their number.
        adjusted: whether other factors were accounted for; None where that is not known.
        source: bibliography id; it gives the design.
    """

    id: str = attrs.field(validator=_words)
    measure: str = attrs.field(validator=attrs.validators.in_(MEASURES))
    value: str = attrs.field(validator=[_words, _printed])
    interval: tuple[str, str] | None = attrs.field(converter=_ends, validator=_printed)
    per: str | None = attrs.field(validator=_words_or_none)
    outcome: str = attrs.field(validator=_words)
    exposure: str = attrs.field(validator=_words)
    comparator: str | None = attrs.field(validator=_words_or_none)
    population: str = attrs.field(validator=[_words, attrs.validators.matches_re(r".*[0-9].*")])
    adjusted: bool | None = attrs.field(validator=attrs.validators.optional(attrs.validators.instance_of(bool)))
    source: str = attrs.field(validator=_words)
