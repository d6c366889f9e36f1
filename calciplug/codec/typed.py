"""Values typed into a command line: `134 136 mmol/L`, `134:140:2 mmol/L`, `12.5 g/{session} pentahydrate`.

As strict as a document: plain digits, a unit code of the closed table byte for byte, a salt form where grams need one.
No text is ever parsed for a unit; whatever is not understood is refused with its mend.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import attrs

from calciplug import units
from calciplug.codec import misread
from calciplug.codec.amounts import field_amount
from calciplug.codec.reading import Reading
from calciplug.codec.text import clean, nearest
from calciplug.codec.typed_numbers import is_glued, is_numeric, numbers
from calciplug.codec.values import number
from calciplug.model.field import code_lists
from calciplug.model.typed import Typed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from calciplug.model.field import Field

_NEXT: Final = re.compile(r",(?=\s*[a-z][A-Za-z0-9_.*-]*\s*=)", re.ASCII)


def assignments(texts: Sequence[str]) -> Iterator[tuple[str, str | None]]:
    """Every `path=values` in *texts*, several in one parted by a comma; None for values where there is no `=`."""
    for text in texts:
        for part in _NEXT.split(text):
            path, mark, values = part.partition("=")
            yield path.strip(), values.strip() if mark else None


def typed(reading: Reading, own: Field, path: str, text: str, *, most: int = 1) -> Typed | None:
    """The numbers in *text* with their unit, or None; what is wrong is noted in *reading*, each at the pointer *path*.

    Args:
        reading: takes the problems.
        own: what is declared of the field.
        path: of the value, with its own exchange.
        text: numbers, or LOW:HIGH:STEP, then the unit, then the salt form of grams of thiosulfate.
        most: numbers that may stand there.
    """
    before = len(reading.problems)
    words = text.split()
    form = _form(reading, own, path, words)
    count = next((index for index, word in enumerate(words) if not is_numeric(word)), len(words))
    given = numbers(reading, path, words[:count], most)
    unit = _unit(reading, own, path, words[:count], words[count:])
    if form is None and _formed(own) and unit is not None:
        first = {"value": given[0] if given else None, "unit": unit}
        reading.problems.append(misread.no_form(path, first))
    if len(reading.problems) > before or unit is None:
        return None
    found = Typed(path=path, kind=own.kind, numbers=tuple(given), unit=unit, form=form)
    _check_each(reading, own, found)
    return found if len(reading.problems) == before else None


def _formed(own: Field) -> bool:
    return "thiosulfate" in units.kind(own.kind).of


def _form(reading: Reading, own: Field, path: str, words: list[str]) -> str | None:
    """The salt form that ends *words*, which it is taken off; also a misspelt one, which is refused."""
    forms = code_lists()["salt_form"]
    near = nearest(words[-1], forms) if words else None
    after_unit = len(words) > 1 and words[-2] in units.kind(own.kind).accepts and _formed(own)
    if near is None and not after_unit:
        return None
    word = words.pop()
    if word not in forms:
        reading.add(
            "typed.form_unknown", path, "no salt form", rule="U-5", found=clean(word), expected=" or ".join(forms)
        )
    elif not _formed(own):
        reading.add("typed.form_unexpected", path, "only grams of thiosulfate have a salt form", found=word)
    return near or word


def _unit(reading: Reading, own: Field, path: str, values: Sequence[str], rest: Sequence[str]) -> str | None:
    accepts = units.kind(own.kind).accepts
    if len(rest) == 1 and rest[0] in accepts:
        return rest[0]
    if rest:
        first = number(values[0]) if values else None
        place = ("prescription", *path.split(".")) if not path.startswith(("labs.", "patient.")) else path.split(".")
        reading.problems.append(
            misread.wrong_unit(tuple(place), path, {"unit": " ".join(rest), "value": first}, accepts)
        )
    elif not any(is_glued(word) for word in values):
        reading.problems.append(attrs.evolve(misread.missing_unit(path), expected=f"one of {', '.join(accepts)}"))
    return None


def _check_each(reading: Reading, own: Field, found: Typed) -> None:
    """Refuse what no document could hold, and sessions that no week or fortnight holds."""
    low, high = own.plausible
    wrong = [exact for exact, value in zip(found.numbers, found.values, strict=True) if not low <= value <= high]
    if wrong:
        alone = Reading()
        form = {} if found.form is None else {"form": found.form}
        field_amount(alone, {"value": wrong[0], "unit": found.unit, **form}, "", own)
        more = f" (and {len(wrong) - 1:,} more)" if len(wrong) > 1 else ""
        for problem in alone.problems:
            reading.problems.append(attrs.evolve(problem, pointer=found.path, message=f"{problem.message}{more}"))
    if own.kind == "session_frequency" and own.step is not None:
        broken = [exact for exact, value in zip(found.numbers, found.values, strict=True) if value % own.step]
        if broken:
            reading.add(
                "typed.not_deliverable", found.path, "sessions come whole in a week or in a fortnight",
                found=", ".join(f"{value:f}" for value in broken[:5]),
                expected=f"steps of {units.text(own.step, own.kind)}",
            )  # fmt: skip
