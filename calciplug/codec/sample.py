"""A laboratory value that a person typed: a new newest sample, taken at the case's own moment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from calciplug import units
from calciplug.codec.text import clean, nearest
from calciplug.codec.typed import typed
from calciplug.codec.typed_numbers import is_numeric
from calciplug.model.field import code_lists

if TYPE_CHECKING:
    from collections.abc import Mapping

    from calciplug.codec.reading import Reading
    from calciplug.model.case import Case, Measurement
    from calciplug.model.field import Field

_AFTER = "post-dialysis"


def laboratory(reading: Reading, own: Field, text: str, case: Case) -> dict[str, Any] | None:
    """The measurement that *text* spells, as a case document holds it; None where it was refused.

    Args:
        reading: takes the problems.
        own: the laboratory field.
        text: a number, its unit and, where wanted, words for timing and assay.
        case: whose newest sample before dialysis says timing and assay where *text* does not.
    """
    before = len(reading.problems)
    lists = {"timing": code_lists()["timing"], **({"assay": code_lists()[own.assays]} if own.assays else {})}
    words, tags = _apart(own, text.split(), lists)
    one = typed(reading, own, own.path, " ".join(words))
    said = _said(reading, own, tags, lists)
    series = case.labs.series.get(own.path.removeprefix("labs."), ())
    # Rules never read a sample after dialysis: a copy of its timing would make an edit that nobody sees.
    last = next((item for item in series if item.timing != _AFTER), None)
    for key in lists:
        if key not in said and last is not None and getattr(last, key) is not None:
            said[key] = getattr(last, key)
    if "assay" in lists and "assay" not in said:
        reading.add(
            "edit.assay_missing", own.path, "the assay is missing, and there is no earlier value to take it from",
            expected=" or ".join(lists["assay"]), fix=f"write it after the unit: {clean(' '.join(words))} …",
        )  # fmt: skip
    if one is None or len(reading.problems) > before:
        return None
    return {"value": one.numbers[0], "unit": one.unit, "taken": _moment(case, series), **said}


def _moment(case: Case, series: tuple[Measurement, ...]) -> str:
    """The case's moment; where a clock ran ahead of it, the newest sample's, so that the typed value is the newest."""
    return max([case.as_of, *(item.taken for item in series)]).isoformat()


def _apart(own: Field, words: list[str], lists: Mapping[str, tuple[str, ...]]) -> tuple[list[str], list[str]]:
    """The number with its unit, and the words after it that are meant as timing or assay."""
    first = next((index for index, word in enumerate(words) if not is_numeric(word)), len(words))
    known = [code for codes in lists.values() for code in codes]
    end = len(words)
    while end > first and words[end - 1] in known:
        end -= 1
    # After a unit that is accepted, nothing but timing and assay can be meant, misspelt or not.
    if end > first + 1 and words[first] in units.kind(own.kind).accepts:
        end = first + 1
    return words[:end], words[end:]


def _said(reading: Reading, own: Field, tags: list[str], lists: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    said: dict[str, str] = {}
    for word in tags:
        key = next((name for name, codes in lists.items() if word in codes), None)
        if key is None:
            known = [code for codes in lists.values() for code in codes]
            near = nearest(word, known)
            reading.add(
                "edit.word_unknown", own.path, "no timing" if len(lists) == 1 else "neither a timing nor an assay",
                found=clean(word), expected=", ".join(known), fix=None if near is None else f"did you mean {near!r}?",
            )  # fmt: skip
        elif key in said:
            reading.add("edit.word_twice", own.path, f"the {key} stands twice", found=word, expected="one of them")
        else:
            said[key] = word
    return said
